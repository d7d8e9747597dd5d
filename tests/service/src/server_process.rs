//! A `verifa sandbox` process that can be killed and restarted on the same port.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

use crate::Result;
use crate::binary;
use crate::fixture::Fixture;
use crate::system::{free_port, resident_memory};

/// The timeout for a process to become ready, and to exit.
const TIMEOUT: Duration = Duration::from_secs(60);

/// A rate limit that only scenarios about the rate limit reach.
pub const NO_LIMIT: &[&str] = &["--rate-limit", "4000000000"];

/// A server process. Dropping it kills the process.
#[derive(Debug)]
pub struct Sandbox {
    program: PathBuf,
    arguments: Vec<String>,
    address: SocketAddr,
    log: PathBuf,
    running: Running,
}

/// A running process.
#[derive(Debug)]
struct Running {
    child: Child,
    /// Kept open, so that the process can always write to it.
    _stdout: BufReader<tokio::process::ChildStdout>,
}

impl Sandbox {
    /// Starts a server of a fixture on a free port, with additional flags, and waits until it is
    /// ready.
    ///
    /// # Errors
    /// Returns an error, which contains the server's log, if the server exits instead.
    pub async fn start(fixture: &Fixture, flags: &[&str]) -> Result<Self> {
        let mut arguments = vec!["sandbox".to_owned()];
        arguments.extend(fixture.flags());
        arguments.extend(flags.iter().map(|flag| (*flag).to_owned()));
        Self::run(binary::verifa()?, arguments, fixture.folder()).await
    }

    /// Starts a program that accepts `--listen`, and that prints a line beginning with `Try: ` when
    /// it is ready.
    ///
    /// # Errors
    /// Returns an error, which contains the program's log, if the program exits instead.
    pub async fn run(program: PathBuf, arguments: Vec<String>, folder: &Path) -> Result<Self> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, free_port()?));
        let log = folder.join(format!("{}.log", address.port()));
        let running = spawn(&program, &arguments, address, &log).await?;
        Ok(Self {
            program,
            arguments,
            address,
            log,
            running,
        })
    }

    /// Returns the address that the server listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Kills the process with SIGKILL, as a crash would.
    ///
    /// # Errors
    /// Returns an error if waiting for the process fails.
    pub async fn kill(&mut self) -> Result<()> {
        Ok(self.running.child.kill().await?)
    }

    /// Sends SIGTERM, and returns the exit status of the process.
    ///
    /// # Errors
    /// Returns an error if the process does not exit in time.
    pub async fn terminate(&mut self) -> Result<ExitStatus> {
        let id = self
            .id()
            .and_then(|id| i32::try_from(id).ok())
            .and_then(Pid::from_raw)
            .ok_or("the server has exited already")?;
        kill_process(id, Signal::TERM)?;
        Ok(tokio::time::timeout(TIMEOUT, self.running.child.wait())
            .await
            .map_err(|_| "the server did not exit in time")??)
    }

    /// Starts the program again on the same port, after its process has ended.
    ///
    /// # Errors
    /// Returns an error if the program exits instead of becoming ready.
    pub async fn restart(&mut self) -> Result<()> {
        self.running = spawn(&self.program, &self.arguments, self.address, &self.log).await?;
        Ok(())
    }

    /// Returns whether the process is running.
    pub fn is_running(&mut self) -> bool {
        matches!(self.running.child.try_wait(), Ok(None))
    }

    /// Returns the process id while the process is running.
    pub fn id(&self) -> Option<u32> {
        self.running.child.id()
    }

    /// Returns the resident memory of the process, in bytes.
    pub fn resident_memory(&self) -> Option<u64> {
        resident_memory(self.id()?)
    }

    /// Returns the log of all runs of the program.
    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }
}

/// Starts a program, and waits until it is ready.
async fn spawn(
    program: &Path,
    arguments: &[String],
    address: SocketAddr,
    log: &Path,
) -> Result<Running> {
    let stderr = std::fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(log)?;
    let filter = std::env::var("RUST_LOG").unwrap_or_else(|_| "warn".to_owned());
    let mut child = Command::new(program)
        .args(arguments)
        .arg("--listen")
        .arg(address.to_string())
        .env("RUST_LOG", filter)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(stderr)
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| format!("cannot start {}: {error}", program.display()))?;
    let mut stdout = BufReader::new(
        child
            .stdout
            .take()
            .ok_or("the standard output of the process is not piped")?,
    );
    match tokio::time::timeout(TIMEOUT, becomes_ready(&mut stdout)).await {
        Ok(Ok(true)) => Ok(Running {
            child,
            _stdout: stdout,
        }),
        _ => Err(format!(
            "{} did not become ready: {}",
            program.display(),
            std::fs::read_to_string(log).unwrap_or_default()
        )
        .into()),
    }
}

/// Reads the output of a program until it is ready. Returns `false` if the output ends before.
async fn becomes_ready(
    stdout: &mut BufReader<tokio::process::ChildStdout>,
) -> std::io::Result<bool> {
    let mut line = String::new();
    while stdout.read_line(&mut line).await? > 0 {
        if line.starts_with("Try: ") {
            return Ok(true);
        }
        line.clear();
    }
    Ok(false)
}

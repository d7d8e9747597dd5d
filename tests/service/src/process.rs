//! A `verifa sandbox` process: started, killed, started again on the same port.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

use rustix::process::{Pid, Resource, Rlimit, Signal, getrlimit, kill_process, setrlimit};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

use crate::Result;
use crate::setting::Setting;

/// How long a process may take to be ready, or to end.
const PATIENCE: Duration = Duration::from_secs(60);

/// A limit that no trial reaches, unless it is about the limit.
pub const NO_LIMIT: &[&str] = &["--rate-limit", "4000000000"];

/// A server process, killed when this is dropped.
#[derive(Debug)]
pub struct Sandbox {
    program: PathBuf,
    arguments: Vec<String>,
    address: SocketAddr,
    log: PathBuf,
    child: Child,
    /// Kept open, so that the process can always write.
    _stdout: BufReader<tokio::process::ChildStdout>,
}

impl Sandbox {
    /// Starts a server of a setting on a free port, with more flags, and waits until it is ready.
    ///
    /// # Errors
    /// When it ends instead; its log is a part of the message.
    pub async fn start(setting: &Setting, flags: &[&str]) -> Result<Self> {
        let mut arguments = vec!["sandbox".to_owned()];
        arguments.extend(setting.flags());
        arguments.extend(flags.iter().map(|flag| (*flag).to_owned()));
        Self::run(binary()?, arguments, setting.folder()).await
    }

    /// Starts another program that takes `--listen`, and prints a line that begins with `Try: ` when it is ready.
    ///
    /// # Errors
    /// When it ends instead.
    pub async fn run(program: PathBuf, arguments: Vec<String>, folder: &Path) -> Result<Self> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, free_port()?));
        let log = folder.join(format!("{}.log", address.port()));
        let (child, stdout) = spawn(&program, &arguments, address, &log).await?;
        Ok(Self {
            program,
            arguments,
            address,
            log,
            child,
            _stdout: stdout,
        })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Ends it as a loss of power would end the process (SIGKILL).
    ///
    /// # Errors
    /// When it can't be waited for.
    pub async fn kill(&mut self) -> Result<()> {
        Ok(self.child.kill().await?)
    }

    /// Asks it to end (SIGTERM), and says how it ended.
    ///
    /// # Errors
    /// When it does not end.
    pub async fn terminate(&mut self) -> Result<ExitStatus> {
        let id = self
            .id()
            .and_then(|id| i32::try_from(id).ok())
            .and_then(Pid::from_raw)
            .ok_or("the server has ended already")?;
        kill_process(id, Signal::TERM)?;
        Ok(tokio::time::timeout(PATIENCE, self.child.wait())
            .await
            .map_err(|_| "the server does not end")??)
    }

    /// Starts it again at the same address after its end.
    ///
    /// # Errors
    /// When it ends instead of being ready.
    pub async fn restart(&mut self) -> Result<()> {
        let (child, stdout) =
            spawn(&self.program, &self.arguments, self.address, &self.log).await?;
        self.child = child;
        self._stdout = stdout;
        Ok(())
    }

    /// Whether it still runs.
    pub fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Its process id, while it runs.
    pub fn id(&self) -> Option<u32> {
        self.child.id()
    }

    /// The memory that it occupies, in bytes.
    pub fn resident(&self) -> Option<u64> {
        resident(self.id()?)
    }

    /// What it logged.
    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }
}

/// The memory that a process occupies, in bytes (`VmRSS` of proc(5)).
pub fn resident(id: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kilobytes * 1024)
}

/// Lets this process, and those that it starts, open as many files as the system grants, and says how many that are.
///
/// # Errors
/// When the system refuses.
pub fn raise_open_files() -> Result<u64> {
    let limit = getrlimit(Resource::Nofile);
    setrlimit(
        Resource::Nofile,
        Rlimit {
            current: limit.maximum,
            maximum: limit.maximum,
        },
    )?;
    Ok(limit.maximum.unwrap_or(u64::MAX))
}

/// A port that is free now, below those that the system gives to clients: none of them takes it while its server is down.
///
/// # Errors
/// When none is free.
pub fn free_port() -> Result<u16> {
    for _ in 0..1000 {
        let port = fastrand::u16(20_000..32_000);
        if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok() {
            return Ok(port);
        }
    }
    Err("no port is free".into())
}

async fn spawn(
    program: &Path,
    arguments: &[String],
    address: SocketAddr,
    log: &Path,
) -> Result<(Child, BufReader<tokio::process::ChildStdout>)> {
    let err = std::fs::OpenOptions::new()
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
        .stderr(err)
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| format!("{} does not start: {error}", program.display()))?;
    let mut stdout = BufReader::new(
        child
            .stdout
            .take()
            .ok_or("the output of a new process is a pipe")?,
    );
    let ready = async {
        let mut line = String::new();
        while stdout.read_line(&mut line).await? > 0 {
            if line.starts_with("Try: ") {
                return Ok::<_, std::io::Error>(true);
            }
            line.clear();
        }
        Ok(false)
    };
    match tokio::time::timeout(PATIENCE, ready).await {
        Ok(Ok(true)) => Ok((child, stdout)),
        _ => Err(format!(
            "{} is not ready: {}",
            program.display(),
            std::fs::read_to_string(log).unwrap_or_default()
        )
        .into()),
    }
}

/// The program `verifa`: what `VERIFA_BIN` names, or else built now, as this crate was. `VERIFA_BIN=built` is the one that has been
/// built together with this crate, as `cargo test --workspace` does.
///
/// # Errors
/// When it can't be built.
pub fn binary() -> Result<PathBuf> {
    static BUILT: OnceLock<std::result::Result<PathBuf, String>> = OnceLock::new();
    match std::env::var_os("VERIFA_BIN") {
        Some(name) if name == "built" => Ok(profile()?.join("verifa")),
        Some(path) => Ok(path.into()),
        None => Ok(BUILT
            .get_or_init(|| build().map_err(|error| error.to_string()))
            .clone()?),
    }
}

fn build() -> Result<PathBuf> {
    let profile = profile()?;
    let target = profile
        .parent()
        .ok_or("the program lies in no target folder")?;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = std::process::Command::new(cargo);
    // With this crate beside it the features of what both use are the same as before, and nothing is built twice.
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    command.args([
        "build",
        "--quiet",
        "--package",
        "verifa",
        "--package",
        "service-trial",
        "--bin",
        "verifa",
    ]);
    command.arg("--target-dir").arg(target);
    if profile.ends_with("release") {
        command.arg("--release");
    }
    if !command.status()?.success() {
        return Err("`cargo build -p verifa` failed".into());
    }
    Ok(profile.join("verifa"))
}

/// The folder of what was built in the same way as this program: `target/release`, `target/debug`.
fn profile() -> Result<PathBuf> {
    let own = std::env::current_exe()?;
    // The program itself lies there, a test in `deps` below it.
    let folder = own
        .ancestors()
        .skip(1)
        .find(|folder| !folder.ends_with("deps"))
        .ok_or("the program lies in no folder")?;
    Ok(folder.to_owned())
}

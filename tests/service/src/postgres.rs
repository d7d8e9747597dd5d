//! A temporary PostgreSQL cluster, which listens only on the loopback interface.

use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;
use tokio::process::Child;

use crate::Result;
use crate::database::connect;
use crate::system::free_port;

/// The timeout for the server to start or to stop.
const TIMEOUT: Duration = Duration::from_secs(60);

/// The folder of the programs of a PostgreSQL installation.
#[derive(Clone, Debug)]
pub struct Installation {
    folder: PathBuf,
}

/// A running cluster. Dropping it stops the server and deletes the data.
#[derive(Debug)]
pub struct Cluster {
    installation: Installation,
    folder: TempDir,
    port: u16,
    server: Option<Child>,
    databases: AtomicUsize,
}

/// The way in which a server is stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// Connections are closed, and all committed data is written to the data files.
    Fast,
    /// The server stops as in a crash: it replays the write-ahead log at the next start.
    Immediate,
}

/// The user that runs the programs, which refuse to run as root.
#[derive(Clone, Copy, Debug)]
struct User {
    id: u32,
    group: u32,
}

/// Returns the installation of this machine, or `None` if PostgreSQL is not installed.
pub fn available() -> Option<Installation> {
    let on_path = std::env::var_os("PATH")
        .into_iter()
        .flat_map(|path| std::env::split_paths(&path).collect::<Vec<_>>());
    let mut versions: Vec<_> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path().join("bin"))
        .collect();
    versions.sort();
    let folder = on_path.chain(versions.into_iter().rev()).find(|folder| {
        ["initdb", "postgres"]
            .iter()
            .all(|name| folder.join(name).is_file())
    })?;
    Some(Installation { folder })
}

/// Returns the installation, or prints how to install PostgreSQL and returns `None`.
///
/// # Panics
/// Panics if PostgreSQL is not installed and `CI` or `SPECWRIGHT_CI` is set, because every test
/// must run there.
pub fn required() -> Option<Installation> {
    let found = available();
    if found.is_none() {
        let line = "install PostgreSQL (apt-get install postgresql) to run this test";
        assert!(
            ["CI", "SPECWRIGHT_CI"]
                .iter()
                .all(|name| std::env::var_os(name).is_none()),
            "{line}"
        );
        println!("{line}");
    }
    found
}

impl Installation {
    fn command(&self, program: &str, user: Option<User>) -> Command {
        let mut command = Command::new(self.folder.join(program));
        command.stdin(Stdio::null());
        if let Some(user) = user {
            command.uid(user.id).gid(user.group);
        }
        command
    }
}

impl Cluster {
    /// Creates a cluster and starts its server.
    ///
    /// # Errors
    /// Returns an error if one of the programs fails.
    pub async fn start(installation: Installation) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let user = unprivileged()?;
        if let Some(user) = user {
            std::os::unix::fs::chown(folder.path(), Some(user.id), Some(user.group))?;
        }
        let output = installation
            .command("initdb", user)
            .current_dir(folder.path())
            .args([
                "--username=verifa",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C",
                "--no-sync",
                "--pgdata=data",
            ])
            .output()?;
        if !output.status.success() {
            let stderr = String::from_utf8_lossy(&output.stderr);
            return Err(format!("initdb failed: {stderr}").into());
        }
        let port = free_port()?;
        let mut cluster = Self {
            installation,
            folder,
            port,
            server: None,
            databases: AtomicUsize::new(0),
        };
        cluster.start_server().await?;
        Ok(cluster)
    }

    /// Creates an empty database and returns its connection URL.
    ///
    /// # Errors
    /// Returns an error if the database cannot be created.
    pub async fn create_database(&self) -> Result<String> {
        let number = self.databases.fetch_add(1, Ordering::Relaxed);
        let name = format!("test_{number}");
        connect(&self.url("postgres"))
            .await?
            .batch_execute(&format!("CREATE DATABASE {name}"))
            .await?;
        Ok(self.url(&name))
    }

    /// Stops the server and waits until it exits.
    ///
    /// # Errors
    /// Returns an error if the server does not exit in time.
    pub async fn stop(&mut self, how: Stop) -> Result<()> {
        let Some(mut server) = self.server.take() else {
            return Ok(());
        };
        signal(&server, how)?;
        tokio::time::timeout(TIMEOUT, server.wait())
            .await
            .map_err(|_| "PostgreSQL did not stop in time")??;
        Ok(())
    }

    /// Starts the server and waits until it accepts connections.
    ///
    /// # Errors
    /// Returns an error, which contains the server's log, if it does not start in time.
    pub async fn start_server(&mut self) -> Result<()> {
        let log = self.folder.path().join("log");
        let out = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(&log)?;
        let mut command = self.installation.command("postgres", unprivileged()?);
        command
            .current_dir(self.folder.path())
            .stdout(out.try_clone()?)
            .stderr(out);
        command
            .args(["-D", "data", "-k", "."])
            .arg("-p")
            .arg(self.port.to_string());
        for fixture in [
            "listen_addresses=127.0.0.1",
            "max_connections=400",
            "fsync=on",
            "synchronous_commit=on",
            "log_statement=none",
        ] {
            command.arg("-c").arg(fixture);
        }
        self.server = Some(
            tokio::process::Command::from(command)
                .kill_on_drop(true)
                .spawn()?,
        );
        let started = Instant::now();
        while let Err(error) = connect(&self.url("postgres")).await {
            if started.elapsed() > TIMEOUT {
                return Err(format!(
                    "PostgreSQL did not start in time: {error}\n{}",
                    std::fs::read_to_string(&log).unwrap_or_default()
                )
                .into());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }

    /// Returns the folder that contains the data.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Returns the id of the main process. Summing the memory of all processes would count shared
    /// pages several times.
    pub fn process(&self) -> Option<u32> {
        self.server.as_ref().and_then(Child::id)
    }

    fn url(&self, database: &str) -> String {
        format!("postgres://verifa@127.0.0.1:{}/{database}", self.port)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let Some(mut server) = self.server.take() else {
            return;
        };
        // The data is deleted next, so a clean shutdown is unnecessary. The other processes exit
        // with the main process.
        let _ = signal(&server, Stop::Immediate);
        let started = Instant::now();
        while started.elapsed() < TIMEOUT && matches!(server.try_wait(), Ok(None)) {
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

fn signal(server: &Child, how: Stop) -> Result<()> {
    let id = server
        .id()
        .and_then(|id| i32::try_from(id).ok())
        .and_then(Pid::from_raw)
        .ok_or("PostgreSQL has exited already")?;
    let signal = match how {
        Stop::Fast => Signal::INT,
        Stop::Immediate => Signal::QUIT,
    };
    Ok(kill_process(id, signal)?)
}

/// Returns the user `postgres` if this process runs as root.
fn unprivileged() -> Result<Option<User>> {
    if !rustix::process::geteuid().is_root() {
        return Ok(None);
    }
    let number = |flag: &str| -> Result<u32> {
        let output = Command::new("id").args([flag, "postgres"]).output()?;
        let text = String::from_utf8(output.stdout)?;
        Ok(text
            .trim()
            .parse()
            .map_err(|_| "the user `postgres` is missing, and PostgreSQL does not run as root")?)
    };
    Ok(Some(User {
        id: number("-u")?,
        group: number("-g")?,
    }))
}

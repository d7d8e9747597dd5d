//! A PostgreSQL cluster of its own: made in a folder that vanishes, reachable on loopback alone.

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
use crate::process::free_port;

/// How long a server may take to start or to stop.
const PATIENCE: Duration = Duration::from_secs(60);

/// The programs of an installation.
#[derive(Clone, Debug)]
pub struct Installation {
    folder: PathBuf,
}

/// A running cluster, stopped and deleted when this is dropped.
#[derive(Debug)]
pub struct Cluster {
    installation: Installation,
    folder: TempDir,
    port: u16,
    server: Option<Child>,
    databases: AtomicUsize,
}

/// How a cluster is stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// Connections are cut, and what is committed is written out.
    Fast,
    /// As in a crash: the log is replayed at the next start.
    Immediate,
}

/// Who runs the programs: they refuse to be run as root.
#[derive(Clone, Copy, Debug)]
struct User {
    id: u32,
    group: u32,
}

/// The installation of this machine, if there is one.
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

/// The installation, or a line that says how to get one. Where every test has to run, its absence is a failure.
///
/// # Panics
/// When there is none, and `CI` or `SPECWRIGHT_CI` is set.
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
    /// Makes a cluster and starts it.
    ///
    /// # Errors
    /// When one of its programs fails.
    pub async fn start(installation: Installation) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let user = unprivileged()?;
        if let Some(user) = user {
            std::os::unix::fs::chown(folder.path(), Some(user.id), Some(user.group))?;
        }
        let made = installation
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
        if !made.status.success() {
            return Err(format!("initdb failed: {}", String::from_utf8_lossy(&made.stderr)).into());
        }
        let port = free_port()?;
        let mut cluster = Self {
            installation,
            folder,
            port,
            server: None,
            databases: AtomicUsize::new(0),
        };
        cluster.resume().await?;
        Ok(cluster)
    }

    /// Makes an empty database and gives its address.
    ///
    /// # Errors
    /// When the cluster does not.
    pub async fn create_database(&self) -> Result<String> {
        let number = self.databases.fetch_add(1, Ordering::Relaxed);
        let name = format!("trial_{number}");
        connect(&self.url("postgres"))
            .await?
            .batch_execute(&format!("CREATE DATABASE {name}"))
            .await?;
        Ok(self.url(&name))
    }

    /// Stops the server and waits for its end.
    ///
    /// # Errors
    /// When it does not end.
    pub async fn stop(&mut self, how: Stop) -> Result<()> {
        let Some(mut server) = self.server.take() else {
            return Ok(());
        };
        signal(&server, how)?;
        tokio::time::timeout(PATIENCE, server.wait())
            .await
            .map_err(|_| "PostgreSQL does not stop")??;
        Ok(())
    }

    /// Starts the server again and waits until it answers.
    ///
    /// # Errors
    /// When it does not; its log is a part of the message.
    pub async fn resume(&mut self) -> Result<()> {
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
        for setting in [
            "listen_addresses=127.0.0.1",
            "max_connections=400",
            "fsync=on",
            "synchronous_commit=on",
            "log_statement=none",
        ] {
            command.arg("-c").arg(setting);
        }
        self.server = Some(
            tokio::process::Command::from(command)
                .kill_on_drop(true)
                .spawn()?,
        );
        let started = Instant::now();
        while let Err(error) = connect(&self.url("postgres")).await {
            if started.elapsed() > PATIENCE {
                return Err(format!(
                    "PostgreSQL does not start: {error}\n{}",
                    std::fs::read_to_string(&log).unwrap_or_default()
                )
                .into());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }

    /// The folder whose disk holds the data.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The memory of all processes of the cluster would count shared pages again and again, so that only its first one is told.
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
        // What it has written is deleted next, so that nothing has to be tidied up. Its processes end with the first one.
        let _ = signal(&server, Stop::Immediate);
        let started = Instant::now();
        while started.elapsed() < PATIENCE && matches!(server.try_wait(), Ok(None)) {
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

fn signal(server: &Child, how: Stop) -> Result<()> {
    let id = server
        .id()
        .and_then(|id| i32::try_from(id).ok())
        .and_then(Pid::from_raw)
        .ok_or("PostgreSQL has ended by itself")?;
    let signal = match how {
        Stop::Fast => Signal::INT,
        Stop::Immediate => Signal::QUIT,
    };
    Ok(kill_process(id, signal)?)
}

/// The user `postgres`, if this process is root's.
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
            .map_err(|_| "there is no user `postgres`, and PostgreSQL does not run as root")?)
    };
    Ok(Some(User {
        id: number("-u")?,
        group: number("-g")?,
    }))
}

//! A full disk: nothing is promised that is not kept, and all goes on once there is space again.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::Result;
use crate::audit;
use crate::load::{Behavior, Call, Clients};
use crate::process::{NO_LIMIT, Sandbox};
use crate::report::Report;
use crate::setting::Setting;
use crate::wire::Wire;

/// How long it may take until readiness tells of the disk.
const PATIENCE: Duration = Duration::from_secs(60);

/// What is tried.
#[derive(Clone, Copy, Debug)]
pub struct Parameters {
    /// How many clients call at once.
    pub clients: usize,
    /// How many keys they have.
    pub keys: usize,
    /// How many times the disk fills up.
    pub times: usize,
    /// What random choices follow from.
    pub seed: u64,
}

impl Parameters {
    /// The form for tests.
    pub fn bounded(seed: u64) -> Self {
        Self {
            clients: 16,
            keys: 600,
            times: 1,
            seed,
        }
    }

    /// The whole form.
    pub fn full(seed: u64) -> Self {
        Self {
            clients: 50,
            keys: 4000,
            times: 5,
            seed,
        }
    }
}

/// A small disk in memory.
struct SmallDisk {
    folder: TempDir,
}

/// Fills up the disk under SQLite while clients call. `None`: this process may not mount a small disk.
///
/// # Errors
/// When the server does not start, or the disk can't be filled.
pub async fn run(parameters: Parameters) -> Result<Option<Report>> {
    let mut report = Report::new("full disk");
    let Some(disk) = SmallDisk::mount()? else {
        report.note("skipped: mounting a small disk needs root");
        return Ok(None);
    };
    report.note(format!("{parameters:?}"));
    let setting = Setting::at(disk.path().join("sessions.db"))?;
    let mut server = Sandbox::start(&setting, NO_LIMIT).await?;
    let clients = Arc::new(Clients::new(&setting.accounts, &[server.address()])?);
    let calls = Call::all(setting.accounts.len(), "disk", parameters.keys);
    let all: BTreeSet<_> = calls.iter().cloned().collect();
    let pause = Duration::from_millis(60);
    let behavior = Behavior {
        clients: parameters.clients,
        pause,
        impatience: 10,
        seed: parameters.seed,
    };
    let load = tokio::spawn(async move { clients.run(calls, behavior).await });
    for _ in 0..parameters.times {
        tokio::time::sleep(Duration::from_millis(200)).await;
        let under_load = !load.is_finished();
        disk.fill()?;
        let failed = eventually(&server, 503).await?;
        report.promise(
            under_load && failed,
            "with a full disk readiness fails under load",
        );
        report.promise(
            refuses(&server).await?,
            "a request that can't be kept is answered with 500",
        );
        disk.free()?;
        report.promise(
            eventually(&server, 200).await?,
            "with space again the same process is ready",
        );
    }
    let seen = load.await??;
    report.note(seen.summary());
    report.promise(server.is_running(), "the process never ended");
    audit::count(&mut report, &setting, &all, &seen).await?;
    server.kill().await?;
    Ok(Some(report))
}

/// Whether readiness comes to this status.
async fn eventually(server: &Sandbox, status: u16) -> Result<bool> {
    let started = Instant::now();
    while started.elapsed() < PATIENCE {
        let mut wire = Wire::connect(server.address()).await?;
        let told = wire
            .exchange(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n")
            .await?
            .status;
        if told == status {
            return Ok(true);
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(false)
}

/// Whether the server comes to answer a create with 500. It is asked for what it has answered: a client may have given up by then.
async fn refuses(server: &Sandbox) -> Result<bool> {
    let started = Instant::now();
    while started.elapsed() < PATIENCE {
        let mut wire = Wire::connect(server.address()).await?;
        let metrics = wire
            .exchange(b"GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n")
            .await?;
        let text = String::from_utf8_lossy(&metrics.body).into_owned();
        if text.lines().any(|line| {
            ["_total{", "/api/v1/sessions", "\"500\""]
                .iter()
                .all(|part| line.contains(part))
        }) {
            return Ok(true);
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(false)
}

impl SmallDisk {
    fn mount() -> Result<Option<Self>> {
        let folder = tempfile::tempdir()?;
        if !rustix::process::geteuid().is_root() {
            return Ok(None);
        }
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=24m", "tmpfs"])
            .arg(folder.path())
            .output()?;
        Ok(mounted.status.success().then_some(Self { folder }))
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn ballast(&self) -> PathBuf {
        self.path().join("ballast")
    }

    /// Takes all the space that is left.
    fn fill(&self) -> Result<()> {
        let mut ballast = std::fs::File::create(self.ballast())?;
        let zeros = [0; 4096];
        loop {
            match std::io::Write::write_all(&mut ballast, &zeros) {
                Ok(()) => {}
                Err(error) if error.kind() == std::io::ErrorKind::StorageFull => return Ok(()),
                Err(error) => return Err(error.into()),
            }
        }
    }

    fn free(&self) -> Result<()> {
        Ok(std::fs::remove_file(self.ballast())?)
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily: a server that still runs has files on it.
        let _ = Command::new("umount")
            .arg("--lazy")
            .arg(self.folder.path())
            .status();
    }
}

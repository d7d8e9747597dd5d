//! A full disk: the server confirms only what it has stored, and recovers when the disk has free
//! space again.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::Result;
use crate::audit;
use crate::fixture::Fixture;
use crate::http_connection::{HttpConnection, Response};
use crate::load::{Call, Clients, LoadOptions};
use crate::report::Report;
use crate::server_process::{NO_LIMIT, Sandbox};

/// The timeout for a change to become visible.
const TIMEOUT: Duration = Duration::from_secs(60);

/// The pause between two requests that wait for a change.
const POLL_INTERVAL: Duration = Duration::from_millis(20);

/// The size of the scenario.
#[derive(Clone, Copy, Debug)]
pub struct Parameters {
    /// The number of concurrent clients.
    pub clients: usize,
    /// The number of idempotency keys.
    pub keys: usize,
    /// The number of times that the disk is filled.
    pub times: usize,
    /// The seed of the random decisions.
    pub seed: u64,
}

impl Parameters {
    /// Returns the bounded form.
    pub fn bounded(seed: u64) -> Self {
        Self {
            clients: 16,
            keys: 600,
            times: 1,
            seed,
        }
    }

    /// Returns the full form.
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

/// Fills the disk under a SQLite store while clients create sessions. Returns `None` if this
/// process may not mount a disk.
///
/// # Errors
/// Returns an error if the server does not start or the disk cannot be filled.
pub async fn run(parameters: Parameters) -> Result<Option<Report>> {
    let mut report = Report::new("full disk");
    let Some(disk) = SmallDisk::mount()? else {
        report.note("skipped: mounting a small disk requires root");
        return Ok(None);
    };
    report.note(format!("{parameters:?}"));
    let fixture = Fixture::at(disk.path().join("sessions.db"))?;
    let mut server = Sandbox::start(&fixture, NO_LIMIT).await?;
    let clients = Arc::new(Clients::new(&fixture.accounts, &[server.address()])?);
    let calls = Call::all(fixture.accounts.len(), "disk", parameters.keys);
    let all: BTreeSet<_> = calls.iter().cloned().collect();
    let options = LoadOptions {
        clients: parameters.clients,
        pause: Duration::from_millis(60),
        abandon_one_in: 10,
        seed: parameters.seed,
    };
    let load = tokio::spawn(async move { clients.run(calls, options).await });
    for _ in 0..parameters.times {
        tokio::time::sleep(Duration::from_millis(200)).await;
        let under_load = !load.is_finished();
        disk.fill()?;
        let not_ready = becomes_ready(&server, false).await?;
        report.check(
            under_load && not_ready,
            "with a full disk and under load, the server is not ready",
        );
        report.check(
            rejects_requests(&server).await?,
            "a request that cannot be stored is answered with 500",
        );
        disk.free()?;
        report.check(
            becomes_ready(&server, true).await?,
            "when there is space again, the same process is ready",
        );
    }
    let observed = load.await??;
    report.note(observed.summary());
    report.check(server.is_running(), "the process never exited");
    audit::verify_sessions(&mut report, &fixture, &all, &observed).await?;
    server.kill().await?;
    Ok(Some(report))
}

/// Waits until the server is ready, or not ready. Returns `false` on timeout.
async fn becomes_ready(server: &Sandbox, ready: bool) -> Result<bool> {
    let status = if ready { 200 } else { 503 };
    poll(server, "/readyz", |response| response.status == status).await
}

/// Waits until the server has answered a request with 500. This is read from its metrics, because
/// the client may have abandoned the request. Returns `false` on timeout.
async fn rejects_requests(server: &Sandbox) -> Result<bool> {
    poll(server, "/metrics", |response| {
        String::from_utf8_lossy(&response.body).lines().any(|line| {
            ["_total{", "/api/v1/sessions", "\"500\""]
                .iter()
                .all(|part| line.contains(part))
        })
    })
    .await
}

/// Requests a path until a response fulfills a condition. Returns `false` on timeout.
async fn poll(server: &Sandbox, path: &str, condition: impl Fn(&Response) -> bool) -> Result<bool> {
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
    let started = Instant::now();
    while started.elapsed() < TIMEOUT {
        let mut connection = HttpConnection::connect(server.address()).await?;
        if condition(&connection.exchange(request.as_bytes()).await?) {
            return Ok(true);
        }
        tokio::time::sleep(POLL_INTERVAL).await;
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

    /// Writes a file that takes all free space.
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
        // Lazily, because a server that is still running has open files on the disk.
        let _ = Command::new("umount")
            .arg("--lazy")
            .arg(self.folder.path())
            .status();
    }
}

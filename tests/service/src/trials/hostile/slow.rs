//! Clients that take their time: with the head, with the body, or with reading.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::task::JoinSet;

use super::{Parameters, Siege};
use crate::Result;
use crate::wire::{Template, Wire};

/// Between two bytes.
const DRIP: Duration = Duration::from_secs(1);

/// Heads a byte a second.
pub(super) async fn heads(siege: &mut Siege<'_>, parameters: Parameters) -> Result<()> {
    let head = Template::create("/api/v1/sessions", &siege.account.key, "{}").with(None);
    drip(siege, parameters, ("slow heads", b"", &head)).await
}

/// Bodies a byte a second.
pub(super) async fn bodies(siege: &mut Siege<'_>, parameters: Parameters) -> Result<()> {
    let body = "x".repeat(1000);
    let whole = Template::create("/api/v1/sessions", &siege.account.key, &body).with(None);
    let (head, body) = whole.split_at(whole.len() - body.len());
    drip(siege, parameters, ("slow bodies", head, body)).await
}

async fn drip(
    siege: &mut Siege<'_>,
    parameters: Parameters,
    (name, at_once, slowly): (&str, &[u8], &[u8]),
) -> Result<()> {
    let mut tasks = JoinSet::new();
    for _ in 0..parameters.slow {
        tasks.spawn(drop_by_drop(
            siege.address(),
            at_once.to_vec(),
            slowly.to_vec(),
            parameters.time,
        ));
    }
    tokio::time::sleep(parameters.time / 2).await;
    siege.ask(&format!("{} {name}", parameters.slow)).await;
    let mut ended = 0;
    while let Some(task) = tasks.join_next().await {
        ended += usize::from(task??);
    }
    let line = format!(
        "{ended} of {} {name} were ended by the server within {:?}",
        parameters.slow, parameters.time
    );
    // The server gives a request 30 s at most.
    if parameters.time > Duration::from_secs(40) {
        siege.report.promise(ended == parameters.slow, line);
    } else {
        siege.report.note(line);
    }
    Ok(())
}

/// Whether the server ended the connection, or answered, before the time was over.
async fn drop_by_drop(
    address: SocketAddr,
    at_once: Vec<u8>,
    slowly: Vec<u8>,
    time: Duration,
) -> Result<bool> {
    let mut wire = Wire::connect(address).await?;
    wire.send(&at_once).await?;
    let started = Instant::now();
    let mut buffer = [0; 1024];
    for byte in slowly {
        if started.elapsed() > time {
            return Ok(false);
        }
        if wire.send(&[byte]).await.is_err() {
            return Ok(true);
        }
        // Whatever comes, an answer or the end, is the server's way of ending it.
        if tokio::time::timeout(DRIP, wire.stream().read(&mut buffer))
            .await
            .is_ok()
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Requests one after the other, whose answers nobody reads.
pub(super) async fn deaf(siege: &mut Siege<'_>, parameters: Parameters) -> Result<()> {
    let request = Template::create("/api/v1/sessions", &siege.account.key, "{}").with(Some("deaf"));
    let mut tasks = JoinSet::new();
    for _ in 0..parameters.slow {
        tasks.spawn(talk(siege.address(), request.clone(), parameters.time));
    }
    tokio::time::sleep(parameters.time / 2).await;
    siege
        .ask(&format!("{} clients that never read", parameters.slow))
        .await;
    let mut sent = 0;
    while let Some(task) = tasks.join_next().await {
        sent += task??;
    }
    siege.report.note(format!(
        "clients that never read could send {sent} requests"
    ));
    siege.ask("after clients that never read").await;
    Ok(())
}

/// How many requests could be sent until the server, or the time, stopped it.
async fn talk(address: SocketAddr, request: Vec<u8>, time: Duration) -> Result<usize> {
    let mut wire = Wire::connect(address).await?;
    let started = Instant::now();
    let mut sent = 0;
    while let Some(left) = time.checked_sub(started.elapsed()) {
        match tokio::time::timeout(left, wire.stream().write_all(&request)).await {
            Ok(Ok(())) => sent += 1,
            _ => break,
        }
    }
    Ok(sent)
}

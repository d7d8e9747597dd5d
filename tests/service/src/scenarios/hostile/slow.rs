//! Clients that are slow to send a head or a body, or that never read responses.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::task::JoinSet;

use super::{Parameters, Target};
use crate::Result;
use crate::http_connection::{HttpConnection, RequestTemplate};

/// The pause between two bytes.
const BYTE_INTERVAL: Duration = Duration::from_secs(1);

/// A full scenario is longer than this, so that the server's timeout of 30 s per request applies.
const LONGER_THAN_REQUEST_TIMEOUT: Duration = Duration::from_secs(40);

/// A request that is sent slowly.
#[derive(Clone)]
struct SlowRequest {
    name: &'static str,
    /// The bytes that are sent immediately.
    prefix: Vec<u8>,
    /// The bytes that are sent one by one.
    rest: Vec<u8>,
}

/// Sends heads at one byte per second.
pub(super) async fn heads(target: &mut Target<'_>, parameters: Parameters) -> Result<()> {
    let template = RequestTemplate::create("/api/v1/sessions", &target.account.key, "{}");
    let request = SlowRequest {
        name: "slow heads",
        prefix: Vec::new(),
        rest: template.with_key(None),
    };
    send_slowly(target, parameters, request).await
}

/// Sends bodies at one byte per second.
pub(super) async fn bodies(target: &mut Target<'_>, parameters: Parameters) -> Result<()> {
    let body = "x".repeat(1000);
    let template = RequestTemplate::create("/api/v1/sessions", &target.account.key, &body);
    let mut prefix = template.with_key(None);
    let rest = prefix.split_off(prefix.len() - body.len());
    let request = SlowRequest {
        name: "slow bodies",
        prefix,
        rest,
    };
    send_slowly(target, parameters, request).await
}

async fn send_slowly(
    target: &mut Target<'_>,
    parameters: Parameters,
    request: SlowRequest,
) -> Result<()> {
    let mut tasks = JoinSet::new();
    for _ in 0..parameters.slow {
        tasks.spawn(
            request
                .clone()
                .send_until_ended(target.address(), parameters.time),
        );
    }
    let name = request.name;
    tokio::time::sleep(parameters.time / 2).await;
    target
        .check_responds(&format!("with {} {name}", parameters.slow))
        .await;
    let mut ended = 0;
    while let Some(task) = tasks.join_next().await {
        ended += usize::from(task??);
    }
    let line = format!(
        "the server ended {ended} of {} {name} within {:?}",
        parameters.slow, parameters.time
    );
    if parameters.time > LONGER_THAN_REQUEST_TIMEOUT {
        target.report.check(ended == parameters.slow, line);
    } else {
        target.report.note(line);
    }
    Ok(())
}

impl SlowRequest {
    /// Sends the request until the time is over. Returns whether the server responded or closed the
    /// connection before.
    async fn send_until_ended(self, address: SocketAddr, time: Duration) -> Result<bool> {
        let mut connection = HttpConnection::connect(address).await?;
        connection.send(&self.prefix).await?;
        let started = Instant::now();
        let mut buffer = [0; 1024];
        for byte in self.rest {
            if started.elapsed() > time {
                return Ok(false);
            }
            if connection.send(&[byte]).await.is_err() {
                return Ok(true);
            }
            // The server ends the request by a response or by closing the connection.
            if tokio::time::timeout(BYTE_INTERVAL, connection.stream().read(&mut buffer))
                .await
                .is_ok()
            {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Sends requests without reading the responses.
pub(super) async fn non_readers(target: &mut Target<'_>, parameters: Parameters) -> Result<()> {
    let template = RequestTemplate::create("/api/v1/sessions", &target.account.key, "{}");
    let request = template.with_key(Some("never-read"));
    let mut tasks = JoinSet::new();
    for _ in 0..parameters.slow {
        tasks.spawn(send_without_reading(
            target.address(),
            request.clone(),
            parameters.time,
        ));
    }
    tokio::time::sleep(parameters.time / 2).await;
    target
        .check_responds(&format!("with {} clients that never read", parameters.slow))
        .await;
    let mut sent = 0;
    while let Some(task) = tasks.join_next().await {
        sent += task??;
    }
    target
        .report
        .note(format!("clients that never read sent {sent} requests"));
    target.check_responds("after clients that never read").await;
    Ok(())
}

/// Sends requests until the server stops reading or the time is over. Returns the number of sent
/// requests.
async fn send_without_reading(
    address: SocketAddr,
    request: Vec<u8>,
    time: Duration,
) -> Result<usize> {
    let mut connection = HttpConnection::connect(address).await?;
    let started = Instant::now();
    let mut sent = 0;
    while let Some(left) = time.checked_sub(started.elapsed()) {
        match tokio::time::timeout(left, connection.stream().write_all(&request)).await {
            Ok(Ok(())) => sent += 1,
            _ => break,
        }
    }
    Ok(sent)
}

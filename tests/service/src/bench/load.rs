//! A closed-loop load: each connection sends a request after the response to the previous one.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use hdrhistogram::Histogram;
use tokio::task::JoinSet;

use crate::Result;
use crate::http_connection::{HttpConnection, RequestTemplate};
use crate::report::latencies;

/// The idempotency key of replays.
pub(super) const SAME_KEY: &str = "replay";

/// The idempotency keys of the requests.
#[derive(Clone, Copy, Debug)]
pub(super) enum Keys {
    /// No keys.
    None,
    /// A different key for each request.
    Fresh,
    /// [`SAME_KEY`] for all requests.
    Same,
}

/// The load of one turn.
pub(super) struct Load {
    pub(super) address: SocketAddr,
    pub(super) template: RequestTemplate,
    pub(super) keys: Keys,
    pub(super) connections: usize,
    pub(super) turn: Duration,
}

/// The result of a turn.
pub(super) struct Measurement {
    /// The number of responses per second.
    pub(super) rate: f64,
    /// The median latency, in microseconds.
    pub(super) p50: f64,
    /// The 99th percentile of the latency, in microseconds.
    pub(super) p99: f64,
}

/// The number of the next fresh key. It is shared by all turns of this process.
static NEXT_KEY: AtomicU64 = AtomicU64::new(0);

pub(super) async fn run(shot: Load) -> Result<Measurement> {
    let started = Instant::now();
    let mut tasks = JoinSet::new();
    for _ in 0..shot.connections {
        tasks.spawn(connection(
            shot.address,
            shot.template.clone(),
            shot.keys,
            started + shot.turn,
        ));
    }
    let mut all = latencies()?;
    while let Some(ended) = tasks.join_next().await {
        all.add(ended??)?;
    }
    Ok(Measurement {
        rate: all.len() as f64 / started.elapsed().as_secs_f64(),
        p50: all.value_at_quantile(0.5) as f64,
        p99: all.value_at_quantile(0.99) as f64,
    })
}

async fn connection(
    address: SocketAddr,
    template: RequestTemplate,
    keys: Keys,
    end: Instant,
) -> Result<Histogram<u64>> {
    let mut connection = HttpConnection::connect(address).await?;
    let mut latency = latencies()?;
    let mut request = template.with_key(if matches!(keys, Keys::Same) {
        Some(SAME_KEY)
    } else {
        None
    });
    loop {
        if matches!(keys, Keys::Fresh) {
            let number = NEXT_KEY.fetch_add(1, Ordering::Relaxed);
            request = template.with_key(Some(&format!("bench-{number:036}")));
        }
        let sent = Instant::now();
        if sent >= end {
            return Ok(latency);
        }
        connection.send(&request).await?;
        let status = connection.receive_status().await?;
        if status != 201 {
            return Err(format!("the status is {status}").into());
        }
        latency.saturating_record(u64::try_from(sent.elapsed().as_micros()).unwrap_or(u64::MAX));
    }
}

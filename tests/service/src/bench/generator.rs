//! The load: as many requests as some connections carry, each after the answer to the one before.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use hdrhistogram::Histogram;
use tokio::task::JoinSet;

use crate::Result;
use crate::report::latencies;
use crate::wire::{Template, Wire};

/// The idempotency key of replays.
pub(super) const SAME_KEY: &str = "replay";

/// Which idempotency keys requests have.
#[derive(Clone, Copy, Debug)]
pub(super) enum Keys {
    /// None.
    None,
    /// Another one each.
    Fresh,
    /// [`SAME_KEY`].
    Same,
}

/// One turn.
pub(super) struct Shot {
    pub(super) address: SocketAddr,
    pub(super) template: Template,
    pub(super) keys: Keys,
    pub(super) connections: usize,
    pub(super) turn: Duration,
}

/// What came of a turn.
pub(super) struct Figures {
    /// Answers a second.
    pub(super) rate: f64,
    /// Microseconds.
    pub(super) p50: f64,
    /// Microseconds.
    pub(super) p99: f64,
}

/// Never the same, in all turns of this process.
static FRESH: AtomicU64 = AtomicU64::new(0);

pub(super) async fn fire(shot: Shot) -> Result<Figures> {
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
    Ok(Figures {
        rate: all.len() as f64 / started.elapsed().as_secs_f64(),
        p50: all.value_at_quantile(0.5) as f64,
        p99: all.value_at_quantile(0.99) as f64,
    })
}

async fn connection(
    address: SocketAddr,
    template: Template,
    keys: Keys,
    end: Instant,
) -> Result<Histogram<u64>> {
    let mut wire = Wire::connect(address).await?;
    let mut latency = latencies()?;
    let mut request = template.with(if matches!(keys, Keys::Same) {
        Some(SAME_KEY)
    } else {
        None
    });
    loop {
        if matches!(keys, Keys::Fresh) {
            let number = FRESH.fetch_add(1, Ordering::Relaxed);
            request = template.with(Some(&format!("bench-{number:036}")));
        }
        let sent = Instant::now();
        if sent >= end {
            return Ok(latency);
        }
        wire.send(&request).await?;
        let status = wire.receive_status().await?;
        if status != 201 {
            return Err(format!("the status is {status}").into());
        }
        latency.saturating_record(u64::try_from(sent.elapsed().as_micros()).unwrap_or(u64::MAX));
    }
}

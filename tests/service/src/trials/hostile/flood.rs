//! Connections that only are there.

use std::time::{Duration, Instant};

use super::{Siege, good};
use crate::Result;
use crate::wire::Wire;

/// Opens so many connections and says nothing; the good client comes meanwhile, and again when they are gone.
pub(super) async fn idle(siege: &mut Siege<'_>, connections: usize) -> Result<()> {
    let mut open = Vec::new();
    for _ in 0..connections {
        // More than the system queues are not even connected, which is as good as refused.
        match tokio::time::timeout(Duration::from_secs(2), Wire::connect(siege.address())).await {
            Ok(Ok(wire)) => open.push(wire),
            _ => break,
        }
    }
    let started = Instant::now();
    let meanwhile = good(siege.address(), siege.account).await;
    siege.look();
    let how = match &meanwhile {
        Ok(()) => format!("is answered in {:?}", started.elapsed()),
        Err(error) => format!("has to wait until they are gone ({error})"),
    };
    siege.report.note(format!("{} idle connections: a good client {how}", open.len()));
    drop(open);
    siege.ask(&format!("after {connections} idle connections")).await;
    Ok(())
}

//! Connections that only are there.

use std::time::Duration;

use super::Siege;
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
    siege
        .ask(&format!("meanwhile {} idle connections", open.len()))
        .await;
    drop(open);
    siege
        .ask(&format!("after {connections} idle connections"))
        .await;
    Ok(())
}

//! Connections that send nothing.

use std::time::Duration;

use super::Target;
use crate::Result;
use crate::http_connection::HttpConnection;

/// Opens idle connections. Sends valid requests while they are open, and after they are closed.
pub(super) async fn idle(target: &mut Target<'_>, connections: usize) -> Result<()> {
    let mut open = Vec::new();
    for _ in 0..connections {
        // The system does not accept more connections than its queue holds.
        match tokio::time::timeout(
            Duration::from_secs(2),
            HttpConnection::connect(target.address()),
        )
        .await
        {
            Ok(Ok(connection)) => open.push(connection),
            _ => break,
        }
    }
    target
        .check_responds(&format!("with {} idle connections", open.len()))
        .await;
    drop(open);
    target
        .check_responds(&format!("after {connections} idle connections"))
        .await;
    Ok(())
}

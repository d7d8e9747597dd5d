//! The health check of the database.

use deadpool_postgres::Object;

use super::error::failed;
use super::query::query;
use crate::server::store::StoreError;

const TOUCH: &str = "
INSERT INTO health (id, writes) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET writes = health.writes + 1
RETURNING floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint";

/// Writes a row without meaning, because a read-only database is not healthy. Returns the time of
/// the database's clock, in milliseconds since the epoch.
pub(super) async fn touch(client: &Object) -> Result<i64, StoreError> {
    let rows = query(client, TOUCH, &[]).await?;
    rows.first()
        .ok_or_else(|| StoreError("the health check returned no row".to_owned()))?
        .try_get(0)
        .map_err(failed)
}

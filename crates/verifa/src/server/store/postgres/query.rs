//! Running prepared statements.

use deadpool_postgres::Object;
use deadpool_postgres::tokio_postgres::types::ToSql;
use deadpool_postgres::tokio_postgres::{Error, Row};

use super::batch_queue::BatchError;
use super::error::failed;

/// Runs a query and returns its rows.
pub(super) async fn query(
    client: &Object,
    text: &'static str,
    parameters: &[&(dyn ToSql + Sync)],
) -> Result<Vec<Row>, BatchError> {
    let statement = client.prepare_cached(text).await.map_err(batch_error)?;
    client
        .query(&statement, parameters)
        .await
        .map_err(batch_error)
}

/// Runs a statement and returns the number of affected rows.
pub(super) async fn execute(
    client: &Object,
    text: &'static str,
    parameters: &[&(dyn ToSql + Sync)],
) -> Result<u64, BatchError> {
    let statement = client.prepare_cached(text).await.map_err(batch_error)?;
    client
        .execute(&statement, parameters)
        .await
        .map_err(batch_error)
}

/// Converts an error. A single row causes the errors of classes 22 (data exceptions) and 23
/// (constraint violations).
fn batch_error(error: Error) -> BatchError {
    let caused_by_one_job = error
        .code()
        .is_some_and(|code| code.code().starts_with("22") || code.code().starts_with("23"));
    BatchError {
        error: failed(error),
        caused_by_one_job,
    }
}

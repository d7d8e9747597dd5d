//! By hand on PostgreSQL: a pool, and one insert for each request.

use deadpool_postgres::{Manager, ManagerConfig, Pool, RecyclingMethod, Runtime};
use tokio_postgres::NoTls;
use verifa::server::store::SessionRecord;

use super::{INSERT_COLUMNS, TABLES, json};
use crate::Result;

/// How many connections the pool has.
const CONNECTIONS: usize = 16;

pub(super) struct Postgres {
    pool: Pool,
}

impl Postgres {
    pub(super) async fn open(url: &str, response: &str) -> Result<Self> {
        let manager = Manager::from_config(url.parse()?, NoTls, ManagerConfig { recycling_method: RecyclingMethod::Fast });
        let pool = Pool::builder(manager).max_size(CONNECTIONS).runtime(Runtime::Tokio1).build()?;
        let client = pool.get().await?;
        client.batch_execute(TABLES).await?;
        client.execute("INSERT INTO responses VALUES ('replay', $1)", &[&response]).await?;
        Ok(Self { pool })
    }

    pub(super) async fn insert(&self, record: &SessionRecord) -> Result<()> {
        let input = &record.input;
        let sql = format!("INSERT INTO sessions ({INSERT_COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)");
        let client = self.pool.get().await?;
        let statement = client.prepare_cached(&sql).await?;
        client
            .execute(
                &statement,
                &[
                    &record.id,
                    &record.organization,
                    &record.environment.as_str(),
                    &record.version.as_str(),
                    &record.status,
                    &record.token.0,
                    &record.created_at.as_second(),
                    &record.expires_at.as_second(),
                    &input.external_ref,
                    &json(input.metadata.as_ref())?,
                    &input.country,
                    &json(input.checks.as_ref())?,
                    &input.workflow_id,
                    &input.redirect_url,
                ],
            )
            .await?;
        Ok(())
    }

    pub(super) async fn replay(&self, key: &str) -> Result<String> {
        let client = self.pool.get().await?;
        let count = client.prepare_cached("UPDATE counters SET accepted = accepted + 1 WHERE key = $1 RETURNING accepted").await?;
        client.query_one(&count, &[&"one"]).await?;
        let read = client.prepare_cached("SELECT body FROM responses WHERE key = $1").await?;
        Ok(client.query_one(&read, &[&key]).await?.try_get(0)?)
    }
}

//! The baseline on PostgreSQL: a pool, and one insert per request.

use deadpool_postgres::{Manager, ManagerConfig, Pool, RecyclingMethod, Runtime};
use tokio_postgres::{Config, NoTls};
use verifa::server::store::SessionRecord;

use crate::Result;

/// The table of the service, and the tables for replays.
const TABLES: &str = "
CREATE TABLE sessions (
    id text PRIMARY KEY, organization text NOT NULL, environment text NOT NULL, version text NOT NULL, status text NOT NULL,
    token text NOT NULL UNIQUE, created_at bigint NOT NULL, expires_at bigint NOT NULL, input text NOT NULL
);
CREATE TABLE responses (key text PRIMARY KEY, body text NOT NULL);
CREATE TABLE counters (key text PRIMARY KEY, accepted bigint NOT NULL) WITH (fillfactor = 50);
INSERT INTO counters VALUES ('one', 0);
";

const INSERT: &str = "
INSERT INTO sessions (id, organization, environment, version, status, token, created_at, expires_at, input)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

/// The number of connections of each pool.
const CONNECTIONS: usize = 16;

pub(super) struct Postgres {
    durable: Pool,
    /// For counts, which need not survive a power failure, as in the service.
    relaxed: Pool,
}

impl Postgres {
    pub(super) async fn open(url: &str, response: &str) -> Result<Self> {
        let config: Config = url.parse()?;
        let (durable, relaxed) = (pool(&config, "on")?, pool(&config, "off")?);
        let client = durable.get().await?;
        client.batch_execute(TABLES).await?;
        client
            .execute("INSERT INTO responses VALUES ('replay', $1)", &[&response])
            .await?;
        Ok(Self { durable, relaxed })
    }

    pub(super) async fn insert(&self, record: &SessionRecord) -> Result<()> {
        let client = self.durable.get().await?;
        let statement = client.prepare_cached(INSERT).await?;
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
                    &serde_json::to_string(&record.input)?,
                ],
            )
            .await?;
        Ok(())
    }

    pub(super) async fn replay(&self, key: &str) -> Result<String> {
        let client = self.relaxed.get().await?;
        let count = client
            .prepare_cached(
                "UPDATE counters SET accepted = accepted + 1 WHERE key = $1 RETURNING accepted",
            )
            .await?;
        client.query_one(&count, &[&"one"]).await?;
        let read = client
            .prepare_cached("SELECT body FROM responses WHERE key = $1")
            .await?;
        Ok(client.query_one(&read, &[&key]).await?.try_get(0)?)
    }
}

fn pool(config: &Config, commit: &str) -> Result<Pool> {
    let mut config = config.clone();
    config.options(format!("-c synchronous_commit={commit}"));
    let manager = Manager::from_config(
        config,
        NoTls,
        ManagerConfig {
            recycling_method: RecyclingMethod::Fast,
        },
    );
    Ok(Pool::builder(manager)
        .max_size(CONNECTIONS)
        .runtime(Runtime::Tokio1)
        .build()?)
}

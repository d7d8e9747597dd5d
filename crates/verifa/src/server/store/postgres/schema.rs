//! The tables and their migrations.

use deadpool_postgres::tokio_postgres::{self, Client, GenericClient};

/// The migrations: the step at index `n` migrates from version `n` to `n + 1`; version 0 is an
/// empty database. A released step never changes.
///
/// Strings of callers are stored inside JSON, which escapes U+0000: a text column cannot contain
/// it.
const STEPS: &[&str] = &[
    "
CREATE TABLE sessions (
    id            text PRIMARY KEY,
    organization  text NOT NULL,
    environment   text NOT NULL,
    version       text NOT NULL,
    status        text NOT NULL,
    token         text NOT NULL UNIQUE,
    created_at    bigint NOT NULL, -- seconds since the epoch
    expires_at    bigint NOT NULL, -- seconds since the epoch
    input         text NOT NULL    -- JSON: what the caller asked for
);

CREATE TABLE idempotency (
    organization  text NOT NULL,
    environment   text NOT NULL,
    method        text NOT NULL,
    route         text NOT NULL,
    key           text NOT NULL,
    fingerprint   bytea NOT NULL,
    expires_at    bigint NOT NULL, -- milliseconds since the epoch
    owner         bytea,           -- who works on it; null when it is done
    lease_until   bigint,          -- milliseconds since the epoch; null when it is done
    status        integer,         -- the response; null while somebody works on it
    version       text,
    body          text,
    PRIMARY KEY (organization, environment, method, route, key),
    CHECK ((owner IS NULL) = (lease_until IS NULL)),
    CHECK ((owner IS NULL) = (status IS NOT NULL AND version IS NOT NULL AND body IS NOT NULL))
);

CREATE INDEX idempotency_by_expiry ON idempotency (expires_at);

CREATE TABLE rate_windows (
    key           bytea PRIMARY KEY,
    start         bigint NOT NULL, -- seconds since the epoch
    taken         bigint NOT NULL  -- how many requests there were since, refused ones included
) WITH (fillfactor = 50);

CREATE TABLE health (
    id            integer PRIMARY KEY CHECK (id = 1),
    writes        bigint NOT NULL
);
",
    "
CREATE TABLE api_keys (
    id            text PRIMARY KEY,
    hash          bytea NOT NULL UNIQUE, -- HMAC-SHA-256 under the server's secret
    organization  text NOT NULL,
    environment   text NOT NULL,
    scopes        text NOT NULL,         -- JSON
    version       text NOT NULL,
    note          text,
    created_at    bigint NOT NULL,       -- seconds since the epoch
    revoked_at    bigint                 -- seconds since the epoch; null while it is in force
);
",
    "
CREATE TABLE secret (
    id            integer PRIMARY KEY CHECK (id = 1),
    mark          bytea NOT NULL,        -- by which the server's secret is known again
    secret        bytea                  -- the secret itself; null where it has a file
);
",
];

/// The id of the advisory lock that serializes migrations: an arbitrary number.
const LOCK: i64 = 0x7665_7269_6661; // "verifa"

/// The version of the tables after all migrations.
pub(super) const NEWEST: i32 = STEPS.len() as i32;

/// Returns the version of the tables; 0 without tables.
pub(super) async fn version(client: &impl GenericClient) -> Result<i32, tokio_postgres::Error> {
    let exists: bool = client
        .query_one("SELECT to_regclass('verifa_schema') IS NOT NULL", &[])
        .await?
        .try_get(0)?;
    if !exists {
        return Ok(0);
    }
    client
        .query_opt("SELECT version FROM verifa_schema WHERE id = 1", &[])
        .await?
        .map_or(Ok(0), |row| row.try_get(0))
}

/// Migrates the tables in one transaction, and returns their version before. Concurrent migrations
/// run one after the other. A version above [`NEWEST`], of a newer program, is not changed.
pub(super) async fn migrate(client: &mut Client) -> Result<i32, tokio_postgres::Error> {
    let transaction = client.transaction().await?;
    // A migration may take longer than the timeouts of requests.
    transaction
        .batch_execute("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0")
        .await?;
    transaction
        .execute("SELECT pg_advisory_xact_lock($1)", &[&LOCK])
        .await?;
    transaction
        .batch_execute("CREATE TABLE IF NOT EXISTS verifa_schema (id integer PRIMARY KEY CHECK (id = 1), version integer NOT NULL)")
        .await?;
    let found = version(&transaction).await?;
    let steps = usize::try_from(found)
        .ok()
        .and_then(|done| STEPS.get(done..))
        .unwrap_or_default();
    for step in steps {
        transaction.batch_execute(step).await?;
    }
    if !steps.is_empty() {
        transaction
            .execute(
                "INSERT INTO verifa_schema (id, version) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET version = excluded.version",
                &[&NEWEST],
            )
            .await?;
    }
    transaction.commit().await?;
    Ok(found)
}

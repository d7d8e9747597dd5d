//! The tables and their migrations.

use rusqlite::{Connection, TransactionBehavior};

/// The migrations: the step at index `n` migrates from version `n` to `n + 1`; version 0 is an
/// empty file. A released step never changes.
const STEPS: &[&str] = &[
    "
CREATE TABLE sessions (
    id            TEXT PRIMARY KEY NOT NULL,
    organization  TEXT NOT NULL,
    environment   TEXT NOT NULL,
    version       TEXT NOT NULL,
    status        TEXT NOT NULL,
    token         TEXT NOT NULL UNIQUE,
    created_at    INTEGER NOT NULL, -- seconds since the epoch
    expires_at    INTEGER NOT NULL, -- seconds since the epoch
    external_ref  TEXT,
    metadata      TEXT,             -- JSON
    country       TEXT,
    checks        TEXT,             -- JSON
    workflow_id   TEXT,
    redirect_url  TEXT
) STRICT;

CREATE TABLE idempotency (
    organization  TEXT NOT NULL,
    environment   TEXT NOT NULL,
    method        TEXT NOT NULL,
    route         TEXT NOT NULL,
    key           TEXT NOT NULL,
    fingerprint   BLOB NOT NULL,
    expires_at    INTEGER NOT NULL, -- milliseconds since the epoch
    owner         BLOB,             -- who works on it; null when it is done
    lease_until   INTEGER,          -- milliseconds since the epoch; null when it is done
    status        INTEGER,          -- the response; null while somebody works on it
    version       TEXT,
    body          TEXT,
    PRIMARY KEY (organization, environment, method, route, key),
    CHECK ((owner IS NULL) = (lease_until IS NULL)),
    CHECK ((owner IS NULL) = (status IS NOT NULL AND version IS NOT NULL AND body IS NOT NULL))
) STRICT;

CREATE INDEX idempotency_by_expiry ON idempotency (expires_at);

CREATE TABLE health (
    id            INTEGER PRIMARY KEY CHECK (id = 1),
    writes        INTEGER NOT NULL
) STRICT;
",
    "
CREATE TABLE api_keys (
    id            TEXT PRIMARY KEY NOT NULL,
    hash          BLOB NOT NULL UNIQUE, -- HMAC-SHA-256 under the server's secret
    organization  TEXT NOT NULL,
    environment   TEXT NOT NULL,
    scopes        TEXT NOT NULL,        -- JSON
    version       TEXT NOT NULL,
    note          TEXT,
    created_at    INTEGER NOT NULL,     -- seconds since the epoch
    revoked_at    INTEGER               -- seconds since the epoch; null while it is in force
) STRICT;
",
    "
CREATE TABLE secret (
    id            INTEGER PRIMARY KEY CHECK (id = 1),
    mark          BLOB NOT NULL,        -- by which the server's secret is known again
    secret        BLOB                  -- the secret itself; null where it has a file
) STRICT;
",
];

/// The version of the tables after all migrations.
pub(super) const NEWEST: i64 = STEPS.len() as i64;

/// Returns the version of the tables; 0 without tables.
pub(super) fn version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// Returns whether the file contains tables, but none of this program.
pub(super) fn is_foreign(connection: &Connection) -> rusqlite::Result<bool> {
    let tables = "SELECT count(*) > 0 AND count(*) FILTER (WHERE name = 'idempotency') = 0 FROM sqlite_schema WHERE type = 'table'";
    connection.query_row(tables, [], |row| row.get(0))
}

/// Migrates the tables in one transaction, and returns their version before. A version above
/// [`NEWEST`], of a newer program, is not changed.
pub(super) fn migrate(connection: &mut Connection) -> rusqlite::Result<i64> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found = version(&transaction)?;
    let steps = usize::try_from(found)
        .ok()
        .and_then(|done| STEPS.get(done..))
        .unwrap_or_default();
    for step in steps {
        transaction.execute_batch(step)?;
    }
    if !steps.is_empty() {
        transaction.pragma_update(None, "user_version", NEWEST)?;
    }
    transaction.commit()?;
    Ok(found)
}

//! API keys in SQLite.

use jiff::Timestamp;
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension as _, Row, named_params, params};

use super::rows::{json, time};
use super::writer::Durability;
use super::{SqliteStore, StoreFuture};
use crate::key::Environment;
use crate::server::account::{Grant, KeyHash};
use crate::server::secret::ServerSecret;
use crate::server::store::keys::{KeyRecord, KeyStore};

impl KeyStore for SqliteStore {
    fn find_key(&self, hash: KeyHash) -> StoreFuture<'_, Option<KeyRecord>> {
        Box::pin(
            self.inner
                .readers
                .run(move |connection| find(connection, &hash)),
        )
    }

    fn add_key(&self, record: KeyRecord) -> StoreFuture<'_, bool> {
        self.write(Durability::Full, move |connection| {
            insert(connection, &record)
        })
    }

    fn confirm_secret(&self, fingerprint: [u8; 32]) -> StoreFuture<'_, bool> {
        self.write(Durability::Full, move |connection| {
            connection.execute(
                "INSERT INTO secret (id, mark) VALUES (1, ?1) ON CONFLICT DO NOTHING",
                [fingerprint],
            )?;
            connection.query_row(
                "SELECT mark = ?1 FROM secret WHERE id = 1",
                [fingerprint],
                |row| row.get(0),
            )
        })
    }

    fn keep_secret(&self, secret: ServerSecret) -> StoreFuture<'_, Option<ServerSecret>> {
        self.write(Durability::Full, move |connection| {
            connection.execute(
                "INSERT INTO secret (id, mark, secret) VALUES (1, ?1, ?2) ON CONFLICT DO NOTHING",
                params![secret.fingerprint(), secret.expose()],
            )?;
            let kept: Option<Vec<u8>> =
                connection.query_row("SELECT secret FROM secret WHERE id = 1", [], |row| {
                    row.get(0)
                })?;
            Ok(kept.map(ServerSecret::from_bytes))
        })
    }

    fn list_keys(&self) -> StoreFuture<'_, Vec<KeyRecord>> {
        Box::pin(self.inner.readers.run(list))
    }

    fn revoke_key(&self, id: String, now: Timestamp) -> StoreFuture<'_, Option<Timestamp>> {
        self.write(Durability::Full, move |connection| {
            revoke(connection, &id, now)
        })
    }
}

fn find(connection: &Connection, hash: &KeyHash) -> rusqlite::Result<Option<KeyRecord>> {
    connection
        .prepare_cached(
            "SELECT id, hash, organization, environment, scopes, version, note, created_at, revoked_at FROM api_keys
             WHERE hash = ?1 AND revoked_at IS NULL",
        )?
        .query_row([hash.as_bytes()], read)
        .optional()
}

fn list(connection: &Connection) -> rusqlite::Result<Vec<KeyRecord>> {
    connection
        .prepare_cached(
            "SELECT id, hash, organization, environment, scopes, version, note, created_at, revoked_at FROM api_keys ORDER BY id",
        )?
        .query_map([], read)?
        .collect()
}

fn insert(connection: &Connection, record: &KeyRecord) -> rusqlite::Result<bool> {
    let inserted = connection
        .prepare_cached(
            "INSERT INTO api_keys (id, hash, organization, environment, scopes, version, note, created_at, revoked_at)
             VALUES (:id, :hash, :organization, :environment, :scopes, :version, :note, :created_at, :revoked_at)
             ON CONFLICT DO NOTHING",
        )?
        .execute(named_params! {
            ":id": record.id,
            ":hash": record.grant.hash.as_bytes(),
            ":organization": record.grant.organization,
            ":environment": record.environment.as_str(),
            ":scopes": json(Some(&record.grant.scopes))?,
            ":version": record.grant.version,
            ":note": record.note,
            ":created_at": record.created_at.as_second(),
            ":revoked_at": record.revoked_at.map(Timestamp::as_second),
        })?;
    Ok(inserted == 1)
}

fn revoke(
    connection: &Connection,
    id: &str,
    now: Timestamp,
) -> rusqlite::Result<Option<Timestamp>> {
    connection
        .prepare_cached("UPDATE api_keys SET revoked_at = coalesce(revoked_at, ?2) WHERE id = ?1 RETURNING revoked_at")?
        .query_row(params![id, now.as_second()], |row| time(0, Timestamp::from_second(row.get(0)?)))
        .optional()
}

fn read(row: &Row<'_>) -> rusqlite::Result<KeyRecord> {
    let invalid = |column: usize, message: String| {
        rusqlite::Error::FromSqlConversionFailure(column, Type::Text, message.into())
    };
    let environment: String = row.get(3)?;
    let scopes: String = row.get(4)?;
    Ok(KeyRecord {
        id: row.get(0)?,
        grant: Grant {
            hash: KeyHash::from_bytes(row.get(1)?),
            organization: row.get(2)?,
            scopes: serde_json::from_str(&scopes).map_err(|error| invalid(4, error.to_string()))?,
            version: row.get(5)?,
        },
        environment: Environment::parse(&environment)
            .ok_or_else(|| invalid(3, format!("unknown environment {environment:?}")))?,
        note: row.get(6)?,
        created_at: time(7, Timestamp::from_second(row.get(7)?))?,
        revoked_at: row
            .get::<_, Option<i64>>(8)?
            .map(|second| time(8, Timestamp::from_second(second)))
            .transpose()?,
    })
}

//! API keys in the database.

use deadpool_postgres::tokio_postgres::Row;
use jiff::Timestamp;

use super::PostgresStore;
use super::error::failed;
use super::query::{execute, query};
use crate::key::Environment;
use crate::server::account::{Grant, KeyHash};
use crate::server::secret::ServerSecret;
use crate::server::store::keys::{KeyRecord, KeyStore};
use crate::server::store::{StoreError, StoreFuture};

const FIND: &str = "
SELECT id, hash, organization, environment, scopes, version, note, created_at, revoked_at FROM api_keys
WHERE hash = $1 AND revoked_at IS NULL";

/// Ids are compared as bytes, independently of the collation of the database.
const LIST: &str = "
SELECT id, hash, organization, environment, scopes, version, note, created_at, revoked_at FROM api_keys ORDER BY id COLLATE \"C\"";

const ADD: &str = "
INSERT INTO api_keys (id, hash, organization, environment, scopes, version, note, created_at, revoked_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING";

/// An existing row is updated to its own value, because `RETURNING` omits rows that were not
/// written.
const CONFIRM: &str = "
INSERT INTO secret (id, mark) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET mark = secret.mark RETURNING mark = $1";

const KEEP: &str = "
INSERT INTO secret (id, mark, secret) VALUES (1, $1, $2) ON CONFLICT (id) DO UPDATE SET mark = secret.mark RETURNING secret.secret";

const REVOKE: &str =
    "UPDATE api_keys SET revoked_at = coalesce(revoked_at, $2) WHERE id = $1 RETURNING revoked_at";

impl KeyStore for PostgresStore {
    fn find_key(&self, hash: KeyHash) -> StoreFuture<'_, Option<KeyRecord>> {
        Box::pin(async move {
            let _permit = self.look_up_permit().await?;
            let rows = query(&self.relaxed().await?, FIND, &[&hash.as_bytes().as_slice()]).await?;
            rows.first().map(read).transpose()
        })
    }

    fn add_key(&self, record: KeyRecord) -> StoreFuture<'_, bool> {
        Box::pin(async move {
            let client = self.durable().await?;
            let scopes = serde_json::to_string(&record.grant.scopes).map_err(failed)?;
            let added = execute(
                &client,
                ADD,
                &[
                    &record.id,
                    &record.grant.hash.as_bytes().as_slice(),
                    &record.grant.organization,
                    &record.environment.as_str(),
                    &scopes,
                    &record.grant.version,
                    &record.note,
                    &record.created_at.as_second(),
                    &record.revoked_at.map(Timestamp::as_second),
                ],
            )
            .await?;
            Ok(added == 1)
        })
    }

    fn confirm_secret(&self, fingerprint: [u8; 32]) -> StoreFuture<'_, bool> {
        Box::pin(async move {
            let client = self.durable().await?;
            let rows = query(&client, CONFIRM, &[&fingerprint.as_slice()]).await?;
            rows.first()
                .ok_or_else(|| StoreError("the table `secret` returned no row".to_owned()))?
                .try_get(0)
                .map_err(failed)
        })
    }

    fn keep_secret(&self, secret: ServerSecret) -> StoreFuture<'_, Option<ServerSecret>> {
        Box::pin(async move {
            let client = self.durable().await?;
            let rows = query(
                &client,
                KEEP,
                &[&secret.fingerprint().as_slice(), &secret.expose()],
            )
            .await?;
            let row = rows
                .first()
                .ok_or_else(|| StoreError("the table `secret` returned no row".to_owned()))?;
            Ok(row
                .try_get::<_, Option<Vec<u8>>>(0)
                .map_err(failed)?
                .map(ServerSecret::from_bytes))
        })
    }

    fn list_keys(&self) -> StoreFuture<'_, Vec<KeyRecord>> {
        Box::pin(async move {
            query(&self.relaxed().await?, LIST, &[])
                .await?
                .iter()
                .map(read)
                .collect()
        })
    }

    fn revoke_key(&self, id: String, now: Timestamp) -> StoreFuture<'_, Option<Timestamp>> {
        Box::pin(async move {
            let client = self.durable().await?;
            let rows = query(&client, REVOKE, &[&id, &now.as_second()]).await?;
            rows.first()
                .map(|row| time(row.try_get(0).map_err(failed)?))
                .transpose()
        })
    }
}

fn read(row: &Row) -> Result<KeyRecord, StoreError> {
    let hash: &[u8] = row.try_get(1).map_err(failed)?;
    let environment: &str = row.try_get(3).map_err(failed)?;
    let scopes: &str = row.try_get(4).map_err(failed)?;
    Ok(KeyRecord {
        id: row.try_get(0).map_err(failed)?,
        grant: Grant {
            hash: KeyHash::from_bytes(hash.try_into().map_err(failed)?),
            organization: row.try_get(2).map_err(failed)?,
            scopes: serde_json::from_str(scopes).map_err(failed)?,
            version: row.try_get(5).map_err(failed)?,
        },
        environment: Environment::parse(environment)
            .ok_or_else(|| StoreError(format!("unknown environment {environment:?}")))?,
        note: row.try_get(6).map_err(failed)?,
        created_at: time(row.try_get(7).map_err(failed)?)?,
        revoked_at: row
            .try_get::<_, Option<i64>>(8)
            .map_err(failed)?
            .map(time)
            .transpose()?,
    })
}

fn time(second: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_second(second).map_err(failed)
}

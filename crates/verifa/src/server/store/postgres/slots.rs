//! The statements on idempotency slots.

use deadpool_postgres::Object;
use deadpool_postgres::tokio_postgres::Row;
use deadpool_postgres::tokio_postgres::types::ToSql;
use jiff::Timestamp;

use super::batch_queue::BatchError;
use super::error::failed;
use super::query::{execute, query};
use crate::server::idempotency::{
    Claim, Entry, Fingerprint, Owner, Progress, Slot, StoredResponse,
};
use crate::server::store::StoreError;

/// The result of inserting a claim.
pub(super) enum ClaimRow {
    /// The slot was empty, and now belongs to the claim.
    Granted,
    /// The slot contains an entry.
    Occupied(OccupiedSlot),
    /// A concurrent claim has taken the slot but is not visible yet. Claiming again finds it.
    Raced,
}

/// The content of a slot that was not empty.
pub(super) struct OccupiedSlot {
    pub(super) entry: Entry,
    /// The owner of the claim; `None` if the slot holds a response.
    pub(super) owner: Option<Vec<u8>>,
}

/// The columns of several slots, as parameters of `unnest`.
pub(super) struct SlotColumns<'a> {
    organizations: Vec<&'a str>,
    environments: Vec<&'a str>,
    methods: Vec<&'a str>,
    routes: Vec<&'a str>,
    keys: Vec<&'a str>,
}

/// Takes every slot that is empty or belongs to the claim already, and returns the content of the
/// other slots. All processes take slots in the same order, so that claims cannot deadlock.
/// Completions never wait, because each updates only rows of its own.
const CLAIM: &str = "
WITH asked AS (
    SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bytea[], $7::bigint[], $8::bytea[], $9::bigint[])
        WITH ORDINALITY AS asked (organization, environment, method, route, key, fingerprint, expires_at, owner, lease_until, number)
), taken AS (
    INSERT INTO idempotency (organization, environment, method, route, key, fingerprint, expires_at, owner, lease_until)
    SELECT organization, environment, method, route, key, fingerprint, expires_at, owner, lease_until FROM asked
    ORDER BY organization, environment, method, route, key
    ON CONFLICT DO NOTHING
    RETURNING owner
)
SELECT taken.owner IS NOT NULL OR coalesce(found.owner = asked.owner, false), found.fingerprint, found.expires_at, found.lease_until, found.status, found.version, found.body, found.owner
FROM asked
LEFT JOIN taken ON taken.owner = asked.owner
LEFT JOIN idempotency AS found
    ON found.organization = asked.organization AND found.environment = asked.environment AND found.method = asked.method
    AND found.route = asked.route AND found.key = asked.key
ORDER BY asked.number";

const FIND: &str = "
SELECT false, fingerprint, expires_at, lease_until, status, version, body, owner FROM idempotency
WHERE organization = $1 AND environment = $2 AND method = $3 AND route = $4 AND key = $5";

/// Takes over a slot, provided that it still contains the entry that was decided on.
const TAKE_OVER: &str = "
UPDATE idempotency
SET fingerprint = $6, expires_at = $7, owner = $8, lease_until = $9, status = NULL, version = NULL, body = NULL
WHERE organization = $1 AND environment = $2 AND method = $3 AND route = $4 AND key = $5
    AND expires_at = $10 AND owner IS NOT DISTINCT FROM $11";

const RELEASE: &str = "
DELETE FROM idempotency WHERE organization = $1 AND environment = $2 AND method = $3 AND route = $4 AND key = $5 AND owner = $6";

/// Deletes expired slots. Concurrent processes delete different rows. The clock of the database is
/// checked too, so that a process whose clock is ahead deletes nothing that others still need.
const REAP: &str = "
DELETE FROM idempotency WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM idempotency
    WHERE expires_at <= least($1, floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint) ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED))";

/// Applies several claims.
pub(super) async fn claim(client: &Object, claims: &[Claim]) -> Result<Vec<ClaimRow>, BatchError> {
    let slots = SlotColumns::of(claims.iter().map(|claim| &claim.slot));
    let fingerprints: Vec<&[u8]> = claims
        .iter()
        .map(|claim| claim.fingerprint.0.as_slice())
        .collect();
    let expiries: Vec<i64> = claims
        .iter()
        .map(|claim| claim.expires_at().as_millisecond())
        .collect();
    let owners: Vec<&[u8]> = claims.iter().map(|claim| claim.owner.as_slice()).collect();
    let leases: Vec<i64> = claims
        .iter()
        .map(|claim| claim.lease_until().as_millisecond())
        .collect();
    let rest: [&(dyn ToSql + Sync); 4] = [&fingerprints, &expiries, &owners, &leases];
    let rows = query(client, CLAIM, &[&slots.parameters()[..], &rest].concat()).await?;
    Ok(rows.iter().map(read_claim_row).collect::<Result<_, _>>()?)
}

/// Reads a slot.
pub(super) async fn find(client: &Object, slot: &Slot) -> Result<Option<Entry>, StoreError> {
    let environment = slot.environment.as_str();
    let rows = query(
        client,
        FIND,
        &[
            &slot.organization,
            &environment,
            &slot.method,
            &slot.route,
            &slot.key,
        ],
    )
    .await?;
    match rows.first().map(read_claim_row).transpose()? {
        Some(ClaimRow::Occupied(found)) => Ok(Some(found.entry)),
        _ => Ok(None),
    }
}

/// Takes over a slot, and returns whether it still contained the entry that was decided on.
pub(super) async fn take_over(
    client: &Object,
    claim: &Claim,
    found: &OccupiedSlot,
) -> Result<bool, StoreError> {
    let slot = &claim.slot;
    let changed = execute(
        client,
        TAKE_OVER,
        &[
            &slot.organization,
            &slot.environment.as_str(),
            &slot.method,
            &slot.route,
            &slot.key,
            &claim.fingerprint.0.as_slice(),
            &claim.expires_at().as_millisecond(),
            &claim.owner.as_slice(),
            &claim.lease_until().as_millisecond(),
            &found.entry.expires_at.as_millisecond(),
            &found.owner,
        ],
    )
    .await?;
    Ok(changed == 1)
}

/// Removes a claim of an owner.
pub(super) async fn release(client: &Object, slot: &Slot, owner: &Owner) -> Result<(), StoreError> {
    let (environment, owner) = (slot.environment.as_str(), owner.as_slice());
    let parameters: [&(dyn ToSql + Sync); 6] = [
        &slot.organization,
        &environment,
        &slot.method,
        &slot.route,
        &slot.key,
        &owner,
    ];
    execute(client, RELEASE, &parameters).await?;
    Ok(())
}

/// Deletes at most `limit` expired slots.
pub(super) async fn delete_expired(
    client: &Object,
    now: Timestamp,
    limit: usize,
) -> Result<usize, StoreError> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let deleted = execute(client, REAP, &[&now.as_millisecond(), &limit]).await?;
    Ok(usize::try_from(deleted).unwrap_or(usize::MAX))
}

impl<'a> SlotColumns<'a> {
    pub(super) fn of(slots: impl Iterator<Item = &'a Slot> + Clone) -> Self {
        Self {
            organizations: slots
                .clone()
                .map(|slot| slot.organization.as_str())
                .collect(),
            environments: slots
                .clone()
                .map(|slot| slot.environment.as_str())
                .collect(),
            methods: slots.clone().map(|slot| slot.method).collect(),
            routes: slots.clone().map(|slot| slot.route).collect(),
            keys: slots.map(|slot| slot.key.as_str()).collect(),
        }
    }

    pub(super) fn parameters(&self) -> [&(dyn ToSql + Sync); 5] {
        [
            &self.organizations,
            &self.environments,
            &self.methods,
            &self.routes,
            &self.keys,
        ]
    }
}

fn read_claim_row(row: &Row) -> Result<ClaimRow, StoreError> {
    if row.try_get(0).map_err(failed)? {
        return Ok(ClaimRow::Granted);
    }
    let Some(fingerprint) = row.try_get::<_, Option<Vec<u8>>>(1).map_err(failed)? else {
        return Ok(ClaimRow::Raced);
    };
    let progress = match row.try_get::<_, Option<i64>>(3).map_err(failed)? {
        Some(lease_until) => Progress::InProgress {
            lease_until: time(lease_until)?,
        },
        None => Progress::Completed(StoredResponse {
            status: u16::try_from(row.try_get::<_, i32>(4).map_err(failed)?).map_err(failed)?,
            version: row.try_get(5).map_err(failed)?,
            body: row.try_get::<_, &str>(6).map_err(failed)?.into(),
        }),
    };
    let fingerprint = fingerprint
        .try_into()
        .map_err(|_| StoreError("a stored fingerprint does not have 32 bytes".to_owned()))?;
    let expires_at = time(row.try_get(2).map_err(failed)?)?;
    Ok(ClaimRow::Occupied(OccupiedSlot {
        entry: Entry {
            fingerprint: Fingerprint(fingerprint),
            expires_at,
            progress,
        },
        owner: row.try_get(7).map_err(failed)?,
    }))
}

fn time(milliseconds: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_millisecond(milliseconds).map_err(failed)
}

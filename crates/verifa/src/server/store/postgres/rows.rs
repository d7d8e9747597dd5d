//! The statements: between rows and what they mean.

use deadpool_postgres::Object;
use deadpool_postgres::tokio_postgres::types::ToSql;
use deadpool_postgres::tokio_postgres::{Error, Row};
use jiff::Timestamp;

use super::batches::BatchError;
use super::failed;
use crate::server::idempotency::{Claim, Entry, Fingerprint, Progress, Slot, StoredResponse};
use crate::server::store::{CapturePage, Owner, SessionRecord, StoreError, Token};

/// What is to be kept together, provided that the slot still belongs to the owner.
#[derive(Clone)]
pub(super) struct Completion {
    pub(super) slot: Slot,
    pub(super) owner: Owner,
    pub(super) session: SessionRecord,
    pub(super) response: StoredResponse,
}

/// What came of a claim.
pub(super) enum Found {
    /// The slot was empty, and is the claim's now.
    Taken,
    /// This lay in it a moment ago.
    Entry {
        entry: Entry,
        owner: Option<Vec<u8>>,
    },
    /// Another claim of the same moment was faster: it is found by asking again.
    Raced,
}

/// Takes each slot that is empty or the claim's already, and tells what lies in the others. All processes take slots in one order, so
/// that no two claims wait for each other in a circle; who completes waits for nobody, since its rows are its own.
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

/// Takes over a slot, provided that it still holds what was judged.
const TAKE_OVER: &str = "
UPDATE idempotency
SET fingerprint = $6, expires_at = $7, owner = $8, lease_until = $9, status = NULL, version = NULL, body = NULL
WHERE organization = $1 AND environment = $2 AND method = $3 AND route = $4 AND key = $5
    AND expires_at = $10 AND owner IS NOT DISTINCT FROM $11";

/// One statement is one transaction: a session is there if and only if its response is. It tells the numbers of those that are.
const COMPLETE: &str = "
WITH kept AS (
    UPDATE idempotency AS slot
    SET owner = NULL, lease_until = NULL, status = asked.response, version = asked.version, body = asked.body
    FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bytea[], $7::integer[], $8::text[], $9::text[],
            $10::text[], $11::text[], $12::text[], $13::bigint[], $14::bigint[], $15::text[])
        WITH ORDINALITY AS asked (organization, environment, method, route, key, owner, response, version, body,
            id, state, token, created_at, expires_at, input, number)
    WHERE slot.organization = asked.organization AND slot.environment = asked.environment AND slot.method = asked.method
        AND slot.route = asked.route AND slot.key = asked.key AND slot.owner = asked.owner
    RETURNING asked.*
), made AS (
    INSERT INTO sessions (id, organization, environment, version, status, token, created_at, expires_at, input)
    SELECT id, organization, environment, version, state, token, created_at, expires_at, input FROM kept
)
SELECT number FROM kept";

/// The same for a single one, the most frequent batch: without arrays to join it takes the database about 25 µs less.
const COMPLETE_ONE: &str = "
WITH kept AS (
    UPDATE idempotency SET owner = NULL, lease_until = NULL, status = $7, version = $8, body = $9
    WHERE organization = $1 AND environment = $2 AND method = $3 AND route = $4 AND key = $5 AND owner = $6
    RETURNING 1
)
INSERT INTO sessions (id, organization, environment, version, status, token, created_at, expires_at, input)
SELECT $10::text, $1, $2, $8, $11::text, $12::text, $13::bigint, $14::bigint, $15::text FROM kept";

const CREATE: &str = "
INSERT INTO sessions (id, organization, environment, version, status, token, created_at, expires_at, input)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::bigint[], $9::text[])";

const RELEASE: &str = "
DELETE FROM idempotency WHERE organization = $1 AND environment = $2 AND method = $3 AND route = $4 AND key = $5 AND owner = $6";

/// Processes that do this at once take different rows. A process whose clock is ahead deletes nothing that others still need.
const REAP: &str = "
DELETE FROM idempotency WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM idempotency
    WHERE expires_at <= least($1, floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint) ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED))";

const CAPTURE: &str = "SELECT id, expires_at, input FROM sessions WHERE token = $1";

const TOUCH: &str = "
INSERT INTO health (id, writes) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET writes = health.writes + 1
RETURNING floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint";

pub(super) async fn claim(client: &Object, claims: &[Claim]) -> Result<Vec<Found>, BatchError> {
    let slots = Slots::of(claims.iter().map(|claim| &claim.slot));
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
    Ok(rows.iter().map(read_found).collect::<Result<_, _>>()?)
}

/// What lies in a slot.
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
    match rows.first().map(read_found).transpose()? {
        Some(Found::Entry { entry, .. }) => Ok(Some(entry)),
        _ => Ok(None),
    }
}

/// Whether the slot is the claim's now.
pub(super) async fn take_over(
    client: &Object,
    claim: &Claim,
    (entry, owner): (&Entry, &Option<Vec<u8>>),
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
            &entry.expires_at.as_millisecond(),
            owner,
        ],
    )
    .await?;
    Ok(changed == 1)
}

/// Which of the slots were still their owners', and hold their responses now.
pub(super) async fn complete(
    client: &Object,
    completions: &[Completion],
) -> Result<Vec<bool>, BatchError> {
    match completions {
        [one] => Ok(vec![complete_one(client, one).await?]),
        several => complete_several(client, several).await,
    }
}

async fn complete_one(
    client: &Object,
    Completion {
        slot,
        owner,
        session,
        response,
    }: &Completion,
) -> Result<bool, BatchError> {
    let input = serde_json::to_string(&session.input).map_err(failed)?;
    let made = execute(
        client,
        COMPLETE_ONE,
        &[
            &slot.organization,
            &slot.environment.as_str(),
            &slot.method,
            &slot.route,
            &slot.key,
            &owner.as_slice(),
            &i32::from(response.status),
            &response.version,
            &&*response.body,
            &session.id,
            &session.status,
            &session.token.0,
            &session.created_at.as_second(),
            &session.expires_at.as_second(),
            &input,
        ],
    )
    .await?;
    Ok(made == 1)
}

async fn complete_several(
    client: &Object,
    completions: &[Completion],
) -> Result<Vec<bool>, BatchError> {
    let slots = Slots::of(completions.iter().map(|completion| &completion.slot));
    let owners: Vec<&[u8]> = completions
        .iter()
        .map(|completion| completion.owner.as_slice())
        .collect();
    let statuses: Vec<i32> = completions
        .iter()
        .map(|completion| completion.response.status.into())
        .collect();
    let versions: Vec<&str> = completions
        .iter()
        .map(|completion| completion.response.version.as_str())
        .collect();
    let bodies: Vec<&str> = completions
        .iter()
        .map(|completion| &*completion.response.body)
        .collect();
    let sessions = Sessions::of(completions.iter().map(|completion| &completion.session))?;
    let responses: [&(dyn ToSql + Sync); 4] = [&owners, &statuses, &versions, &bodies];
    let made: [&(dyn ToSql + Sync); 6] = [
        &sessions.ids,
        &sessions.statuses,
        &sessions.tokens,
        &sessions.created,
        &sessions.expiring,
        &sessions.inputs,
    ];
    let rows = query(
        client,
        COMPLETE,
        &[&slots.parameters()[..], &responses, &made].concat(),
    )
    .await?;
    let mut kept = vec![false; completions.len()];
    for row in rows {
        // The first is number 1.
        let number: i64 = row.try_get(0).map_err(failed)?;
        let place = usize::try_from(number)
            .ok()
            .and_then(|number| kept.get_mut(number.checked_sub(1)?));
        *place
            .ok_or_else(|| StoreError("a session was kept that nobody asked for".to_owned()))? =
            true;
    }
    Ok(kept)
}

pub(super) async fn create(
    client: &Object,
    sessions: &[SessionRecord],
) -> Result<Vec<()>, BatchError> {
    let columns = Sessions::of(sessions.iter())?;
    let organizations: Vec<&str> = sessions
        .iter()
        .map(|session| session.organization.as_str())
        .collect();
    let environments: Vec<&str> = sessions
        .iter()
        .map(|session| session.environment.as_str())
        .collect();
    let versions: Vec<&str> = sessions
        .iter()
        .map(|session| session.version.as_str())
        .collect();
    let parameters: [&(dyn ToSql + Sync); 9] = [
        &columns.ids,
        &organizations,
        &environments,
        &versions,
        &columns.statuses,
        &columns.tokens,
        &columns.created,
        &columns.expiring,
        &columns.inputs,
    ];
    execute(client, CREATE, &parameters).await?;
    Ok(vec![(); sessions.len()])
}

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

pub(super) async fn reap(
    client: &Object,
    now: Timestamp,
    limit: usize,
) -> Result<usize, StoreError> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let deleted = execute(client, REAP, &[&now.as_millisecond(), &limit]).await?;
    Ok(usize::try_from(deleted).unwrap_or(usize::MAX))
}

pub(super) async fn capture(
    client: &Object,
    token: &Token,
) -> Result<Option<CapturePage>, StoreError> {
    let rows = query(client, CAPTURE, &[&token.0]).await?;
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    let input: &str = row.try_get(2).map_err(failed)?;
    let input: verifa_types::CreateSession = serde_json::from_str(input).map_err(failed)?;
    Ok(Some(CapturePage {
        id: row.try_get(0).map_err(failed)?,
        expires_at: Timestamp::from_second(row.try_get(1).map_err(failed)?).map_err(failed)?,
        redirect_url: input.redirect_url,
    }))
}

/// Writes something that means nothing: a database that only reads is of no use. Answers with the time that its clock shows, in
/// milliseconds since the epoch.
pub(super) async fn touch(client: &Object) -> Result<i64, StoreError> {
    let rows = query(client, TOUCH, &[]).await?;
    rows.first()
        .ok_or_else(|| StoreError("nothing was written".to_owned()))?
        .try_get(0)
        .map_err(failed)
}

/// The columns of slots.
struct Slots<'a> {
    organizations: Vec<&'a str>,
    environments: Vec<&'a str>,
    methods: Vec<&'a str>,
    routes: Vec<&'a str>,
    keys: Vec<&'a str>,
}

/// The columns of sessions that slots do not have.
struct Sessions<'a> {
    ids: Vec<&'a str>,
    statuses: Vec<&'a str>,
    tokens: Vec<&'a str>,
    created: Vec<i64>,
    expiring: Vec<i64>,
    inputs: Vec<String>,
}

impl<'a> Slots<'a> {
    fn of(slots: impl Iterator<Item = &'a Slot> + Clone) -> Self {
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

    fn parameters(&self) -> [&(dyn ToSql + Sync); 5] {
        [
            &self.organizations,
            &self.environments,
            &self.methods,
            &self.routes,
            &self.keys,
        ]
    }
}

impl<'a> Sessions<'a> {
    fn of(sessions: impl Iterator<Item = &'a SessionRecord> + Clone) -> Result<Self, StoreError> {
        Ok(Self {
            ids: sessions
                .clone()
                .map(|session| session.id.as_str())
                .collect(),
            statuses: sessions
                .clone()
                .map(|session| session.status.as_str())
                .collect(),
            tokens: sessions
                .clone()
                .map(|session| session.token.0.as_str())
                .collect(),
            created: sessions
                .clone()
                .map(|session| session.created_at.as_second())
                .collect(),
            expiring: sessions
                .clone()
                .map(|session| session.expires_at.as_second())
                .collect(),
            inputs: sessions
                .map(|session| serde_json::to_string(&session.input).map_err(failed))
                .collect::<Result<_, _>>()?,
        })
    }
}

fn read_found(row: &Row) -> Result<Found, StoreError> {
    if row.try_get(0).map_err(failed)? {
        return Ok(Found::Taken);
    }
    let Some(fingerprint) = row.try_get::<_, Option<Vec<u8>>>(1).map_err(failed)? else {
        return Ok(Found::Raced);
    };
    let progress = match row.try_get::<_, Option<i64>>(3).map_err(failed)? {
        Some(lease_until) => Progress::Running {
            lease_until: time(lease_until)?,
        },
        None => Progress::Done(StoredResponse {
            status: u16::try_from(row.try_get::<_, i32>(4).map_err(failed)?).map_err(failed)?,
            version: row.try_get(5).map_err(failed)?,
            body: row.try_get::<_, &str>(6).map_err(failed)?.into(),
        }),
    };
    let fingerprint = fingerprint
        .try_into()
        .map_err(|_| StoreError("a fingerprint has another length".to_owned()))?;
    let expires_at = time(row.try_get(2).map_err(failed)?)?;
    Ok(Found::Entry {
        entry: Entry {
            fingerprint: Fingerprint(fingerprint),
            expires_at,
            progress,
        },
        owner: row.try_get(7).map_err(failed)?,
    })
}

fn time(milliseconds: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_millisecond(milliseconds).map_err(failed)
}

/// Of the classes 22 and 23 of errors (data that does not fit, and constraints) one row is the reason.
fn failed_batch(error: Error) -> BatchError {
    let of_one_job = error
        .code()
        .is_some_and(|code| code.code().starts_with("22") || code.code().starts_with("23"));
    BatchError {
        error: failed(error),
        of_one_job,
    }
}

pub(super) async fn query(
    client: &Object,
    text: &'static str,
    parameters: &[&(dyn ToSql + Sync)],
) -> Result<Vec<Row>, BatchError> {
    let statement = client.prepare_cached(text).await.map_err(failed_batch)?;
    client
        .query(&statement, parameters)
        .await
        .map_err(failed_batch)
}

pub(super) async fn execute(
    client: &Object,
    text: &'static str,
    parameters: &[&(dyn ToSql + Sync)],
) -> Result<u64, BatchError> {
    let statement = client.prepare_cached(text).await.map_err(failed_batch)?;
    client
        .execute(&statement, parameters)
        .await
        .map_err(failed_batch)
}

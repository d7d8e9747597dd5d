//! The statements on sessions.

use deadpool_postgres::Object;
use deadpool_postgres::tokio_postgres::types::ToSql;
use jiff::Timestamp;

use super::batch_queue::BatchError;
use super::error::failed;
use super::query::{execute, query};
use super::slots::SlotColumns;
use crate::server::idempotency::{Owner, Slot, StoredResponse};
use crate::server::store::{CapturePage, SessionRecord, StoreError, Token};

/// A session and a response to be stored, provided that the slot still belongs to the owner.
#[derive(Clone)]
pub(super) struct Completion {
    pub(super) slot: Slot,
    pub(super) owner: Owner,
    pub(super) session: SessionRecord,
    pub(super) response: StoredResponse,
}

/// The columns of several sessions except those of their slots, as parameters of `unnest`.
struct SessionColumns<'a> {
    ids: Vec<&'a str>,
    statuses: Vec<&'a str>,
    tokens: Vec<&'a str>,
    created: Vec<i64>,
    expiring: Vec<i64>,
    inputs: Vec<String>,
}

/// Stores sessions and their responses in one statement, and so in one transaction: a session
/// exists if and only if its response does. Returns the numbers of the stored sessions, counted
/// from 1.
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

/// [`COMPLETE`] for a single session, which is the most frequent batch. Without arrays to join, the
/// statement takes about 25 µs less.
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

const CAPTURE: &str = "SELECT id, expires_at, input FROM sessions WHERE token = $1";

/// Stores sessions and responses, and returns which of the slots still belonged to their owners.
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
    let inserted = execute(
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
    Ok(inserted == 1)
}

async fn complete_several(
    client: &Object,
    completions: &[Completion],
) -> Result<Vec<bool>, BatchError> {
    let slots = SlotColumns::of(completions.iter().map(|completion| &completion.slot));
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
    let sessions = SessionColumns::of(completions.iter().map(|completion| &completion.session))?;
    let responses: [&(dyn ToSql + Sync); 4] = [&owners, &statuses, &versions, &bodies];
    let columns: [&(dyn ToSql + Sync); 6] = [
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
        &[&slots.parameters()[..], &responses, &columns].concat(),
    )
    .await?;
    let mut stored = vec![false; completions.len()];
    for row in rows {
        let number: i64 = row.try_get(0).map_err(failed)?;
        let flag = usize::try_from(number)
            .ok()
            .and_then(|number| stored.get_mut(number.checked_sub(1)?));
        *flag.ok_or_else(|| {
            StoreError("the database returned an unknown session number".to_owned())
        })? = true;
    }
    Ok(stored)
}

/// Stores sessions of requests without idempotency keys.
pub(super) async fn create(
    client: &Object,
    sessions: &[SessionRecord],
) -> Result<Vec<()>, BatchError> {
    let columns = SessionColumns::of(sessions.iter())?;
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

/// Reads the data of the capture page for a token.
pub(super) async fn find_capture_page(
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

impl<'a> SessionColumns<'a> {
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

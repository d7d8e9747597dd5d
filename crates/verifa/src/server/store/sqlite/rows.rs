//! The SQL statements, and the conversion of rows.

use jiff::Timestamp;
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension as _, Row, named_params, params};
use serde::Serialize;

use crate::server::idempotency::{
    Claim, Entry, Fingerprint, Owner, Progress, Slot, StoredResponse,
};
use crate::server::store::{CapturePage, SessionRecord, Token};

pub(super) fn insert_session(
    connection: &Connection,
    session: &SessionRecord,
) -> rusqlite::Result<()> {
    let input = &session.input;
    connection
        .prepare_cached(
            "INSERT INTO sessions (id, organization, environment, version, status, token, created_at, expires_at,
                 external_ref, metadata, country, checks, workflow_id, redirect_url)
             VALUES (:id, :organization, :environment, :version, :status, :token, :created_at, :expires_at,
                 :external_ref, :metadata, :country, :checks, :workflow_id, :redirect_url)",
        )?
        .execute(named_params! {
            ":id": session.id,
            ":organization": session.organization,
            ":environment": session.environment.as_str(),
            ":version": session.version.as_str(),
            ":status": session.status,
            ":token": session.token.0,
            ":created_at": session.created_at.as_second(),
            ":expires_at": session.expires_at.as_second(),
            ":external_ref": input.external_ref,
            ":metadata": json(input.metadata.as_ref())?,
            ":country": input.country,
            ":checks": json(input.checks.as_ref())?,
            ":workflow_id": input.workflow_id,
            ":redirect_url": input.redirect_url,
        })?;
    Ok(())
}

pub(super) fn find_entry(connection: &Connection, slot: &Slot) -> rusqlite::Result<Option<Entry>> {
    connection
        .prepare_cached(
            "SELECT fingerprint, expires_at, lease_until, status, version, body FROM idempotency
             WHERE organization = ?1 AND environment = ?2 AND method = ?3 AND route = ?4 AND key = ?5",
        )?
        .query_row(params![slot.organization, slot.environment.as_str(), slot.method, slot.route, slot.key], read_entry)
        .optional()
}

fn read_entry(row: &Row<'_>) -> rusqlite::Result<Entry> {
    let progress = match row.get::<_, Option<i64>>(2)? {
        Some(lease_until) => Progress::InProgress {
            lease_until: time(2, Timestamp::from_millisecond(lease_until))?,
        },
        None => Progress::Completed(StoredResponse {
            status: row.get(3)?,
            version: row.get(4)?,
            body: row.get(5)?,
        }),
    };
    Ok(Entry {
        fingerprint: Fingerprint(row.get(0)?),
        expires_at: time(1, Timestamp::from_millisecond(row.get(1)?))?,
        progress,
    })
}

/// Writes a claim over any entry of its slot. The claim was decided in the same transaction.
pub(super) fn write_claim(connection: &Connection, claim: &Claim) -> rusqlite::Result<()> {
    let slot = &claim.slot;
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO idempotency
                 (organization, environment, method, route, key, fingerprint, expires_at, owner, lease_until)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute(params![
            slot.organization,
            slot.environment.as_str(),
            slot.method,
            slot.route,
            slot.key,
            claim.fingerprint.0,
            claim.expires_at().as_millisecond(),
            claim.owner,
            claim.lease_until().as_millisecond(),
        ])?;
    Ok(())
}

/// Writes a response if the slot still belongs to the owner, and returns whether it did.
pub(super) fn write_response(
    connection: &Connection,
    slot: &Slot,
    owner: &Owner,
    response: &StoredResponse,
) -> rusqlite::Result<bool> {
    let changed = connection
        .prepare_cached(
            "UPDATE idempotency SET owner = NULL, lease_until = NULL, status = ?7, version = ?8, body = ?9
             WHERE organization = ?1 AND environment = ?2 AND method = ?3 AND route = ?4 AND key = ?5 AND owner = ?6",
        )?
        .execute(params![
            slot.organization,
            slot.environment.as_str(),
            slot.method,
            slot.route,
            slot.key,
            owner,
            response.status,
            response.version,
            response.body,
        ])?;
    Ok(changed == 1)
}

pub(super) fn delete_claim(
    connection: &Connection,
    slot: &Slot,
    owner: &Owner,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "DELETE FROM idempotency
             WHERE organization = ?1 AND environment = ?2 AND method = ?3 AND route = ?4 AND key = ?5 AND owner = ?6",
        )?
        .execute(params![slot.organization, slot.environment.as_str(), slot.method, slot.route, slot.key, owner])?;
    Ok(())
}

pub(super) fn delete_expired(
    connection: &Connection,
    now: Timestamp,
    limit: usize,
) -> rusqlite::Result<usize> {
    connection
        .prepare_cached(
            "DELETE FROM idempotency WHERE rowid IN (SELECT rowid FROM idempotency WHERE expires_at <= ?1 ORDER BY expires_at LIMIT ?2)",
        )?
        .execute(params![now.as_millisecond(), i64::try_from(limit).unwrap_or(i64::MAX)])
}

pub(super) fn find_capture_page(
    connection: &Connection,
    token: &Token,
) -> rusqlite::Result<Option<CapturePage>> {
    connection
        .prepare_cached("SELECT id, expires_at, redirect_url FROM sessions WHERE token = ?1")?
        .query_row([&token.0], |row| {
            Ok(CapturePage {
                id: row.get(0)?,
                expires_at: time(1, Timestamp::from_second(row.get(1)?))?,
                redirect_url: row.get(2)?,
            })
        })
        .optional()
}

/// Reads from a table that every store has.
pub(super) fn probe(connection: &Connection) -> rusqlite::Result<()> {
    connection
        .prepare_cached("SELECT id FROM sessions LIMIT 1")?
        .query_row([], |_| Ok(()))
        .optional()?;
    Ok(())
}

/// Writes a row without meaning, to check that writing works.
pub(super) fn touch(connection: &Connection) -> rusqlite::Result<()> {
    connection
        .prepare_cached("INSERT INTO health (id, writes) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET writes = writes + 1")?
        .execute([])?;
    Ok(())
}

pub(super) fn json<T: Serialize>(value: Option<&T>) -> rusqlite::Result<Option<String>> {
    value
        .map(serde_json::to_string)
        .transpose()
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))
}

pub(super) fn time(
    column: usize,
    time: Result<Timestamp, jiff::Error>,
) -> rusqlite::Result<Timestamp> {
    time.map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(column, Type::Integer, error.into())
    })
}

//! What a new session is made of.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use verifa_types::{CreateSession, DateTime, Session, SessionStatus};

use crate::key::Environment;
use crate::server::account::Account;
use crate::server::random::{Random, RandomError};
use crate::server::store::{SessionRecord, Token};
use crate::server::version::Version;
use crate::server::{country, qr};

/// How long the user has.
pub const LIFETIME: SignedDuration = SignedDuration::from_mins(20);

/// The largest value of `metadata`, in bytes of JSON without white space.
pub const MAX_METADATA_VALUE: usize = 16 * 1024;

/// The names that requests may use, where the operator knows them.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// The checks; empty: any.
    pub checks: Vec<String>,
    /// The workflows; empty: any.
    pub workflows: Vec<String>,
}

/// A field of the request that breaks a rule which its schema can't say.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{pointer}: {message}")]
pub struct Invalid {
    /// The field, as a JSON pointer.
    pub pointer: String,
    /// What is wrong, as a sentence.
    pub message: String,
}

/// Checks the rules that the schema can't say.
///
/// # Errors
/// The first field that breaks one.
pub fn check(input: &CreateSession, known: &Known) -> Result<(), Invalid> {
    let invalid = |pointer: String, message: String| Err(Invalid { pointer, message });
    for (key, value) in input.metadata.iter().flatten() {
        let size = json_size(value);
        if size > MAX_METADATA_VALUE {
            let pointer = format!("/metadata/{}", key.replace('~', "~0").replace('/', "~1"));
            return invalid(
                pointer,
                format!(
                    "The value has {size} bytes as JSON, and {MAX_METADATA_VALUE} are allowed."
                ),
            );
        }
    }
    if let Some(code) = input
        .country
        .as_deref()
        .filter(|code| !country::is_assigned(code))
    {
        return invalid(
            "/country".to_owned(),
            format!("{code} is not an assigned country code."),
        );
    }
    for (index, check) in input.checks.iter().flatten().enumerate() {
        if !known.checks.is_empty() && !known.checks.contains(check) {
            return invalid(
                format!("/checks/{index}"),
                "There is no such check.".to_owned(),
            );
        }
    }
    if let Some(workflow) = &input.workflow_id
        && !known.workflows.is_empty()
        && !known.workflows.contains(workflow)
    {
        return invalid(
            "/workflow_id".to_owned(),
            "There is no such workflow.".to_owned(),
        );
    }
    Ok(())
}

/// Makes a new session of an account: its id sorts by time, its token is 256 random bits.
///
/// # Errors
/// When there is no randomness.
pub fn open(
    account: &Account,
    version: Version,
    input: CreateSession,
    now: Timestamp,
    random: &dyn Random,
) -> Result<SessionRecord, RandomError> {
    let created_at = Timestamp::from_second(now.as_second()).unwrap_or(now);
    Ok(SessionRecord {
        id: id(now, random)?,
        organization: account.organization.to_string(),
        environment: account.environment,
        version,
        status: SessionStatus::Pending.as_str().to_owned(),
        token: token(random)?,
        created_at,
        expires_at: created_at
            .saturating_add(LIFETIME)
            .unwrap_or(Timestamp::MAX),
        input,
    })
}

/// What the caller sees of a new session, whose capture page lies at `capture_url`.
pub fn describe(record: &SessionRecord, capture_url: &str) -> Session {
    Session {
        external_ref: record.input.external_ref.clone(),
        qr_code_data_url: qr::data_url(capture_url),
        ..Session::new(
            record.id.as_str(),
            SessionStatus::from(record.status.as_str()),
            capture_url,
            record.environment == Environment::Sandbox,
            DateTime::from(record.created_at),
            DateTime::from(record.expires_at),
            Vec::new(),
        )
    }
}

/// `ses_` and a UUID of version 7 (RFC 9562), whose first 48 bits are the time in milliseconds.
fn id(now: Timestamp, random: &dyn Random) -> Result<String, RandomError> {
    let mut bytes = [0; 10];
    random.fill(&mut bytes)?;
    let millis = u64::try_from(now.as_millisecond()).unwrap_or_default();
    let id = uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid();
    Ok(format!("ses_{}", id.simple()))
}

/// `tok_` and 256 random bits in the alphabet of URLs.
fn token(random: &dyn Random) -> Result<Token, RandomError> {
    let mut bytes = [0; 32];
    random.fill(&mut bytes)?;
    Ok(Token(format!("tok_{}", URL_SAFE_NO_PAD.encode(bytes))))
}

fn json_size(value: &Value) -> usize {
    value.to_string().len()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use jiff::{SignedDuration, Timestamp};
    use serde_json::json;
    use verifa_types::CreateSession;

    use super::{Known, MAX_METADATA_VALUE, check, id, token};
    use crate::server::random::SeededRandom;

    fn pointer_of(input: &CreateSession, known: &Known) -> Option<String> {
        check(input, known).err().map(|invalid| invalid.pointer)
    }

    #[test]
    fn ids_sort_by_time() {
        let random = SeededRandom::new(1);
        let start = Timestamp::from_second(1_770_000_000).expect("a time");
        let ids: Vec<_> = (0..100)
            .map(|step| id(start + SignedDuration::from_millis(step), &random).expect("random"))
            .collect();
        assert!(ids.is_sorted_by(|left, right| left < right));
        assert!(
            ids.iter()
                .all(|id| id.len() == 36 && id.starts_with("ses_"))
        );
    }

    #[test]
    fn tokens_have_256_bits_and_differ() {
        let random = SeededRandom::new(1);
        let one = token(&random).expect("random");
        assert_eq!(one.0.len(), 4 + 43);
        assert_ne!(one, token(&random).expect("random"));
        assert_eq!(format!("{one:?}"), "Token(…)");
    }

    #[test]
    fn a_metadata_value_may_have_16_kib_and_no_byte_more() {
        let with = |length: usize| CreateSession {
            // Two bytes of the JSON are quotes.
            metadata: Some(BTreeMap::from([(
                "a/b~c".to_owned(),
                json!("x".repeat(length - 2)),
            )])),
            ..CreateSession::default()
        };
        assert_eq!(
            pointer_of(&with(MAX_METADATA_VALUE), &Known::default()),
            None
        );
        assert_eq!(
            pointer_of(&with(MAX_METADATA_VALUE + 1), &Known::default()).as_deref(),
            Some("/metadata/a~1b~0c")
        );
    }

    #[test]
    fn known_names_are_checked_only_where_there_are_any() {
        let input = CreateSession {
            checks: Some(vec!["face_match".to_owned(), "other".to_owned()]),
            workflow_id: Some("wf".to_owned()),
            ..CreateSession::default()
        };
        assert_eq!(pointer_of(&input, &Known::default()), None);
        let checks = Known {
            checks: vec!["face_match".to_owned()],
            workflows: Vec::new(),
        };
        assert_eq!(pointer_of(&input, &checks).as_deref(), Some("/checks/1"));
        let workflows = Known {
            checks: Vec::new(),
            workflows: vec!["other".to_owned()],
        };
        assert_eq!(
            pointer_of(&input, &workflows).as_deref(),
            Some("/workflow_id")
        );
    }
}

//! Validating the input of a new session, and creating it.

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

/// The time from the creation of a session until it expires.
pub const LIFETIME: SignedDuration = SignedDuration::from_mins(20);

/// The maximum size of one `metadata` value, in bytes of JSON without white space.
pub const MAX_METADATA_VALUE: usize = 16 * 1024;

/// The names that requests may use.
#[derive(Clone, Debug, Default)]
pub struct AllowedNames {
    /// The names of checks. If empty, any name is allowed.
    pub checks: Vec<String>,
    /// The ids of workflows. If empty, any id is allowed.
    pub workflows: Vec<String>,
}

/// A property of the request that violates a rule which JSON Schema cannot express.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{pointer}: {message}")]
pub struct InvalidField {
    /// The JSON pointer of the property.
    pub pointer: String,
    /// The violated rule, as a sentence.
    pub message: String,
}

/// Validates the rules that JSON Schema cannot express.
///
/// # Errors
/// Returns the first property that violates a rule.
pub fn validate(input: &CreateSession, allowed: &AllowedNames) -> Result<(), InvalidField> {
    let invalid = |pointer: String, message: String| Err(InvalidField { pointer, message });
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
        if !allowed.checks.is_empty() && !allowed.checks.contains(check) {
            return invalid(
                format!("/checks/{index}"),
                "There is no such check.".to_owned(),
            );
        }
    }
    if let Some(workflow) = &input.workflow_id
        && !allowed.workflows.is_empty()
        && !allowed.workflows.contains(workflow)
    {
        return invalid(
            "/workflow_id".to_owned(),
            "There is no such workflow.".to_owned(),
        );
    }
    Ok(())
}

/// Creates a session of an account. Ids sort by creation time; a token has 256 random bits.
///
/// # Errors
/// Returns an error if no random bytes are available.
pub fn new_record(
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

/// Returns the API's representation of a new session.
pub fn to_response(record: &SessionRecord, capture_url: &str) -> Session {
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

/// Returns `ses_` and a UUID of version 7 (RFC 9562), whose first 48 bits are the time in
/// milliseconds.
fn id(now: Timestamp, random: &dyn Random) -> Result<String, RandomError> {
    let mut bytes = [0; 10];
    random.fill(&mut bytes)?;
    let millis = u64::try_from(now.as_millisecond()).unwrap_or_default();
    let id = uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid();
    Ok(format!("ses_{}", id.simple()))
}

/// Returns `tok_` and 256 random bits in URL-safe base64.
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

    use super::{AllowedNames, MAX_METADATA_VALUE, id, token, validate};
    use crate::server::random::SeededRandom;

    fn pointer_of(input: &CreateSession, allowed: &AllowedNames) -> Option<String> {
        validate(input, allowed)
            .err()
            .map(|invalid| invalid.pointer)
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
    fn a_metadata_value_has_at_most_16_kib() {
        let with = |length: usize| CreateSession {
            // The quotes are two bytes of the JSON.
            metadata: Some(BTreeMap::from([(
                "a/b~c".to_owned(),
                json!("x".repeat(length - 2)),
            )])),
            ..CreateSession::default()
        };
        assert_eq!(
            pointer_of(&with(MAX_METADATA_VALUE), &AllowedNames::default()),
            None
        );
        assert_eq!(
            pointer_of(&with(MAX_METADATA_VALUE + 1), &AllowedNames::default()).as_deref(),
            Some("/metadata/a~1b~0c")
        );
    }

    #[test]
    fn names_are_checked_only_if_some_are_configured() {
        let input = CreateSession {
            checks: Some(vec!["face_match".to_owned(), "other".to_owned()]),
            workflow_id: Some("wf".to_owned()),
            ..CreateSession::default()
        };
        assert_eq!(pointer_of(&input, &AllowedNames::default()), None);
        let checks = AllowedNames {
            checks: vec!["face_match".to_owned()],
            workflows: Vec::new(),
        };
        assert_eq!(pointer_of(&input, &checks).as_deref(), Some("/checks/1"));
        let workflows = AllowedNames {
            checks: Vec::new(),
            workflows: vec!["other".to_owned()],
        };
        assert_eq!(
            pointer_of(&input, &workflows).as_deref(),
            Some("/workflow_id")
        );
    }
}

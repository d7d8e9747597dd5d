//! Signatures of requests, such as webhooks.
//!
//! A header contains the time of the signature and an HMAC-SHA-256 (RFC 2104) over the time and the
//! body: `t=1767225600,v1=5257a869…`. The signed text is the number of seconds since 1970, a point and
//! the body as it is sent.
//!
//! ```
//! use std::time::SystemTime;
//!
//! use specwright_runtime::signature::Signatures;
//!
//! let signatures = Signatures::new("whsec_demo");
//! let header = signatures.sign(b"{}", SystemTime::now());
//! assert!(signatures.verify(&header, b"{}", SystemTime::now()).is_ok());
//! assert!(signatures.verify(&header, b"[]", SystemTime::now()).is_err());
//! ```

#[cfg(feature = "client")]
mod sign;
#[cfg(feature = "server")]
mod verify;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

use crate::Secret;

/// The default difference of the times of signature and verification.
const TOLERANCE: Duration = Duration::from_secs(5 * 60);

/// The secrets that sender and receiver share, and the age of the signatures that a receiver accepts.
#[derive(Clone, Debug)]
pub struct Signatures {
    secrets: Vec<Secret>,
    tolerance: Duration,
}

/// The reason why a signature is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// The header is missing, or has no time or no signature.
    #[error("the request has no signature of the form `t=…,v1=…`")]
    Missing,
    /// The signature is older or newer than the tolerance allows. A request could have been recorded
    /// and sent again.
    #[error("the signature is not recent")]
    NotRecent,
    /// No secret has produced the signature of this body.
    #[error("the signature does not match the body")]
    Different,
}

impl Signatures {
    /// Creates signatures with a secret, and a tolerance of five minutes.
    pub fn new(secret: impl Into<Secret>) -> Self {
        Self {
            secrets: vec![secret.into()],
            tolerance: TOLERANCE,
        }
    }

    /// Accepts the signatures of another secret, too, while the secret is being replaced. The first
    /// secret signs.
    #[must_use]
    pub fn or(mut self, secret: impl Into<Secret>) -> Self {
        self.secrets.push(secret.into());
        self
    }

    /// Sets the maximum difference of the times of signature and verification.
    #[must_use]
    pub fn tolerance(mut self, tolerance: Duration) -> Self {
        self.tolerance = tolerance;
        self
    }

    /// Returns the value of the header for a body that is sent at a time.
    pub fn sign(&self, body: &[u8], at: SystemTime) -> String {
        let time = seconds(at).to_string();
        let signature = self.secrets.first().map(|secret| hmac(secret, &time, body));
        format!("t={time},v1={}", signature.unwrap_or_default())
    }

    /// Verifies the value of the header of a body that is received at a time. Of several signatures
    /// `v1`, one has to match.
    ///
    /// # Errors
    /// If the signature is missing, not recent, or that of another body or secret.
    pub fn verify(&self, header: &str, body: &[u8], at: SystemTime) -> Result<(), SignatureError> {
        let pairs = header
            .split(',')
            .filter_map(|pair| pair.trim().split_once('='));
        let values = |name: &'static str| {
            let named = pairs.clone().filter(move |(known, _)| *known == name);
            named.map(|(_, value)| value)
        };
        let time = values("t").next().ok_or(SignatureError::Missing)?;
        let signed: u64 = time.parse().map_err(|_| SignatureError::Missing)?;
        if values("v1").next().is_none() {
            return Err(SignatureError::Missing);
        }
        let is_match = |secret: &Secret| {
            let expected = hmac(secret, time, body);
            let mut found = values("v1");
            found.any(|found| bool::from(expected.as_bytes().ct_eq(found.as_bytes())))
        };
        if !self.secrets.iter().any(is_match) {
            return Err(SignatureError::Different);
        }
        match seconds(at).abs_diff(signed) <= self.tolerance.as_secs() {
            true => Ok(()),
            false => Err(SignatureError::NotRecent),
        }
    }
}

/// Returns the number of seconds since 1970.
fn seconds(time: SystemTime) -> u64 {
    let since = time.duration_since(UNIX_EPOCH);
    since.map_or(0, |duration| duration.as_secs())
}

/// Returns the HMAC of a time and a body in hexadecimal digits.
fn hmac(secret: &Secret, time: &str, body: &[u8]) -> String {
    let mac = Hmac::<Sha256>::new_from_slice(secret.expose().as_bytes());
    let mut mac = mac.expect("HMAC accepts keys of any length");
    mac.update(time.as_bytes());
    mac.update(b".");
    mac.update(body);
    let digest = mac.finalize().into_bytes();
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::{SignatureError, Signatures};

    /// Computed by `printf '1767225600.{"a":1}' | openssl dgst -sha256 -hmac whsec_demo`.
    const SIGNATURE: &str = "4d819191e9826ff9bbea12bd429af2175dd374b405ff530865fa837abdaffc23";

    #[test]
    fn signatures_are_those_of_other_programs() {
        let at = UNIX_EPOCH + Duration::from_secs(1_767_225_600);
        let header = Signatures::new("whsec_demo").sign(br#"{"a":1}"#, at);
        assert_eq!(header, format!("t=1767225600,v1={SIGNATURE}"));
    }

    #[test]
    fn only_recent_signatures_of_the_body_are_accepted() {
        let signatures = Signatures::new("new").or("whsec_demo");
        let body = br#"{"a":1}"#;
        let valid = format!("t=1767225600,v1={SIGNATURE}");
        let two = format!("v1=00, v1={SIGNATURE}, t=1767225600, v0=x");
        let later = format!("t=1767225601,v1={SIGNATURE}");
        let missing = Err(SignatureError::Missing);
        let different = Err(SignatureError::Different);
        for (header, after, expected) in [
            (valid.as_str(), 0, Ok(())),
            (&two, 300, Ok(())),
            (&valid, -300, Ok(())),
            (&valid, 301, Err(SignatureError::NotRecent)),
            (&valid, -301, Err(SignatureError::NotRecent)),
            (&later, 0, different),
            ("t=1767225600,v1=", 0, different),
            ("t=1767225600", 0, missing),
            ("v1=00", 0, missing),
            ("t=x,v1=00", 0, missing),
            ("", 0, missing),
        ] {
            let seconds = 1_767_225_600_u64.saturating_add_signed(after);
            let at = UNIX_EPOCH + Duration::from_secs(seconds);
            assert_eq!(signatures.verify(header, body, at), expected, "{header}");
        }
        let at = UNIX_EPOCH + Duration::from_secs(1_767_225_600);
        assert_eq!(signatures.verify(&valid, b"{}", at), different);
        assert_eq!(Signatures::new("new").verify(&valid, body, at), different);
        assert!(!format!("{signatures:?}").contains("whsec"));
    }
}

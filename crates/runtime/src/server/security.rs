//! The credentials of a request, and their verification.

use std::borrow::Cow;
use std::fmt;
use std::future::Future;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header;
use http::request::Parts;

use super::failure::Cause;
use super::operation::Carrier;
use super::{Failure, Operation, Rejection, RejectionKind, Requirement, Scheme};
use crate::Secret;
use crate::headers::combined_value;
use crate::parameter::{Parameter, Source, decode};
use crate::schema::Schema;

/// Verifies credentials and returns the principal they belong to.
pub trait Verifier<P>: Send + Sync + 'static {
    /// Verifies the credentials of one security alternative of the operation.
    ///
    /// # Errors
    /// A [`Rejection`] that the service renders, or a complete response.
    fn verify(&self, attempt: AuthAttempt<'_>) -> impl Future<Output = Result<P, Failure>> + Send;
}

/// The verifier of an API without authentication. It rejects all credentials.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoVerifier;

/// A request with the credentials of one security alternative.
pub struct AuthAttempt<'a> {
    /// The credentials, one for each requirement of the alternative.
    pub credentials: Vec<Credential>,
    /// The scopes of which the caller needs at least one, in addition to the scopes of the schemes.
    pub required_scopes: &'static [&'static str],
    /// The head of the request, including extensions.
    pub parts: &'a Parts,
    /// The operation.
    pub operation: &'static Operation,
}

/// The credential of a request for one security scheme.
#[derive(Clone, Debug)]
pub struct Credential {
    /// The security scheme.
    pub scheme: &'static Scheme,
    /// The scopes that the operation requires for this scheme. The caller needs all of them.
    pub scopes: &'static [&'static str],
    /// The API key, or the part of `Authorization` after the scheme name. Empty for a client
    /// certificate.
    pub secret: Secret,
}

impl Credential {
    /// Decodes the user and the password of Basic credentials (RFC 7617, 2), or returns `None` if
    /// they are malformed.
    pub fn user_and_password(&self) -> Option<(String, Secret)> {
        let text = String::from_utf8(STANDARD.decode(self.secret.expose()).ok()?).ok()?;
        let (user, password) = text.split_once(':')?;
        Some((user.to_owned(), Secret::new(password)))
    }
}

impl<P> Verifier<P> for NoVerifier {
    async fn verify(&self, _: AuthAttempt<'_>) -> Result<P, Failure> {
        Err(Rejection::unauthorized("This API does not accept credentials.").into())
    }
}

impl fmt::Debug for AuthAttempt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthAttempt")
            .field("operation", &self.operation.id)
            .field("credentials", &self.credentials)
            .finish_non_exhaustive()
    }
}

/// Returns the credentials of each security alternative for which the request has all of them, in
/// the order of the API description. An alternative without requirements is omitted.
pub(super) fn presented_credentials(
    operation: &'static Operation,
    parts: &Parts,
) -> Vec<Vec<Credential>> {
    let alternatives = operation
        .security
        .iter()
        .filter(|alternative| !alternative.is_empty());
    alternatives
        .filter_map(|alternative| {
            alternative
                .iter()
                .map(|requirement| credential(requirement, parts))
                .collect()
        })
        .collect()
}

/// Returns the rejection of a request without credentials.
pub(super) fn missing_credentials(operation: &'static Operation) -> Rejection {
    Rejection::unauthorized("Credentials are missing.").challenging(challenges(operation))
}

/// Adds the accepted schemes to a rejection of credentials (RFC 9110, 15.5.2).
pub(super) fn with_challenges(operation: &'static Operation, failure: Failure) -> Failure {
    match failure.0 {
        Cause::Rejection(rejection) if *rejection.kind() == RejectionKind::Unauthorized => {
            rejection.challenging(challenges(operation)).into()
        }
        cause => Failure(cause),
    }
}

fn challenges(operation: &'static Operation) -> Vec<&'static str> {
    let requirements = operation.security.iter().copied().flatten();
    let mut challenges: Vec<&str> = requirements
        .filter_map(|requirement| requirement.scheme.challenge())
        .collect();
    challenges.sort_unstable();
    challenges.dedup();
    challenges
}

fn credential(requirement: &Requirement, parts: &Parts) -> Option<Credential> {
    let secret = secret(requirement.scheme, parts)?;
    Some(Credential {
        scheme: requirement.scheme,
        scopes: requirement.scopes,
        secret: Secret::new(secret),
    })
}

fn secret(scheme: &Scheme, parts: &Parts) -> Option<String> {
    let pair = |parameter: Parameter, source| {
        decode(&parameter, source, const { &Schema::string() })
            .ok()
            .flatten()?
            .as_str()
            .map(str::to_owned)
    };
    match scheme.carrier {
        Carrier::Header(name) => combined_value(&parts.headers, name)
            .ok()
            .flatten()
            .map(Cow::into_owned),
        Carrier::Query(name) => pair(Parameter::query(name), Source::Query(parts.uri.query()?)),
        Carrier::Cookie(name) => {
            let cookies = cookies(parts)?;
            pair(Parameter::cookie(name), Source::Cookie(&cookies))
        }
        Carrier::Authorization(name) => {
            let value = parts.headers.get(header::AUTHORIZATION)?.to_str().ok()?;
            let (scheme, rest) = value.split_once(' ').unwrap_or((value, ""));
            scheme
                .eq_ignore_ascii_case(name)
                .then(|| rest.trim().to_owned())
        }
        Carrier::MutualTls => Some(String::new()),
    }
}

/// Returns all cookies of a request that are UTF-8. A request can have several `Cookie` headers
/// (RFC 9113, 8.2.3).
pub(super) fn cookies(parts: &Parts) -> Option<String> {
    let values = parts.headers.get_all(header::COOKIE).iter();
    let pairs = values
        .flat_map(|value| value.as_bytes().split(|byte| *byte == b';'))
        .filter_map(|pair| std::str::from_utf8(pair).ok());
    let pairs: Vec<&str> = pairs.map(str::trim).collect();
    (!pairs.is_empty()).then(|| pairs.join("; "))
}

//! Which credentials a request brings, and who looks at them.

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
use crate::headers::field_text;
use crate::parameter::{Parameter, Source, decode};
use crate::schema::Schema;

/// Turns credentials into who makes a request.
pub trait Verifier<P>: Send + Sync + 'static {
    /// Looks at the credentials of one alternative of the operation's security.
    ///
    /// # Errors
    /// A [`Rejection`] for the service to render, or a whole response of the API.
    fn verify(&self, attempt: AuthAttempt<'_>) -> impl Future<Output = Result<P, Failure>> + Send;
}

/// The verifier of a document in which no operation asks for credentials.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoVerifier;

/// A request that asks to be let in.
pub struct AuthAttempt<'a> {
    /// The credentials that the request brings for one alternative, one a requirement.
    pub credentials: Vec<Credential>,
    /// The scopes of which any one is enough, where the document names some beside the schemes.
    pub required_scopes: &'static [&'static str],
    /// The head of the request, extensions included.
    pub parts: &'a Parts,
    /// What is called.
    pub operation: &'static Operation,
}

/// What a request brings for one security scheme.
#[derive(Clone, Debug)]
pub struct Credential {
    /// The scheme.
    pub scheme: &'static Scheme,
    /// The scopes that the operation asks for in this scheme, all of them.
    pub scopes: &'static [&'static str],
    /// The key, the token, or all that follows the scheme in `Authorization`; empty for a client certificate.
    pub secret: Secret,
}

impl Credential {
    /// User and password of Basic credentials (RFC 7617, 2); none if they can't be read.
    pub fn user_and_password(&self) -> Option<(String, Secret)> {
        let text = String::from_utf8(STANDARD.decode(self.secret.expose()).ok()?).ok()?;
        let (user, password) = text.split_once(':')?;
        Some((user.to_owned(), Secret::new(password)))
    }
}

impl<P> Verifier<P> for NoVerifier {
    async fn verify(&self, _: AuthAttempt<'_>) -> Result<P, Failure> {
        Err(Rejection::unauthorized("No credentials are accepted.").into())
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

/// The alternatives for which a request brings all credentials, in the document's order, the empty one left out.
pub(super) fn presented(operation: &'static Operation, parts: &Parts) -> Vec<Vec<Credential>> {
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

/// The failure of a request that brings no credentials.
pub(super) fn missing(operation: &'static Operation) -> Rejection {
    Rejection::unauthorized("Credentials are missing.").challenging(challenges(operation))
}

/// The failure of a verifier; where credentials are refused, it says which would do (RFC 9110, 15.5.2).
pub(super) fn refused(operation: &'static Operation, failure: Failure) -> Failure {
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
        Carrier::Header(field) => field_text(&parts.headers, field)
            .ok()
            .flatten()
            .map(Cow::into_owned),
        Carrier::Query(name) => pair(Parameter::query(name), Source::Query(parts.uri.query()?)),
        Carrier::Cookie(name) => {
            let cookies = cookies(parts)?;
            pair(Parameter::cookie(name), Source::Cookie(&cookies))
        }
        Carrier::Authorization(name) => {
            let field = parts.headers.get(header::AUTHORIZATION)?.to_str().ok()?;
            let (scheme, rest) = field.split_once(' ').unwrap_or((field, ""));
            scheme
                .eq_ignore_ascii_case(name)
                .then(|| rest.trim().to_owned())
        }
        Carrier::MutualTls => Some(String::new()),
    }
}

/// All cookies of a request that are UTF-8, whatever stands beside them; a request may have several `Cookie` fields (RFC 9113, 8.2.3).
pub(super) fn cookies(parts: &Parts) -> Option<String> {
    let fields = parts.headers.get_all(header::COOKIE).iter();
    let pairs = fields
        .flat_map(|field| field.as_bytes().split(|byte| *byte == b';'))
        .filter_map(|pair| std::str::from_utf8(pair).ok());
    let pairs: Vec<&str> = pairs.map(str::trim).collect();
    (!pairs.is_empty()).then(|| pairs.join("; "))
}

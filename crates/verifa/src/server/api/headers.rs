//! The headers of the API, and how they are read.

use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderMap, HeaderName, HeaderValue};

use super::inflection::Casing;
use crate::server::idempotency::Operation;
use crate::server::rate_limit::Window;
use crate::server::version::Version;

/// The operation whose requests may have an idempotency key.
pub const CREATE_SESSION: Operation = Operation {
    method: "POST",
    route: "/api/v1/sessions",
};

/// The longest idempotency key, in characters.
pub const MAX_IDEMPOTENCY_KEY: usize = 255;

/// The API version of a request, and the effective version of a response.
pub const VERIFA_VERSION: HeaderName = HeaderName::from_static("verifa-version");

/// Marks a replayed response.
pub const IDEMPOTENCY_REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

const API_KEY: &str = "x-api-key";
const IDEMPOTENCY_KEY: &str = "idempotency-key";
const KEY_INFLECTION: &str = "key-inflection";
const RATE_LIMIT: HeaderName = HeaderName::from_static("x-ratelimit-limit");
const RATE_REMAINING: HeaderName = HeaderName::from_static("x-ratelimit-remaining");
const RATE_RESET: HeaderName = HeaderName::from_static("x-ratelimit-reset");

/// The API version that a request asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestedVersion {
    /// The request has no version header: the version of the API key applies.
    OfKey,
    /// A supported version.
    Supported(Version),
    /// Anything else.
    Unsupported,
}

/// The headers of a request that matter before its operation is called.
#[derive(Debug)]
pub struct RequestHeaders {
    /// The API version that the request asks for.
    pub version: RequestedVersion,
    /// The idempotency key, if it is well-formed and the operation supports one.
    pub idempotency_key: Option<String>,
    /// Whether the request has an idempotency key that is not well-formed.
    pub malformed_idempotency_key: bool,
}

/// Returns the API key of a request, unless the header is missing or duplicated.
pub fn api_key(headers: &HeaderMap) -> Option<&str> {
    single(headers, API_KEY)
}

/// Returns the casing that a request asks for, or the default for a missing or unknown one.
pub fn casing(headers: &HeaderMap) -> Casing {
    single(headers, KEY_INFLECTION)
        .and_then(Casing::parse)
        .unwrap_or_default()
}

/// Removes an idempotency key that is not well-formed, and returns whether the request had one. The
/// generated router would reject it too early: this error is reported after all other checks.
pub fn remove_malformed_idempotency_key(headers: &mut HeaderMap) -> bool {
    let is_malformed = headers.contains_key(IDEMPOTENCY_KEY) && !has_idempotency_key(headers);
    if is_malformed {
        headers.remove(IDEMPOTENCY_KEY);
    }
    is_malformed
}

/// Returns the API version that a request asks for.
pub fn requested_version(headers: &HeaderMap) -> RequestedVersion {
    if !headers.contains_key(VERIFA_VERSION) {
        return RequestedVersion::OfKey;
    }
    single(headers, VERIFA_VERSION.as_str())
        .and_then(Version::parse)
        .map_or(RequestedVersion::Unsupported, RequestedVersion::Supported)
}

/// Returns the idempotency key of a request whose operation supports one.
pub fn idempotency_key(request: &Request) -> Option<String> {
    let route = request.extensions().get::<MatchedPath>()?;
    let key = single(request.headers(), IDEMPOTENCY_KEY)?;
    (request.method() == CREATE_SESSION.method && route.as_str() == CREATE_SESSION.route)
        .then(|| key.to_owned())
}

/// Sets the headers of a rate limit window.
pub fn set_rate_limit(headers: &mut HeaderMap, window: &Window) {
    let (limit, remaining, reset) = window.header_values();
    headers.insert(RATE_LIMIT, limit.into());
    headers.insert(RATE_REMAINING, remaining.into());
    headers.insert(RATE_RESET, reset.into());
}

/// Sets the effective API version.
pub fn set_version(headers: &mut HeaderMap, version: Version) {
    headers.insert(VERIFA_VERSION, HeaderValue::from_static(version.as_str()));
}

/// Returns the value of a header that occurs exactly once.
fn single<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (Some(value), None) => value.to_str().ok(),
        _ => None,
    }
}

/// Returns whether the headers contain exactly one well-formed idempotency key: 1 to 255 characters
/// of printable ASCII without a space at either end.
fn has_idempotency_key(headers: &HeaderMap) -> bool {
    single(headers, IDEMPOTENCY_KEY).is_some_and(|key| {
        (1..=MAX_IDEMPOTENCY_KEY).contains(&key.len())
            && key.bytes().all(|byte| matches!(byte, b' '..=b'~'))
            && key.trim_matches(' ') == key
    })
}

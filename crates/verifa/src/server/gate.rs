//! What stands before every operation: the key, the rate limit, and what each response to a known key carries.
//!
//! It is a layer around the generated router, and not a part of it, since a response to a known key has the same header
//! fields where no operation is reached (404, 405).

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use futures_util::FutureExt as _;
use http_body_util::BodyExt as _;
use hyper::body::Body as _;
use tokio::time::{Instant, timeout, timeout_at};
use verifa_types::ErrorCode;

use crate::key::ApiKey;
use crate::server::account::Account;
use crate::server::idempotency::{Entry, Slot};
use crate::server::inflection::Casing;
use crate::server::limit::Window;
use crate::server::linger::linger;
use crate::server::service::CREATE_SESSION;
use crate::server::store::StoreError;
use crate::server::version::Version;
use crate::server::{Shared, envelope, observe};

/// How long a request may take, reading its body included.
pub const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);

/// How long the look at the slot of a request may take; after that its claim is left to tell what is there.
const LOOK_TIMEOUT: Duration = Duration::from_secs(1);

/// How many bytes the large bodies of requests that are served at once may have together; more of them wait. Each is held several times
/// while it is worked on.
pub const BODIES: usize = 16 * 1024 * 1024;

/// Bodies up to this size, in bytes, are not counted.
const SMALL_BODY: u64 = 64 * 1024;

/// What is read of a body at most, in bytes.
const LARGEST_BODY: u64 = 1024 * 1024;

/// The longest idempotency key, in characters.
pub const MAX_IDEMPOTENCY_KEY: usize = 255;

const API_KEY: &str = "x-api-key";
const IDEMPOTENCY_KEY: &str = "idempotency-key";
const KEY_INFLECTION: &str = "key-inflection";
pub(super) const VERIFA_VERSION: HeaderName = HeaderName::from_static("verifa-version");
const RATE_LIMIT: HeaderName = HeaderName::from_static("x-ratelimit-limit");
const RATE_REMAINING: HeaderName = HeaderName::from_static("x-ratelimit-remaining");
const RATE_RESET: HeaderName = HeaderName::from_static("x-ratelimit-reset");

/// A request with a known key, within its limit: left in the request's extensions for the verifier, and the principal of
/// every operation.
#[derive(Debug)]
pub struct Admission {
    /// Whose key it is.
    pub account: Account,
    /// The window of the key, this request included.
    pub window: Window,
    /// The idempotency slot of the request, and what lay in it when the request was counted.
    pub found: Option<Box<(Slot, Entry)>>,
    /// The version in effect. `None`: the request names one that is not served.
    pub version: Option<Version>,
    /// The request's `Idempotency-Key` breaks its bounds. The field was taken out of the request, because this is an
    /// answer that comes after all other checks.
    pub malformed_idempotency_key: bool,
}

/// What a request says of itself in its header fields.
struct Asked {
    /// The version that it names: `Some(None)` is one that is not served.
    version: Option<Option<Version>>,
    /// The key, if it is well-formed and the operation has idempotency slots.
    idempotency_key: Option<String>,
    malformed_idempotency_key: bool,
}

/// Lets a request in and dresses the response, which waits until the request is read to its end.
pub(super) fn gate(
    shared: Arc<Shared>,
    request: Request,
    next: Next,
) -> impl Future<Output = Response> {
    let casing = single(request.headers(), KEY_INFLECTION)
        .and_then(Casing::parse)
        .unwrap_or_default();
    linger(request, move |request| {
        admit(shared, request, next).then(move |response| recase(response, casing))
    })
}

fn admit(shared: Arc<Shared>, mut request: Request, next: Next) -> impl Future<Output = Response> {
    let malformed_idempotency_key = !is_idempotency_key(request.headers());
    if malformed_idempotency_key {
        request.headers_mut().remove(IDEMPOTENCY_KEY);
    }
    let deadline = Instant::now() + REQUEST_TIMEOUT;
    async move {
        let counted = match single(request.headers(), API_KEY) {
            Some(key) => {
                let asked = Asked {
                    version: asked_version(&request),
                    idempotency_key: idempotency_key(&request),
                    malformed_idempotency_key,
                };
                Box::pin(timeout_at(deadline, count(&shared, key, asked))).await
            }
            None => Ok(Ok(None)),
        };
        let admission = match counted {
            Ok(Ok(Some(admission))) => admission,
            // Whether a key is needed at all is for the operation to say.
            Ok(Ok(None)) => return Box::pin(run(&shared, next, request, deadline)).await,
            Ok(Err(error)) => {
                tracing::error!(%error, "the key could not be looked up, or the request not be counted");
                return envelope::internal();
            }
            Err(_) => {
                tracing::error!("the store does not answer");
                return envelope::internal();
            }
        };
        let mut response = if admission.window.accepted {
            request.extensions_mut().insert(Arc::clone(&admission));
            Box::pin(run(&shared, next, request, deadline)).await
        } else {
            shared.metrics.rate_limited();
            too_many(admission.window)
        };
        dress(response.headers_mut(), &admission);
        response
    }
}

/// Puts in what each response to a known key carries.
fn dress(headers: &mut HeaderMap, admission: &Admission) {
    let (limit, remaining, reset) = admission.window.as_fields();
    headers.insert(RATE_LIMIT, limit.into());
    headers.insert(RATE_REMAINING, remaining.into());
    headers.insert(RATE_RESET, reset.into());
    if let Some(version) = admission.version {
        headers.insert(VERIFA_VERSION, HeaderValue::from_static(version.as_str()));
    }
}

/// Counts a request with this API key, and looks up what lies in the slot of its idempotency key. `None`: the API key is malformed or
/// unknown.
async fn count(
    shared: &Shared,
    presented: &str,
    asked: Asked,
) -> Result<Option<Arc<Admission>>, StoreError> {
    let Ok((hash, environment)) =
        ApiKey::parse(presented).map(|key| (shared.keys.hash(&key), key.environment()))
    else {
        return Ok(None);
    };
    let account = match (shared.keys.find_hash(&hash, environment), &shared.issued) {
        (None, Some(issued)) => Box::pin(issued.find(hash)).await?,
        (found, _) => found,
    };
    let Some(account) = account else {
        return Ok(None);
    };
    observe::record_account(&account);
    let slot = asked
        .idempotency_key
        .map(|key| Slot::of(&account, CREATE_SESSION, key));
    let mut take = shared
        .limiter
        .take(account.key, shared.rate_limit, shared.clock.now());
    let mut look = pin!(look(shared, slot));
    // Where both are a way to a database, they take one way's time.
    let (window, found) = tokio::select! {
        window = &mut take => {
            let window = window?;
            (window, if window.accepted { look.await } else { None })
        }
        found = &mut look => (take.await?, found),
    };
    // A version that is asked for and not known is none, whatever the key is pinned to.
    let version = asked
        .version
        .unwrap_or_else(|| Version::parse(&account.version));
    let malformed_idempotency_key = asked.malformed_idempotency_key;
    Ok(Some(Arc::new(Admission {
        account,
        window,
        found,
        version,
        malformed_idempotency_key,
    })))
}

/// Looks up what lies in a slot. What a look that fails would have found, the claim finds.
async fn look(shared: &Shared, slot: Option<Slot>) -> Option<Box<(Slot, Entry)>> {
    let slot = slot?;
    let found = timeout(
        LOOK_TIMEOUT,
        observe::unless_it_panics(&*shared.metrics, shared.store.find(slot.clone())),
    );
    match found.await {
        Ok(Some(Ok(found))) => found.map(|entry| Box::new((slot, entry))),
        Ok(Some(Err(error))) => {
            tracing::warn!(%error, "the slot of the request could not be looked up");
            None
        }
        Ok(None) => None,
        Err(_) => {
            tracing::warn!("looking up the slot of the request takes too long");
            None
        }
    }
}

/// The version that a request names.
fn asked_version(request: &Request) -> Option<Option<Version>> {
    let headers = request.headers();
    headers
        .contains_key(VERIFA_VERSION)
        .then(|| single(headers, VERIFA_VERSION.as_str()).and_then(Version::parse))
}

/// The key of a request to an operation that has idempotency slots; a malformed one was taken out.
fn idempotency_key(request: &Request) -> Option<String> {
    let (method, route) = CREATE_SESSION;
    let called = request.extensions().get::<MatchedPath>()?;
    let key = single(request.headers(), IDEMPOTENCY_KEY)?;
    (request.method() == method && called.as_str() == route).then(|| key.to_owned())
}

/// Has a request answered by its operation, in time.
async fn run(shared: &Shared, next: Next, request: Request, deadline: Instant) -> Response {
    // Never closed. It is given back when the request is answered.
    let Ok(_place) = timeout_at(deadline, shared.bodies.acquire_many(size(&request))).await else {
        tracing::error!("too many large bodies are being read");
        return envelope::internal();
    };
    match timeout_at(
        deadline,
        observe::caught(&*shared.metrics, next.run(request)),
    )
    .await
    {
        Ok(response) => response,
        Err(_) => envelope::response(
            StatusCode::REQUEST_TIMEOUT,
            ErrorCode::BadRequest,
            "The request took too long.",
        ),
    }
}

/// What a request takes of [`BODIES`]: nothing if its body is small, and as much as the largest one if its size is not told.
fn size(request: &Request) -> u32 {
    let body = request.body().size_hint();
    let bytes = body.upper().unwrap_or(LARGEST_BODY).min(LARGEST_BODY);
    if bytes <= SMALL_BODY {
        0
    } else {
        u32::try_from(bytes).unwrap_or(u32::MAX)
    }
}

fn too_many(window: Window) -> Response {
    let seconds = window.retry_after;
    let unit = if seconds == 1 { "second" } else { "seconds" };
    let detail = format!("Rate limit exceeded. Retry after {seconds} {unit}.");
    let mut response = envelope::response(
        StatusCode::TOO_MANY_REQUESTS,
        ErrorCode::RateLimited,
        detail,
    );
    response
        .headers_mut()
        .insert(header::RETRY_AFTER, seconds.into());
    response
}

/// The value of a field that is there exactly once.
fn single<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (Some(value), None) => value.to_str().ok(),
        _ => None,
    }
}

/// Whether the request has no idempotency key, or one of printable ASCII that neither begins nor ends with a space.
fn is_idempotency_key(headers: &HeaderMap) -> bool {
    if !headers.contains_key(IDEMPOTENCY_KEY) {
        return true;
    }
    single(headers, IDEMPOTENCY_KEY).is_some_and(|key| {
        (1..=MAX_IDEMPOTENCY_KEY).contains(&key.len())
            && key.bytes().all(|byte| matches!(byte, b' '..=b'~'))
            && key.trim_matches(' ') == key
    })
}

/// Writes a JSON body in another casing.
async fn recase(response: Response, casing: Casing) -> Response {
    let is_json = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    if casing == Casing::Snake || !is_json {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    // The body was made here, whole: reading it does not wait for anybody.
    let recased = match body.collect().await {
        Ok(body) => serde_json::from_slice(&body.to_bytes())
            .and_then(|body| serde_json::to_vec(&casing.apply(body)))
            .map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    };
    match recased {
        Ok(body) => {
            parts.headers.remove(header::CONTENT_LENGTH);
            Response::from_parts(parts, Body::from(body))
        }
        Err(error) => {
            tracing::error!(%error, "the body of the response could not be recased");
            envelope::internal()
        }
    }
}

//! Observing requests: request ids, the request log, metrics and panics.

use std::ops::Deref;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::Response;
use futures_util::FutureExt as _;
use tracing::{Instrument as _, Span, field};

use super::envelope;
use crate::server::account::Account;
use crate::server::execution::Outcome;
use crate::server::metrics::Metrics;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The value of `route` for a request that no route matches.
const NO_ROUTE: &str = "-";

/// The longest request id that is accepted from a client, in characters.
const MAX_REQUEST_ID: usize = 64;

/// Logs a request that is dropped before it is answered, because its client disconnected.
struct AnswerGuard {
    span: Span,
    started: Instant,
    answered: bool,
}

/// Assigns a request its id, logs its response and records it in the metrics.
///
/// Neither this function nor the handlers that it wraps are `async fn`: an `async fn` keeps its
/// arguments in addition to the future that it makes from them, so waiting requests would need
/// three times the memory.
pub fn observe<F: Future<Output = Response>>(
    metrics: Arc<Metrics>,
    request: Request,
    answer: impl FnOnce(Request) -> F,
) -> impl Future<Output = Response> {
    let in_flight = metrics.track_request();
    let id = request_id(request.headers());
    let method = request.method().clone();
    // The path may contain a token, so only the route's template is logged.
    let route = request.extensions().get::<MatchedPath>().cloned();
    // The level is ERROR so that every log filter keeps the request id.
    let span = tracing::error_span!(
        "request",
        id = id.to_str().unwrap_or_default(),
        %method,
        route = route.as_ref().map_or(NO_ROUTE, MatchedPath::as_str),
        organization = field::Empty,
        key = field::Empty,
        idempotency = field::Empty,
    );
    let guard = AnswerGuard {
        span: span.clone(),
        started: Instant::now(),
        answered: false,
    };
    let answer = answer_panic(Arc::clone(&metrics), answer(request)).map(move |mut response| {
        let _in_flight = in_flight;
        response.headers_mut().insert(REQUEST_ID, id);
        let status = response.status();
        let elapsed = guard.answered();
        metrics.record_response(
            route.as_ref().map_or(NO_ROUTE, MatchedPath::as_str),
            &method,
            status,
            elapsed.as_secs_f64(),
        );
        let elapsed_us = u64::try_from(elapsed.as_micros()).unwrap_or(u64::MAX);
        tracing::info!(status = status.as_u16(), elapsed_us, "answered");
        response
    });
    answer.instrument(span)
}

/// Adds the account of a request to its log lines.
pub fn record_account(account: &Account) {
    let span = Span::current();
    span.record("organization", &*account.organization);
    if let Some(id) = &account.key_id {
        span.record("key", &**id);
    }
}

/// Adds the outcome of a request with an idempotency key to its log lines and to the metrics.
pub fn record_outcome(metrics: &Metrics, outcome: &Outcome) {
    Span::current().record("idempotency", outcome.label());
    metrics.record_idempotency_outcome(outcome.label());
}

/// Returns the response of a handler, or a 500 if it panics.
pub fn answer_panic(
    metrics: impl Deref<Target = Metrics>,
    handler: impl Future<Output = Response>,
) -> impl Future<Output = Response> {
    catch_panic(metrics, handler).map(|response| {
        response.unwrap_or_else(|| {
            tracing::error!("a request handler panicked");
            envelope::internal()
        })
    })
}

/// Returns the output of a future, or `None` if it panics. The panic is counted here; the program's
/// panic hook logs its location.
pub fn catch_panic<T>(
    metrics: impl Deref<Target = Metrics>,
    future: impl Future<Output = T>,
) -> impl Future<Output = Option<T>> {
    // Unwind safety: the future is dropped, and the state that requests share stays consistent.
    AssertUnwindSafe(future).catch_unwind().map(move |output| {
        if output.is_err() {
            metrics.record_panic();
        }
        output.ok()
    })
}

/// Returns the client's request id if it is well-formed, and a new one otherwise.
fn request_id(headers: &HeaderMap) -> HeaderValue {
    let mut values = headers.get_all(REQUEST_ID).iter();
    match (values.next(), values.next()) {
        (Some(id), None) if is_request_id(id.as_bytes()) => id.clone(),
        _ => {
            let id = uuid::Uuid::now_v7().simple().to_string();
            HeaderValue::from_str(&id).expect("hexadecimal digits are a valid header value")
        }
    }
}

fn is_request_id(id: &[u8]) -> bool {
    (1..=MAX_REQUEST_ID).contains(&id.len())
        && id
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(byte))
}

impl AnswerGuard {
    /// Disarms the guard and returns how long the request took.
    fn answered(mut self) -> Duration {
        self.answered = true;
        self.started.elapsed()
    }
}

impl Drop for AnswerGuard {
    fn drop(&mut self) {
        if !self.answered {
            let _entered = self.span.enter();
            let elapsed_us = u64::try_from(self.started.elapsed().as_micros()).unwrap_or(u64::MAX);
            tracing::info!(elapsed_us, "not answered: the client disconnected");
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue};

    use super::{REQUEST_ID, request_id};

    #[test]
    fn a_well_formed_request_id_is_kept_and_any_other_is_replaced() {
        let with = |values: &[&str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(REQUEST_ID, HeaderValue::from_str(value).expect("a value"));
            }
            request_id(&headers).to_str().expect("text").to_owned()
        };
        let longest = "a".repeat(64);
        for id in ["Ab-9._", "0", &longest] {
            assert_eq!(with(&[id]), id);
        }
        let too_long = "a".repeat(65);
        for ids in [
            &[][..],
            &[""],
            &["a b"],
            &["a\tb"],
            &["a=b"],
            &["a\"b"],
            &[&too_long],
            &["a", "b"],
        ] {
            let made = with(ids);
            assert!(
                made.len() == 32 && !ids.contains(&made.as_str()),
                "{ids:?}: {made}"
            );
        }
    }
}

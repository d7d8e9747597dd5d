//! What is seen of every request: its id, one line in the log, and what is counted. And that a handler which panics is answered.

use std::ops::Deref;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use futures_util::FutureExt as _;
use tracing::{Instrument as _, Span, field};

use crate::server::account::Account;
use crate::server::gate::gate;
use crate::server::idempotency::Outcome;
use crate::server::metrics::{Metrics, outcome_word};
use crate::server::{Shared, envelope};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What stands for the route of a request that has none.
const NO_ROUTE: &str = "-";

/// The longest request id that is taken from a client, in characters.
const MAX_REQUEST_ID: usize = 64;

/// Writes a line when a request is dropped before it is answered, because its connection has ended.
struct Unanswered {
    span: Span,
    started: Instant,
    answered: bool,
}

/// Sees the requests that [`gate`] lets in or refuses.
pub(super) fn observe_gate(
    State(shared): State<Arc<Shared>>,
    request: Request,
    next: Next,
) -> impl Future<Output = Response> {
    observed(Arc::clone(&shared.metrics), request, |request| {
        gate(shared, request, next)
    })
}

/// Sees the requests that anybody may send.
pub(super) fn observe(
    State(shared): State<Arc<Shared>>,
    request: Request,
    next: Next,
) -> impl Future<Output = Response> {
    observed(Arc::clone(&shared.metrics), request, |request| {
        next.run(request)
    })
}

/// Gives a request its id and says what became of it.
///
/// Not an `async fn`, nor is what it is wrapped around: each would keep room for the request beside what it makes of it, and requests that
/// wait would take three times the memory.
fn observed<F: Future<Output = Response>>(
    metrics: Arc<Metrics>,
    request: Request,
    answer: impl FnOnce(Request) -> F,
) -> impl Future<Output = Response> {
    let in_flight = metrics.request();
    let id = request_id(request.headers());
    let method = request.method().clone();
    // The path as it was sent may hold a token, so that only the route's own is shown.
    let route = request.extensions().get::<MatchedPath>().cloned();
    // As an error, so that the lines of a request have its id whatever the log leaves out.
    let span = tracing::error_span!(
        "request",
        id = id.to_str().unwrap_or_default(),
        %method,
        route = route.as_ref().map_or(NO_ROUTE, MatchedPath::as_str),
        organization = field::Empty,
        key = field::Empty,
        idempotency = field::Empty,
    );
    let unanswered = Unanswered {
        span: span.clone(),
        started: Instant::now(),
        answered: false,
    };
    let answer = caught(Arc::clone(&metrics), answer(request)).map(move |mut response| {
        let _in_flight = in_flight;
        response.headers_mut().insert(REQUEST_ID, id);
        let status = response.status();
        let elapsed = unanswered.answered();
        metrics.answered(
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

/// Shows whose request this is in all of its lines.
pub(super) fn record_account(account: &Account) {
    let span = Span::current();
    span.record("organization", &*account.organization);
    if let Some(id) = &account.key_id {
        span.record("key", &**id);
    }
}

/// Shows and counts what became of a request with an idempotency key.
pub(super) fn record_outcome(metrics: &Metrics, outcome: &Outcome) {
    Span::current().record("idempotency", outcome_word(outcome));
    metrics.outcome(outcome);
}

/// The answer of a handler, also when it panics.
pub(super) fn caught(
    metrics: impl Deref<Target = Metrics>,
    handler: impl Future<Output = Response>,
) -> impl Future<Output = Response> {
    unless_it_panics(metrics, handler).map(|response| {
        response.unwrap_or_else(|| {
            tracing::error!("a handler panicked");
            envelope::internal()
        })
    })
}

/// What a future comes to. A panic is counted; where it was is what the program's panic hook says.
pub(super) fn unless_it_panics<T>(
    metrics: impl Deref<Target = Metrics>,
    future: impl Future<Output = T>,
) -> impl Future<Output = Option<T>> {
    // What a future that panicked leaves behind is its own: all that requests share keeps its rules by itself.
    AssertUnwindSafe(future).catch_unwind().map(move |done| {
        if done.is_err() {
            metrics.panicked();
        }
        done.ok()
    })
}

/// The id that the client gave, if it is well-formed; a new one otherwise.
fn request_id(headers: &HeaderMap) -> HeaderValue {
    let mut given = headers.get_all(REQUEST_ID).iter();
    match (given.next(), given.next()) {
        (Some(id), None) if is_request_id(id.as_bytes()) => id.clone(),
        _ => {
            let id = uuid::Uuid::now_v7().simple().to_string();
            HeaderValue::from_str(&id)
                .expect("hexadecimal digits can be the value of a header field")
        }
    }
}

fn is_request_id(id: &[u8]) -> bool {
    (1..=MAX_REQUEST_ID).contains(&id.len())
        && id
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(byte))
}

impl Unanswered {
    /// It is answered, after so much time.
    fn answered(mut self) -> Duration {
        self.answered = true;
        self.started.elapsed()
    }
}

impl Drop for Unanswered {
    fn drop(&mut self) {
        if !self.answered {
            let _entered = self.span.enter();
            let elapsed_us = u64::try_from(self.started.elapsed().as_micros()).unwrap_or(u64::MAX);
            tracing::info!(elapsed_us, "not answered: the connection has ended");
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue};

    use super::{REQUEST_ID, request_id};

    #[test]
    fn a_well_formed_id_is_kept_and_any_other_replaced() {
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

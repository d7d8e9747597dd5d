//! What the server counts, as Prometheus reads it. No label takes its values from a request: their number is bounded.

use std::sync::atomic::AtomicU64;

use axum::http::{Method, StatusCode};
use prometheus_client::encoding::{EncodeLabelSet, prometheus_text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};

use crate::server::idempotency::Outcome;
use crate::server::metered::OPERATIONS;

/// The media type of [`Metrics::encode`].
pub const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// The least upper bound of the buckets for durations, in seconds, and how many buckets there are, each up to twice as long as
/// the one before: up to 32.768 s.
const DURATIONS: (f64, u16) = (0.000_5, 17);

/// The metrics of one server, in a registry of their own.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    requests: Family<Answered, Counter>,
    durations: Family<Route, Histogram>,
    in_flight: Gauge,
    outcomes: Family<Idempotent, Counter>,
    rate_limited: Counter,
    store_errors: Family<Operation, Counter>,
    reaped: Counter,
    panics: Counter,
    connections: Gauge,
    resident: Gauge<u64, AtomicU64>,
}

/// Counts one in a gauge while it lives.
#[derive(Debug)]
pub struct Counted(Gauge);

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    route: String,
    method: &'static str,
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    route: String,
    method: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Idempotent {
    outcome: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Operation {
    operation: &'static str,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::default();
        let metrics = Self {
            requests: Family::default(),
            durations: Family::new_with_constructor(|| {
                Histogram::new(exponential_buckets(DURATIONS.0, 2.0, DURATIONS.1))
            }),
            in_flight: Gauge::default(),
            outcomes: Family::default(),
            rate_limited: Counter::default(),
            store_errors: Family::default(),
            reaped: Counter::default(),
            panics: Counter::default(),
            connections: Gauge::default(),
            resident: Gauge::default(),
            registry: Registry::default(),
        };
        // Counters get `_total` when they are written.
        registry.register(
            "verifa_build",
            "The program that runs",
            Info::new([("version", env!("CARGO_PKG_VERSION"))]),
        );
        registry.register(
            "verifa_http_requests",
            "Requests that were answered",
            metrics.requests.clone(),
        );
        let duration =
            "How long requests took, from the end of the head to the head of the response";
        registry.register_with_unit(
            "verifa_http_request_duration",
            duration,
            Unit::Seconds,
            metrics.durations.clone(),
        );
        registry.register(
            "verifa_http_requests_in_flight",
            "Requests that are being answered",
            metrics.in_flight.clone(),
        );
        registry.register(
            "verifa_idempotency_outcomes",
            "What became of requests with an idempotency key",
            metrics.outcomes.clone(),
        );
        registry.register(
            "verifa_rate_limited",
            "Requests over their key's limit",
            metrics.rate_limited.clone(),
        );
        registry.register(
            "verifa_store_errors",
            "Operations of the store that failed",
            metrics.store_errors.clone(),
        );
        registry.register(
            "verifa_reaped_slots",
            "Expired idempotency keys that were deleted",
            metrics.reaped.clone(),
        );
        registry.register(
            "verifa_panics",
            "Panics while a request was answered",
            metrics.panics.clone(),
        );
        registry.register(
            "verifa_open_connections",
            "Connections that are being served",
            metrics.connections.clone(),
        );
        if resident_bytes().is_some() {
            let resident = "Memory of the process that is in RAM";
            registry.register_with_unit(
                "process_resident_memory",
                resident,
                Unit::Bytes,
                metrics.resident.clone(),
            );
        }
        // All of them are there from the start, so that a rate can be computed over the first.
        for outcome in ["fresh", "replayed", "running", "mismatch"] {
            let _ = metrics.outcomes.get_or_create(&Idempotent { outcome });
        }
        for operation in OPERATIONS {
            let _ = metrics.store_errors.get_or_create(&Operation { operation });
        }
        Self {
            registry,
            ..metrics
        }
    }
}

impl Metrics {
    /// Everything in Prometheus's text format, version 0.0.4.
    pub fn encode(&self) -> String {
        if let Some(bytes) = resident_bytes() {
            self.resident.set(bytes);
        }
        let mut text = String::new();
        prometheus_text::encode(&mut text, &self.registry)
            .expect("writing to a String does not fail");
        text
    }

    /// Counts a request until the guard is dropped.
    pub fn request(&self) -> Counted {
        Counted::new(&self.in_flight)
    }

    /// Counts a connection until the guard is dropped.
    pub fn connection(&self) -> Counted {
        Counted::new(&self.connections)
    }

    /// A request was answered. `route` is the route's template, never the path of the request.
    pub fn answered(&self, route: &str, method: &Method, status: StatusCode, seconds: f64) {
        let method = label(method);
        self.requests
            .get_or_create(&Answered {
                route: route.to_owned(),
                method,
                status: status.as_u16(),
            })
            .inc();
        self.durations
            .get_or_create(&Route {
                route: route.to_owned(),
                method,
            })
            .observe(seconds);
    }

    /// A request with an idempotency key came to something.
    pub fn outcome(&self, outcome: &Outcome) {
        self.outcomes
            .get_or_create(&Idempotent {
                outcome: outcome_word(outcome),
            })
            .inc();
    }

    /// A request was over its key's limit.
    pub fn rate_limited(&self) {
        self.rate_limited.inc();
    }

    /// An operation of the store failed.
    pub fn store_error(&self, operation: &'static str) {
        self.store_errors
            .get_or_create(&Operation { operation })
            .inc();
    }

    /// Expired idempotency keys were deleted.
    pub fn reaped(&self, count: usize) {
        self.reaped.inc_by(u64::try_from(count).unwrap_or(u64::MAX));
    }

    /// A handler panicked.
    pub fn panicked(&self) {
        self.panics.inc();
    }
}

impl Counted {
    fn new(gauge: &Gauge) -> Self {
        gauge.inc();
        Self(gauge.clone())
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.dec();
    }
}

/// What became of a request with an idempotency key, in a word.
pub(super) fn outcome_word(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Fresh(_) => "fresh",
        Outcome::Replayed(_) => "replayed",
        Outcome::Running => "running",
        Outcome::Mismatch => "mismatch",
    }
}

/// Methods that clients make up are one label.
fn label(method: &Method) -> &'static str {
    const KNOWN: [(Method, &str); 9] = [
        (Method::GET, "GET"),
        (Method::HEAD, "HEAD"),
        (Method::POST, "POST"),
        (Method::PUT, "PUT"),
        (Method::PATCH, "PATCH"),
        (Method::DELETE, "DELETE"),
        (Method::OPTIONS, "OPTIONS"),
        (Method::TRACE, "TRACE"),
        (Method::CONNECT, "CONNECT"),
    ];
    KNOWN
        .iter()
        .find(|(known, _)| known == method)
        .map_or("other", |(_, label)| label)
}

/// How much memory the process has in RAM: the second figure of proc(5)'s `statm`, in pages.
fn resident_bytes() -> Option<u64> {
    let statm = std::fs::read_to_string("/proc/self/statm").ok()?;
    let pages: u64 = statm.split_ascii_whitespace().nth(1)?.parse().ok()?;
    pages.checked_mul(u64::try_from(rustix::param::page_size()).ok()?)
}

#[cfg(test)]
mod tests {
    use axum::http::{Method, StatusCode};

    use super::Metrics;

    #[test]
    fn everything_is_there_and_methods_are_bounded() {
        let metrics = Metrics::default();
        let connection = metrics.connection();
        for method in ["BREW", "WHEN"] {
            let method = Method::from_bytes(method.as_bytes()).expect("a method");
            metrics.answered("/a", &method, StatusCode::METHOD_NOT_ALLOWED, 0.003);
        }
        metrics.reaped(7);
        metrics.store_error("claim");
        let text = metrics.encode();
        for line in [
            "verifa_http_requests_total{route=\"/a\",method=\"other\",status=\"405\"} 2",
            "verifa_http_request_duration_seconds_bucket{route=\"/a\",method=\"other\",le=\"0.002\"} 0",
            "verifa_http_request_duration_seconds_bucket{route=\"/a\",method=\"other\",le=\"0.004\"} 2",
            "verifa_http_requests_in_flight 0",
            "verifa_idempotency_outcomes_total{outcome=\"mismatch\"} 0",
            "verifa_rate_limited_total 0",
            "verifa_store_errors_total{operation=\"claim\"} 1",
            "verifa_reaped_slots_total 7",
            "verifa_panics_total 0",
            "verifa_open_connections 1",
            concat!(
                "verifa_build_info{version=\"",
                env!("CARGO_PKG_VERSION"),
                "\"} 1"
            ),
        ] {
            assert!(
                text.lines().any(|found| found == line),
                "{line} is missing in:\n{text}"
            );
        }
        drop(connection);
        assert!(metrics.encode().contains("verifa_open_connections 0\n"));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn memory_is_that_of_this_process() {
        let bytes = super::resident_bytes().expect("Linux tells");
        assert!((1_000_000..100_000_000_000).contains(&bytes), "{bytes}");
    }
}

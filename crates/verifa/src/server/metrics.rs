//! Prometheus metrics of the server.
//!
//! No label takes its values from the text of a request, so the number of time series is bounded.

use std::sync::atomic::AtomicU64;

use axum::http::{Method, StatusCode};
use prometheus_client::encoding::{EncodeLabelSet, prometheus_text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};

/// The media type of [`Metrics::encode`].
pub const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// The values of the label `operation`.
pub const STORE_OPERATIONS: [&str; 15] = [
    "create",
    "find",
    "claim",
    "complete",
    "release",
    "capture",
    "reap",
    "check",
    "take",
    "keep",
    "confirm",
    "find_key",
    "add_key",
    "list_keys",
    "revoke_key",
];

/// The values of the label `outcome`.
pub const IDEMPOTENCY_OUTCOMES: [&str; 4] = ["fresh", "replayed", "running", "mismatch"];

/// The upper bound of the first duration bucket, in seconds.
const FIRST_DURATION_BUCKET: f64 = 0.000_5;

/// The number of duration buckets. Each is twice as wide as the one before; the last ends at
/// 32.768 s.
const DURATION_BUCKETS: u16 = 17;

/// The metrics of one server, in a registry of their own.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    requests: Family<RequestLabels, Counter>,
    durations: Family<RouteLabels, Histogram>,
    in_flight: Gauge,
    outcomes: Family<OutcomeLabels, Counter>,
    rate_limited: Counter,
    store_errors: Family<OperationLabels, Counter>,
    deleted_slots: Counter,
    panics: Counter,
    connections: Gauge,
    resident: Gauge<u64, AtomicU64>,
}

/// Increments a gauge, and decrements it when dropped.
#[derive(Debug)]
pub struct GaugeGuard(Gauge);

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    route: String,
    method: &'static str,
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RouteLabels {
    route: String,
    method: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OutcomeLabels {
    outcome: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OperationLabels {
    operation: &'static str,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut metrics = Self {
            registry: Registry::default(),
            requests: Family::default(),
            durations: Family::new_with_constructor(|| {
                Histogram::new(exponential_buckets(
                    FIRST_DURATION_BUCKET,
                    2.0,
                    DURATION_BUCKETS,
                ))
            }),
            in_flight: Gauge::default(),
            outcomes: Family::default(),
            rate_limited: Counter::default(),
            store_errors: Family::default(),
            deleted_slots: Counter::default(),
            panics: Counter::default(),
            connections: Gauge::default(),
            resident: Gauge::default(),
        };
        // The text format appends `_total` to the names of counters.
        metrics.register_requests();
        metrics.register_idempotency();
        metrics.register_process();
        metrics.initialize_series();
        metrics
    }
}

impl Metrics {
    fn register_requests(&mut self) {
        self.registry.register(
            "verifa_http_requests",
            "Answered requests",
            self.requests.clone(),
        );
        self.registry.register_with_unit(
            "verifa_http_request_duration",
            "Time from the end of a request's head to the head of its response",
            Unit::Seconds,
            self.durations.clone(),
        );
        self.registry.register(
            "verifa_http_requests_in_flight",
            "Requests in progress",
            self.in_flight.clone(),
        );
        self.registry.register(
            "verifa_rate_limited",
            "Requests rejected by the rate limit",
            self.rate_limited.clone(),
        );
        self.registry.register(
            "verifa_panics",
            "Panics of request handlers",
            self.panics.clone(),
        );
        self.registry.register(
            "verifa_open_connections",
            "Open connections",
            self.connections.clone(),
        );
    }

    fn register_idempotency(&mut self) {
        self.registry.register(
            "verifa_idempotency_outcomes",
            "Outcomes of requests with an idempotency key",
            self.outcomes.clone(),
        );
        self.registry.register(
            "verifa_store_errors",
            "Failed store operations",
            self.store_errors.clone(),
        );
        self.registry.register(
            "verifa_reaped_slots",
            "Deleted expired idempotency keys",
            self.deleted_slots.clone(),
        );
    }

    fn register_process(&mut self) {
        self.registry.register(
            "verifa_build",
            "Version of the running program",
            Info::new([("version", env!("CARGO_PKG_VERSION"))]),
        );
        if resident_bytes().is_some() {
            self.registry.register_with_unit(
                "process_resident_memory",
                "Resident memory of the process",
                Unit::Bytes,
                self.resident.clone(),
            );
        }
    }

    /// Creates all series with the value 0, so that a rate can be computed over the first event.
    fn initialize_series(&self) {
        for outcome in IDEMPOTENCY_OUTCOMES {
            let _ = self.outcomes.get_or_create(&OutcomeLabels { outcome });
        }
        for operation in STORE_OPERATIONS {
            let _ = self
                .store_errors
                .get_or_create(&OperationLabels { operation });
        }
    }

    /// Encodes all metrics in Prometheus' text format, version 0.0.4.
    pub fn encode(&self) -> String {
        if let Some(bytes) = resident_bytes() {
            self.resident.set(bytes);
        }
        let mut text = String::new();
        prometheus_text::encode(&mut text, &self.registry)
            .expect("writing to a String does not fail");
        text
    }

    /// Counts a request as in flight until the guard is dropped.
    pub fn track_request(&self) -> GaugeGuard {
        GaugeGuard::new(&self.in_flight)
    }

    /// Counts a connection as open until the guard is dropped.
    pub fn track_connection(&self) -> GaugeGuard {
        GaugeGuard::new(&self.connections)
    }

    /// Records an answered request. `route` is the route's template, never the request's path.
    pub fn record_response(&self, route: &str, method: &Method, status: StatusCode, seconds: f64) {
        let method = method_label(method);
        self.requests
            .get_or_create(&RequestLabels {
                route: route.to_owned(),
                method,
                status: status.as_u16(),
            })
            .inc();
        self.durations
            .get_or_create(&RouteLabels {
                route: route.to_owned(),
                method,
            })
            .observe(seconds);
    }

    /// Records the outcome of a request with an idempotency key: one of [`IDEMPOTENCY_OUTCOMES`].
    pub fn record_idempotency_outcome(&self, outcome: &'static str) {
        debug_assert!(
            IDEMPOTENCY_OUTCOMES.contains(&outcome),
            "unknown outcome {outcome}"
        );
        self.outcomes
            .get_or_create(&OutcomeLabels { outcome })
            .inc();
    }

    /// Records a request that the rate limit rejected.
    pub fn record_rate_limited(&self) {
        self.rate_limited.inc();
    }

    /// Records a failed store operation: one of [`STORE_OPERATIONS`].
    pub fn record_store_error(&self, operation: &'static str) {
        debug_assert!(
            STORE_OPERATIONS.contains(&operation),
            "unknown store operation {operation}"
        );
        self.store_errors
            .get_or_create(&OperationLabels { operation })
            .inc();
    }

    /// Records the deletion of expired idempotency keys.
    pub fn record_deleted_slots(&self, count: usize) {
        self.deleted_slots
            .inc_by(u64::try_from(count).unwrap_or(u64::MAX));
    }

    /// Records a panic of a request handler.
    pub fn record_panic(&self) {
        self.panics.inc();
    }
}

impl GaugeGuard {
    fn new(gauge: &Gauge) -> Self {
        gauge.inc();
        Self(gauge.clone())
    }
}

impl Drop for GaugeGuard {
    fn drop(&mut self) {
        self.0.dec();
    }
}

/// Returns the label of a method. Unknown methods share one label, because clients can invent them.
fn method_label(method: &Method) -> &'static str {
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

/// Returns the resident memory of this process in bytes, where `/proc/self/statm` exists. Its
/// second field is the number of resident pages (proc(5)).
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
    fn all_series_exist_and_unknown_methods_share_a_label() {
        let metrics = Metrics::default();
        let connection = metrics.track_connection();
        for method in ["BREW", "WHEN"] {
            let method = Method::from_bytes(method.as_bytes()).expect("a method");
            metrics.record_response("/a", &method, StatusCode::METHOD_NOT_ALLOWED, 0.003);
        }
        metrics.record_deleted_slots(7);
        metrics.record_store_error("claim");
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
    fn resident_memory_is_plausible() {
        let bytes = super::resident_bytes().expect("`statm` on Linux");
        assert!((1_000_000..100_000_000_000).contains(&bytes), "{bytes}");
    }
}

//! Alternating turns of several contenders, so that a slow phase of the machine affects all of
//! them.

use std::net::SocketAddr;

use super::Parameters;
use super::load::{Keys, Load, Measurement, run};
use super::statistics::median;
use crate::Result;
use crate::http_connection::RequestTemplate;

/// A server and the requests that it gets.
pub(super) struct Contender {
    pub(super) name: &'static str,
    pub(super) address: SocketAddr,
    pub(super) template: RequestTemplate,
    pub(super) keys: Keys,
}

/// The medians of a contender's turns.
pub(super) struct Summary {
    pub(super) name: &'static str,
    /// The number of responses per second.
    pub(super) rate: f64,
    pub(super) lowest_rate: f64,
    pub(super) highest_rate: f64,
    /// The median latency, in microseconds.
    pub(super) p50: f64,
    /// The 99th percentile of the latency, in microseconds.
    pub(super) p99: f64,
    /// The rate relative to that of the first contender in the same round; the median of the
    /// rounds.
    pub(super) rate_ratio: f64,
    /// The p50 relative to that of the first contender in the same round; the median of the rounds.
    pub(super) p50_ratio: f64,
}

/// Gives each contender its turns, after one more turn as a warm-up.
pub(super) async fn alternate(
    contenders: &[Contender],
    connections: usize,
    parameters: &Parameters,
) -> Result<Vec<Summary>> {
    let mut measurements: Vec<Vec<Measurement>> = contenders.iter().map(|_| Vec::new()).collect();
    for round in 0..=parameters.rounds {
        for (contender, measurements) in contenders.iter().zip(&mut measurements) {
            let load = Load {
                address: contender.address,
                template: contender.template.clone(),
                keys: contender.keys,
                connections,
                turn: parameters.turn,
            };
            let measurement = run(load)
                .await
                .map_err(|error| format!("{}: {error}", contender.name))?;
            if round > 0 {
                measurements.push(measurement);
            }
        }
    }
    let first = measurements.first().map(Vec::as_slice).unwrap_or_default();
    Ok(contenders
        .iter()
        .zip(&measurements)
        .map(|(contender, own)| summarize(contender.name, own, first))
        .collect())
}

fn summarize(name: &'static str, own: &[Measurement], first: &[Measurement]) -> Summary {
    let median_of = |value: fn(&Measurement) -> f64| median(own.iter().map(value).collect());
    // Values of the same round are compared, so that a slow phase of the machine affects both.
    let median_ratio = |value: fn(&Measurement) -> f64| {
        median(
            own.iter()
                .zip(first)
                .map(|(own, first)| value(own) / value(first))
                .collect(),
        )
    };
    let rates = || own.iter().map(|measurement| measurement.rate);
    Summary {
        name,
        rate: median_of(|measurement| measurement.rate),
        lowest_rate: rates().fold(f64::INFINITY, f64::min),
        highest_rate: rates().fold(0.0, f64::max),
        p50: median_of(|measurement| measurement.p50),
        p99: median_of(|measurement| measurement.p99),
        rate_ratio: median_ratio(|measurement| measurement.rate),
        p50_ratio: median_ratio(|measurement| measurement.p50),
    }
}

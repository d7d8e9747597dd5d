//! Turns of several contenders, one after the other and again, so that a slow minute of the machine meets all of them.

use std::net::SocketAddr;

use super::Parameters;
use super::generator::{Figures, Keys, Shot, fire};
use crate::Result;
use crate::wire::Template;

/// Somebody who answers.
pub(super) struct Contender {
    pub(super) name: &'static str,
    pub(super) address: SocketAddr,
    pub(super) template: Template,
    pub(super) keys: Keys,
}

/// The medians of a contender's rounds.
pub(super) struct Summary {
    pub(super) name: &'static str,
    /// Answers a second.
    pub(super) rate: f64,
    /// The least of its rounds.
    pub(super) least: f64,
    /// The most of its rounds.
    pub(super) most: f64,
    /// Microseconds.
    pub(super) p50: f64,
    /// Microseconds.
    pub(super) p99: f64,
    /// Its rate, as a part of what the first contender had in the same round; the median of the rounds.
    pub(super) of_first_rate: f64,
    /// Its p50, as a multiple of the first contender's in the same round; the median of the rounds.
    pub(super) of_first_p50: f64,
}

/// Gives each contender its turns, one more to warm up that does not count.
pub(super) async fn alternate(
    contenders: &[Contender],
    connections: usize,
    parameters: &Parameters,
) -> Result<Vec<Summary>> {
    let mut figures: Vec<Vec<Figures>> = contenders.iter().map(|_| Vec::new()).collect();
    for round in 0..=parameters.rounds {
        for (contender, figures) in contenders.iter().zip(&mut figures) {
            let seen = fire(Shot::of(contender, connections, parameters.turn))
                .await
                .map_err(|error| format!("{}: {error}", contender.name))?;
            if round > 0 {
                figures.push(seen);
            }
        }
    }
    let first = figures.first().map(Vec::as_slice).unwrap_or_default();
    Ok(contenders
        .iter()
        .zip(&figures)
        .map(|(contender, figures)| summarize(contender.name, figures, first))
        .collect())
}

fn summarize(name: &'static str, figures: &[Figures], first: &[Figures]) -> Summary {
    let median_of = |of: fn(&Figures) -> f64| median(figures.iter().map(of).collect());
    // Of the same round, so that what slows down the machine for a while is on both sides.
    let of_first = |of: fn(&Figures) -> f64| {
        median(
            figures
                .iter()
                .zip(first)
                .map(|(own, first)| of(own) / of(first))
                .collect(),
        )
    };
    let rates = || figures.iter().map(|figures| figures.rate);
    Summary {
        name,
        rate: median_of(|figures| figures.rate),
        least: rates().fold(f64::INFINITY, f64::min),
        most: rates().fold(0.0, f64::max),
        p50: median_of(|figures| figures.p50),
        p99: median_of(|figures| figures.p99),
        of_first_rate: of_first(|figures| figures.rate),
        of_first_p50: of_first(|figures| figures.p50),
    }
}

/// The middle of some figures, 0 of none.
pub(crate) fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    let middle = figures.len() / 2;
    let upper = figures.get(middle).copied().unwrap_or_default();
    if figures.len() % 2 == 1 {
        upper
    } else {
        (figures
            .get(middle.wrapping_sub(1))
            .copied()
            .unwrap_or(upper)
            + upper)
            / 2.0
    }
}

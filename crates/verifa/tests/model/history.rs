//! Histories: requests that arrive, go on step by step, are sent again, and die, while the clock jumps.

use proptest::prelude::*;
use proptest::sample::Index;

/// What happens next.
#[derive(Clone, Debug)]
pub enum Step {
    /// A request arrives.
    Arrive(Request),
    /// A request arrives a second time: its client heard nothing, or the network delivered it twice.
    Again(Index),
    /// A request that is at work does its next step.
    Go(Index),
    /// The process of a request dies, here.
    Crash(Index),
    /// All processes die.
    Outage,
    /// What the store does next is done, and its answer is lost: whoever asked hears of a failure.
    Deafen,
    /// The clock moves by so many milliseconds.
    Clock(i64),
    /// Expired slots are deleted.
    Reap,
}

/// A request, by numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Request {
    /// Which of the accounts: two organizations, two environments.
    pub account: u8,
    /// Which idempotency key; none for one without.
    pub key: Option<u8>,
    pub body: u8,
    pub version: u8,
}

const DAY: i64 = 24 * 60 * 60 * 1_000;

pub fn histories() -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec(step(), 1..40)
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => request().prop_map(Step::Arrive),
        4 => any::<Index>().prop_map(Step::Again),
        16 => any::<Index>().prop_map(Step::Go),
        2 => any::<Index>().prop_map(Step::Crash),
        1 => Just(Step::Outage),
        1 => Just(Step::Deafen),
        3 => prop_oneof![
            4 => 0_i64..12_000,
            2 => -12_000_i64..0,
            1 => prop::sample::select(vec![DAY, DAY - 1, DAY + 1, -DAY, 4_999, 5_000, 5_001, 10_000, 10_001]),
        ].prop_map(Step::Clock),
        1 => Just(Step::Reap),
    ]
}

fn request() -> impl Strategy<Value = Request> {
    let key = prop_oneof![1 => Just(None), 6 => (0_u8..2).prop_map(Some)];
    (0_u8..4, key, 0_u8..2, 0_u8..10).prop_map(|(account, key, body, version)| Request {
        account,
        key,
        body,
        version: version / 9,
    })
}

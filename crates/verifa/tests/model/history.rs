//! Histories: requests that arrive, proceed step by step, are repeated and crash, while the clock
//! jumps.

use proptest::prelude::*;
use proptest::sample::Index;

/// An event of a history.
#[derive(Clone, Debug)]
pub enum Step {
    /// A request arrives.
    Arrive(Request),
    /// A request arrives again: its client repeats it, or the network duplicated it.
    Repeat(Index),
    /// A request in progress takes its next step.
    Proceed(Index),
    /// The process of a request crashes.
    Crash(Index),
    /// All processes crash.
    CrashAll,
    /// The next operation of the store is committed but reports an error.
    LoseResult,
    /// The clock moves by this number of milliseconds.
    Clock(i64),
    /// Expired slots are deleted.
    Reap,
}

/// A request, by the numbers of its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Request {
    /// The account: two organizations with two environments each.
    pub account: u8,
    /// The idempotency key; `None` for a request without one.
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
        4 => any::<Index>().prop_map(Step::Repeat),
        16 => any::<Index>().prop_map(Step::Proceed),
        2 => any::<Index>().prop_map(Step::Crash),
        1 => Just(Step::CrashAll),
        1 => Just(Step::LoseResult),
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

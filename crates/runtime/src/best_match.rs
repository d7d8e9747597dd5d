//! Unions whose branches nothing tells apart: each is tried, and the one that keeps the most of the value is taken.

use std::cell::Cell;
use std::collections::BTreeSet;

use serde::de::DeserializeOwned;
use serde::ser::Serialize;
use serde_json::Value;

use crate::buffer;
use crate::json::{ValueError, escape_token, is_same};

/// How much may be tried for one value: so many values for each value in it, and some more. A branch that holds unions is tried with all
/// of theirs, and trials inside trials multiply; what costs more is a value of no known branch.
const WORK: (usize, usize) = (128, 256);

/// How many branches a message names, and how much of what each of them says.
const SHOWN: (usize, usize) = (8, 200);

thread_local! {
    static RUNNING: Running = const { Running { trials: Cell::new(0), left: Cell::new(0), doubts: Cell::new(0) } };
}

/// The trials that are running, one in another.
struct Running {
    trials: Cell<usize>,
    /// How many values may still be tried.
    left: Cell<usize>,
    /// How many values were read that the document does not know.
    doubts: Cell<usize>,
}

/// A value that is being read as one branch of a union after the other.
#[derive(Debug)]
pub struct Candidates<'v, U> {
    value: &'v Value,
    size: usize,
    best: Option<Reading<U>>,
    /// What all readings lose: nobody knows it.
    unknown: Option<BTreeSet<String>>,
    /// What each branch says, where that is asked for.
    said: Option<Vec<(&'static str, String)>>,
}

/// The value as a branch.
#[derive(Debug)]
struct Reading<U> {
    /// Where the value has something that the branch does not keep.
    lost: BTreeSet<String>,
    doubts: usize,
    union: U,
}

/// Reads a value as the branch of a union that loses the least of it, and of those as the one that knows the most of its values; none if
/// it fits no branch, or if each of those that it fits loses something that another one keeps.
pub fn best_match<U>(value: &Value, branches: impl FnOnce(&mut Candidates<'_, U>)) -> Option<U> {
    let mut trial = Candidates::begin(value, false);
    branches(&mut trial);
    let union = trial.end();
    if union.is_none() {
        doubt();
    }
    union
}

/// Why a value is of no branch of the union of this name: what each of them says.
pub fn mismatch<U>(
    name: &str,
    value: &Value,
    branches: impl FnOnce(&mut Candidates<'_, U>),
) -> ValueError {
    let mut trial = Candidates::begin(value, true);
    branches(&mut trial);
    let said = trial.said.take().unwrap_or_default();
    trial.end();
    let mut text = format!("no branch of {name} fits");
    for (index, (branch, why)) in said.iter().take(SHOWN.0).enumerate() {
        text.push_str(if index == 0 { ": " } else { "; " });
        text.push_str(branch);
        text.push_str(": ");
        text.extend(why.chars().take(SHOWN.1));
    }
    if said.len() > SHOWN.0 {
        text.push_str(&format!("; and {} more", said.len() - SHOWN.0));
    }
    ValueError::new(text)
}

/// Says that a value was read that the document does not know, so that a branch that knows it is preferred.
pub fn doubt() {
    RUNNING.with(|running| running.doubts.set(running.doubts.get().saturating_add(1)));
}

/// Whether it matters what a text holds: branches are being tried.
pub(crate) fn is_running() -> bool {
    RUNNING.with(|running| running.trials.get() > 0)
}

impl<'v, U> Candidates<'v, U> {
    /// The outermost trial says how much may be tried.
    fn begin(value: &'v Value, explains: bool) -> Self {
        let size = size(value);
        RUNNING.with(|running| {
            if running.trials.get() == 0 {
                running
                    .left
                    .set(size.saturating_mul(WORK.0).saturating_add(WORK.1));
                running.doubts.set(0);
            }
            running.trials.set(running.trials.get() + 1);
        });
        Self {
            value,
            size,
            best: None,
            unknown: None,
            said: explains.then(Vec::new),
        }
    }

    /// Reads the value as a branch that needs some members.
    pub fn variant<T: DeserializeOwned + Serialize>(
        &mut self,
        name: &'static str,
        needed: &[&str],
        make: impl FnOnce(T) -> U,
    ) {
        if self
            .best
            .as_ref()
            .is_some_and(|best| best.lost.is_empty() && best.doubts == 0)
        {
            return;
        }
        if let Some(missing) = missing(self.value, needed) {
            return self.say(name, || missing);
        }
        if !spend(self.size) {
            return self.say(name, || "not tried: the value is too complex".to_owned());
        }
        let before = RUNNING.with(|running| running.doubts.replace(0));
        let read = T::deserialize(self.value);
        let doubts = RUNNING.with(|running| running.doubts.replace(before));
        let encoded =
            read.and_then(|branch| serde_json::to_value(&branch).map(|encoded| (branch, encoded)));
        match encoded {
            Ok((branch, encoded)) => {
                let mut lost = BTreeSet::new();
                compare(self.value, &encoded, &mut String::new(), &mut lost);
                // Structs read lists, and floats integers that they do not hold.
                if lost.contains("") {
                    return self.say(name, || "does not keep the value".to_owned());
                }
                self.say(name, || {
                    format!(
                        "does not keep {}",
                        lost.iter()
                            .map(String::as_str)
                            .collect::<Vec<_>>()
                            .join(", ")
                    )
                });
                self.consider(Reading {
                    lost,
                    doubts,
                    union: make(branch),
                });
            }
            Err(error) => {
                let value = self.value;
                self.say(name, || {
                    buffer::typed::<T>(value)
                        .err()
                        .map_or_else(|| error.to_string(), |located| located.to_string())
                });
            }
        }
    }

    fn consider(&mut self, reading: Reading<U>) {
        match &mut self.unknown {
            Some(unknown) => unknown.retain(|place| reading.lost.contains(place)),
            None => self.unknown = Some(reading.lost.clone()),
        }
        let rank = |reading: &Reading<U>| (reading.lost.len(), reading.doubts);
        if self
            .best
            .as_ref()
            .is_none_or(|best| rank(&reading) < rank(best))
        {
            self.best = Some(reading);
        }
    }

    fn say(&mut self, name: &'static str, why: impl FnOnce() -> String) {
        if let Some(said) = &mut self.said {
            said.push((name, why()));
        }
    }

    fn end(&mut self) -> Option<U> {
        let best = self.best.take()?;
        if self.unknown.as_ref() != Some(&best.lost) {
            return None;
        }
        RUNNING.with(|running| {
            running
                .doubts
                .set(running.doubts.get().saturating_add(best.doubts))
        });
        Some(best.union)
    }
}

impl<U> Drop for Candidates<'_, U> {
    fn drop(&mut self) {
        RUNNING.with(|running| running.trials.set(running.trials.get().saturating_sub(1)));
    }
}

/// Whether so many values may still be tried.
fn spend(values: usize) -> bool {
    RUNNING.with(|running| {
        let left = running.left.get().checked_sub(values);
        running.left.set(left.unwrap_or(0));
        left.is_some()
    })
}

/// What is said of a value without the members that a branch needs.
fn missing(value: &Value, needed: &[&str]) -> Option<String> {
    if needed.is_empty() {
        return None;
    }
    let Some(members) = value.as_object() else {
        return Some("expected an object".to_owned());
    };
    needed
        .iter()
        .find(|key| !members.contains_key(**key))
        .map(|key| format!("missing field `{key}`"))
}

/// How many values there are in a value, itself among them.
fn size(value: &Value) -> usize {
    match value {
        Value::Array(elements) => elements.iter().map(size).sum::<usize>() + 1,
        Value::Object(members) => members.values().map(size).sum::<usize>() + 1,
        _ => 1,
    }
}

/// The places where the value has something that is not in the other one.
fn compare(value: &Value, other: &Value, place: &mut String, lost: &mut BTreeSet<String>) {
    let length = place.len();
    match (value, other) {
        (Value::Object(members), Value::Object(others)) => {
            for (name, member) in members {
                place.push('/');
                place.push_str(&escape_token(name));
                match others.get(name) {
                    Some(other) => compare(member, other, place, lost),
                    None => {
                        lost.insert(place.clone());
                    }
                }
                place.truncate(length);
            }
        }
        (Value::Array(elements), Value::Array(others)) if elements.len() == others.len() => {
            for (index, (element, other)) in elements.iter().zip(others).enumerate() {
                place.push('/');
                place.push_str(&index.to_string());
                compare(element, other, place, lost);
                place.truncate(length);
            }
        }
        (value, other) => {
            if !is_same(value, other) {
                lost.insert(place.clone());
            }
        }
    }
}

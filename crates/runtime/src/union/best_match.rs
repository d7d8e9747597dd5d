use std::collections::BTreeSet;

use serde_json::Value;

use super::{Undecided, search};
use crate::json::{FromJson, ToJson, ValueError, abbreviate, escape_token, is_equal, parse, write};

/// The maximum number of variants that a mismatch message names.
const MAX_VARIANTS_SHOWN: usize = 8;
/// The maximum length of the reason for each variant in the message, in characters.
const MAX_REASON_LENGTH: usize = 2000;

/// The variants of a union as candidates for a value. Each call of [`Candidates::variant`] tries
/// one.
#[derive(Debug)]
pub struct Candidates<'v, U> {
    text: Undecided<'v>,
    value: &'v Value,
    size: usize,
    best: Option<Reading<U>>,
    /// The JSON pointers of the values that every reading so far loses.
    lost_by_all: Option<BTreeSet<String>>,
    /// The reason why each variant does not match, if the caller asked for reasons.
    reasons: Option<Vec<(&'static str, String)>>,
}

/// The value read as one variant.
#[derive(Debug)]
struct Reading<U> {
    /// The JSON pointers of values that the variant does not keep.
    lost: BTreeSet<String>,
    /// The number of values of the reading that an enumeration does not list or that have a wrong
    /// format.
    unrecognized: usize,
    union: U,
}

/// Reads a value as the variant that loses the least of the value when it is written again. Of
/// several such variants, selects the one with the fewest unrecognized values.
///
/// Returns what `otherwise` returns if no variant fits, or if each fitting variant loses a part of
/// the value that another variant keeps.
///
/// # Errors
/// If an object contains a key twice, or `otherwise` fails.
pub fn best_match<U>(
    text: Undecided<'_>,
    try_variants: impl FnOnce(&mut Candidates<'_, U>),
    otherwise: impl FnOnce(Value) -> Result<U, ValueError>,
) -> Result<U, ValueError> {
    let value = text.parse()?;
    let mut candidates = Candidates::begin(text, &value, false);
    try_variants(&mut candidates);
    let is_shallow = candidates.text.check_depth();
    let union = candidates.end();
    drop(candidates);
    // A variant that was not read completely says nothing about the value.
    is_shallow?;
    union.map_or_else(
        || {
            search::record_unrecognized();
            otherwise(value)
        },
        Ok,
    )
}

/// Returns an error that explains why a value matches no variant of the union called `name`.
pub fn mismatch<U>(
    name: &str,
    value: &Value,
    try_variants: impl FnOnce(&mut Candidates<'_, U>),
) -> ValueError {
    let mut message = format!("no variant of {name} matches");
    // A search only needs to know that the value is not recognized; reasons are expensive.
    if search::is_selecting() {
        return ValueError::new(message);
    }
    let text = value.to_string();
    let mut candidates = Candidates::begin(Undecided::new(&text), value, true);
    try_variants(&mut candidates);
    let reasons = candidates.reasons.take().unwrap_or_default();
    candidates.end();
    for (variant, reason) in reasons.iter().take(MAX_VARIANTS_SHOWN) {
        message.push_str("\n  ");
        message.push_str(variant);
        message.push_str(": ");
        message.push_str(&abbreviate(reason, MAX_REASON_LENGTH).replace('\n', "\n  "));
    }
    if reasons.len() > MAX_VARIANTS_SHOWN {
        message.push_str(&format!(
            "\n  and {} more",
            reasons.len() - MAX_VARIANTS_SHOWN
        ));
    }
    ValueError::new(message)
}

impl<'v, U> Candidates<'v, U> {
    fn begin(text: Undecided<'v>, value: &'v Value, with_reasons: bool) -> Self {
        let size = size(value);
        search::begin(size, with_reasons);
        Self {
            text,
            value,
            size,
            best: None,
            lost_by_all: None,
            reasons: with_reasons.then(Vec::new),
        }
    }

    /// Reads the value as the type `T` of a variant that requires these keys.
    pub fn variant<T: FromJson + ToJson>(
        &mut self,
        name: &'static str,
        required_keys: &[&str],
        variant: impl FnOnce(T) -> U,
    ) {
        if let Some(missing) = missing_key(self.value, required_keys) {
            return self.explain(name, || missing);
        }
        self.try_variant(name, variant, |_| None);
    }

    /// Reads the value as the type `T` of a variant that is an open union. The value does not match
    /// if no variant of that union does, for which `mismatch` returns the reasons.
    pub fn union<T: FromJson + ToJson>(
        &mut self,
        name: &'static str,
        variant: impl FnOnce(T) -> U,
        mismatch: impl FnOnce(&T) -> Option<ValueError>,
    ) {
        self.try_variant(name, variant, mismatch);
    }

    fn try_variant<T: FromJson + ToJson>(
        &mut self,
        name: &'static str,
        variant: impl FnOnce(T) -> U,
        mismatch: impl FnOnce(&T) -> Option<ValueError>,
    ) {
        if self
            .best
            .as_ref()
            .is_some_and(|best| best.lost.is_empty() && best.unrecognized == 0)
        {
            return;
        }
        if !search::spend(self.size) {
            return self.explain(name, || "not tried, the value is too complex".to_owned());
        }
        if self.text.check_depth().is_err() {
            return;
        }
        let (read, unrecognized) = search::count_unrecognized(|| self.text.read::<T>());
        let encoded = read.and_then(|read| encode(&read).map(|encoded| (read, encoded)));
        match encoded {
            Ok((read, encoded)) => {
                if let Some(mismatch) = mismatch(&read) {
                    return self.explain(name, || mismatch.to_string());
                }
                let mut lost = BTreeSet::new();
                collect_lost(self.value, &encoded, &mut String::new(), &mut lost);
                // Floats can be read from integers that they cannot hold, and structs with serde's
                // derives from arrays.
                if lost.contains("") {
                    return self.explain(name, || "does not keep the value".to_owned());
                }
                self.explain(name, || {
                    let lost: Vec<&str> = lost.iter().map(String::as_str).collect();
                    format!("does not keep {}", lost.join(", "))
                });
                self.consider(Reading {
                    lost,
                    unrecognized,
                    union: variant(read),
                });
            }
            Err(error) => self.explain(name, || error.to_string()),
        }
    }

    fn consider(&mut self, reading: Reading<U>) {
        match &mut self.lost_by_all {
            Some(lost) => lost.retain(|pointer| reading.lost.contains(pointer)),
            None => self.lost_by_all = Some(reading.lost.clone()),
        }
        let rank = |reading: &Reading<U>| (reading.lost.len(), reading.unrecognized);
        if self
            .best
            .as_ref()
            .is_none_or(|best| rank(&reading) < rank(best))
        {
            self.best = Some(reading);
        }
    }

    fn explain(&mut self, name: &'static str, reason: impl FnOnce() -> String) {
        if let Some(reasons) = &mut self.reasons {
            reasons.push((name, reason()));
        }
    }

    fn end(&mut self) -> Option<U> {
        let best = self.best.take()?;
        if self.lost_by_all.as_ref() != Some(&best.lost) {
            return None;
        }
        search::add_unrecognized(best.unrecognized);
        Some(best.union)
    }
}

impl<U> Drop for Candidates<'_, U> {
    fn drop(&mut self) {
        search::end();
    }
}

/// Writes a value and reads it as any value.
fn encode<T: ToJson>(value: &T) -> Result<Value, ValueError> {
    let text = write(value).map_err(ValueError::new)?;
    parse(&text)
}

/// Returns the mismatch of a value that is not an object or lacks a required key.
fn missing_key(value: &Value, required_keys: &[&str]) -> Option<String> {
    if required_keys.is_empty() {
        return None;
    }
    let Some(properties) = value.as_object() else {
        return Some("expected an object".to_owned());
    };
    required_keys
        .iter()
        .find(|key| !properties.contains_key(**key))
        .map(|key| format!("missing field `{key}`"))
}

/// Returns the number of values in a value, itself included.
fn size(value: &Value) -> usize {
    match value {
        Value::Array(elements) => elements.iter().map(size).sum::<usize>() + 1,
        Value::Object(properties) => properties.values().map(size).sum::<usize>() + 1,
        _ => 1,
    }
}

/// Collects the pointers of the parts of `value` that `other` lacks.
fn collect_lost(value: &Value, other: &Value, pointer: &mut String, lost: &mut BTreeSet<String>) {
    let length = pointer.len();
    match (value, other) {
        (Value::Object(properties), Value::Object(others)) => {
            for (name, property) in properties {
                pointer.push('/');
                pointer.push_str(&escape_token(name));
                match others.get(name) {
                    Some(other) => collect_lost(property, other, pointer, lost),
                    None => {
                        lost.insert(pointer.clone());
                    }
                }
                pointer.truncate(length);
            }
        }
        (Value::Array(elements), Value::Array(others)) if elements.len() == others.len() => {
            for (index, (element, other)) in elements.iter().zip(others).enumerate() {
                pointer.push('/');
                pointer.push_str(&index.to_string());
                collect_lost(element, other, pointer, lost);
                pointer.truncate(length);
            }
        }
        (value, other) => {
            if !is_equal(value, other) {
                lost.insert(pointer.clone());
            }
        }
    }
}

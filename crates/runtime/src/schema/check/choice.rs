//! Alternatives: `anyOf`, `oneOf`, `not` and discriminators.

use serde_json::Value;

use super::Checker;
use super::message::list;
use crate::schema::definition::{Kind, Schema};
use crate::schema::mismatch::Mismatch;

/// The maximum number of alternatives whose mismatches a message names.
const MAX_ALTERNATIVES_SHOWN: usize = 8;

impl Checker {
    pub(super) fn check_discriminated(&mut self, schema: &Schema, value: &mut Value, depth: usize) {
        let Kind::Discriminated { property, branches } = schema.kind else {
            return;
        };
        let Some(discriminator) = value.get(property) else {
            return if schema.without_discriminator.is_empty() {
                self.inside(property, |checker| {
                    checker.report("required", "is required");
                });
            } else {
                self.check_choice("anyOf", schema.without_discriminator, value, depth);
            };
        };
        let selected = branches
            .iter()
            .find(|(known, _)| Some(*known) == discriminator.as_str());
        match selected {
            Some((_, branch)) => self.check(branch, value, depth),
            None => {
                let known: Vec<&str> = branches.iter().map(|(known, _)| *known).collect();
                let message = format!("must be one of {}", list(&known));
                self.inside(property, |checker| checker.report("discriminator", message));
            }
        }
    }

    /// Checks that a schema does not match.
    pub(super) fn check_not(&mut self, schema: &Schema, value: &mut Value, depth: usize) {
        if self.is_match(schema, value, depth) {
            self.report("not", not_message(schema));
        }
    }

    /// Checks the alternatives of `anyOf` or `oneOf`. If only one of them has the type of the
    /// value, its mismatches are reported.
    pub(super) fn check_choice(
        &mut self,
        keyword: &'static str,
        branches: &[&Schema],
        value: &mut Value,
        depth: usize,
    ) {
        let mut matching: Vec<usize> = Vec::new();
        let mut mismatches: Vec<Vec<Mismatch>> = Vec::new();
        for (index, branch) in branches.iter().enumerate() {
            let found = self.mismatches_of(branch, value, depth);
            if found.is_empty() {
                matching.push(index + 1);
                if keyword == "anyOf" {
                    break;
                }
            } else {
                mismatches.push(found);
            }
        }
        match matching.as_slice() {
            [_] => {}
            [] => self.report_none(keyword, mismatches),
            several => {
                let several: Vec<String> = several.iter().map(usize::to_string).collect();
                let message = format!(
                    "matches more than one of the alternatives: {}",
                    several.join(", ")
                );
                self.report(keyword, message);
            }
        }
    }

    /// Returns whether a schema matches, without reporting mismatches.
    pub(super) fn is_match(&mut self, schema: &Schema, value: &mut Value, depth: usize) -> bool {
        self.mismatches_of(schema, value, depth).is_empty()
    }

    /// Returns the mismatches of a schema without reporting them.
    fn mismatches_of(&mut self, schema: &Schema, value: &mut Value, depth: usize) -> Vec<Mismatch> {
        let before = std::mem::take(&mut self.mismatches);
        self.check(schema, value, depth);
        std::mem::replace(&mut self.mismatches, before)
    }

    /// Reports that no alternative matches: with the mismatches of the only one that has the type
    /// of the value, or with the first mismatch of each.
    fn report_none(&mut self, keyword: &'static str, alternatives: Vec<Vec<Mismatch>>) {
        let has_type = |mismatches: &&Vec<Mismatch>| {
            let mut types = mismatches.iter().filter(|it| it.keyword() == "type");
            types.all(|mismatch| mismatch.pointer() != self.pointer)
        };
        let of_same_type: Vec<&Vec<Mismatch>> = alternatives.iter().filter(has_type).collect();
        if let [only] = of_same_type.as_slice() {
            self.mismatches.extend(only.iter().cloned());
            return;
        }
        let mut message = "matches none of the alternatives".to_owned();
        for (index, mismatches) in alternatives.iter().enumerate().take(MAX_ALTERNATIVES_SHOWN) {
            if let Some(first) = mismatches.first() {
                let reason = located(first).replace('\n', "\n  ");
                message.push_str(&format!("\n  {}: {reason}", index + 1));
            }
            if mismatches.len() > 1 {
                message.push_str(&format!(" (and {} more)", mismatches.len() - 1));
            }
        }
        if alternatives.len() > MAX_ALTERNATIVES_SHOWN {
            let more = alternatives.len() - MAX_ALTERNATIVES_SHOWN;
            message.push_str(&format!("\n  and {more} more"));
        }
        self.report(keyword, message);
    }
}

/// Returns what a value that matches the schema of `not` must be instead.
fn not_message(schema: &Schema) -> String {
    match schema.required {
        [] => "must not match the excluded schema".to_owned(),
        [name] => format!("must not have the property `{name}`"),
        names => format!("must not have all of the properties {}", list(names)),
    }
}

/// Returns a mismatch with the pointer of its value.
fn located(mismatch: &Mismatch) -> String {
    match mismatch.pointer() {
        "" => mismatch.message().to_owned(),
        pointer => format!("{pointer}: {}", mismatch.message()),
    }
}

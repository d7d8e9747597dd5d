//! Alternatives: `anyOf`, `oneOf` and discriminators.

use serde_json::Value;

use super::Checker;
use super::message::list;
use crate::schema::definition::{Kind, Schema};
use crate::schema::mismatch::Mismatch;

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

    /// Checks the alternatives of `anyOf` or `oneOf`. If only one of them has the type of the
    /// value, its mismatches are reported.
    pub(super) fn check_choice(
        &mut self,
        keyword: &'static str,
        branches: &[&Schema],
        value: &mut Value,
        depth: usize,
    ) {
        let before = std::mem::take(&mut self.mismatches);
        let mut matching = 0;
        let mut of_same_type: Vec<Vec<Mismatch>> = Vec::new();
        for branch in branches {
            self.check(branch, value, depth);
            let mismatches = std::mem::take(&mut self.mismatches);
            if mismatches.is_empty() {
                matching += 1;
                if keyword == "anyOf" {
                    break;
                }
            } else if mismatches
                .iter()
                .all(|mismatch| mismatch.keyword() != "type" || mismatch.pointer() != self.pointer)
            {
                of_same_type.push(mismatches);
            }
        }
        self.mismatches = before;
        match (matching, of_same_type.len()) {
            (1, _) => {}
            (0, 1) => self.mismatches.extend(of_same_type.into_iter().flatten()),
            (0, _) => self.report(keyword, "matches none of the alternatives"),
            _ => self.report(keyword, "matches more than one of the alternatives"),
        }
    }
}

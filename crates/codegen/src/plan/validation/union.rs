//! The checks of unions.

use specwright_openapi::ir::{Discrimination, Union};

use super::Tables;
use crate::plan::model::validation::{Check, CheckKind};

impl Tables<'_> {
    /// Returns a check that selects the branch by the discriminator where possible, which is faster
    /// and reports clearer violations than checking every branch.
    pub(super) fn union(&mut self, union: &Union, depth: usize) -> CheckKind {
        match &union.discrimination {
            Discrimination::Discriminator {
                property,
                is_string: true,
            } if union.branches.iter().all(|branch| !branch.never_object) => {
                self.discriminated(union, property, depth)
            }
            _ => {
                let branches = union.branches.iter();
                let checks = branches.map(|branch| self.nested(branch.ty, depth + 1));
                combine(union.exclusive, checks.collect())
            }
        }
    }

    fn discriminated(&mut self, union: &Union, property: &str, depth: usize) -> CheckKind {
        let mut by_value: Vec<(String, Vec<Check>)> = Vec::new();
        for branch in &union.branches {
            let check = self.nested(branch.ty, depth + 1);
            for value in &branch.discriminator_values {
                match by_value.iter_mut().find(|(known, _)| known == value) {
                    Some((_, checks)) => checks.push(check.clone()),
                    None => by_value.push((value.clone(), vec![check.clone()])),
                }
            }
        }
        let by_value = by_value.into_iter();
        let branches = by_value.map(|(value, checks)| (value, combine_shared(checks)));
        let branches = branches.collect();
        let mut untagged = Vec::new();
        for branch in &union.branches {
            if self.api.is_property_optional(branch.ty.id, property) {
                untagged.push(self.nested(branch.ty, depth + 1));
            }
        }
        CheckKind::Discriminated {
            property: property.to_owned(),
            branches,
            untagged,
        }
    }
}

/// Combines the checks of the branches that share a value of the discriminator. A value that is valid
/// against several of them is accepted even in `oneOf`, like one that is also valid against a branch
/// that its discriminator does not select.
fn combine_shared(checks: Vec<Check>) -> Check {
    match <[Check; 1]>::try_from(checks) {
        Ok([check]) => check,
        Err(checks) => CheckKind::AnyOf(checks).into(),
    }
}

pub(super) fn combine(exclusive: bool, checks: Vec<Check>) -> CheckKind {
    if exclusive {
        CheckKind::OneOf(checks)
    } else {
        CheckKind::AnyOf(checks)
    }
}

//! Choices that constrain which properties are required, but not the shape of values.

use crate::diagnostic::catalogue::union as catalogue;
use crate::lower::context::Context;
use crate::lower::keywords::{Choice, Keywords};
use crate::vocabulary::JsonType;

/// Returns the choices of a schema without those that are only constraints, which are reported.
pub(super) fn without_constraints(context: &mut Context<'_>, keywords: &Keywords) -> Vec<Choice> {
    let mut choices = Vec::with_capacity(keywords.choices.len());
    for choice in &keywords.choices {
        if is_constraint(context, choice, keywords) {
            let finding = catalogue::required_alternatives();
            context.report.add(&keywords.span, finding);
        } else {
            choices.push(choice.clone());
        }
    }
    choices
}

/// Returns whether all branches of a choice only require properties of the schema around it.
fn is_constraint(context: &mut Context<'_>, choice: &Choice, around: &Keywords) -> bool {
    let has_shape = around.has_structure() || !around.types.is_empty() || !around.all_of.is_empty();
    let mut all = has_shape && !choice.branches.is_empty();
    for site in &choice.branches {
        let branch = context.keywords_behind(site);
        all &= branch.is_some_and(|branch| only_requires(&branch));
    }
    all
}

/// Returns whether a schema only requires or excludes properties.
fn only_requires(keywords: &Keywords) -> bool {
    let has_shape = !keywords.properties.is_empty()
        || keywords.has_undeclared_properties()
        || keywords.values.is_some()
        || keywords.has_items()
        || keywords.format.is_some();
    let may_be_object = keywords.types.is_empty() || keywords.types == [JsonType::Object];
    let is_plain = keywords.all_of.is_empty() && keywords.choices.is_empty();
    let requires = !keywords.required.is_empty() || keywords.has_not;
    !has_shape && may_be_object && is_plain && requires
}

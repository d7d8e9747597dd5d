//! Choices that constrain which properties are present, but not the shape of values.

use crate::ir::{Bounds, Lengths, PropertyChoice, PropertySet, SchemaKind};
use crate::lower::context::Context;
use crate::lower::keywords::{Choice, Keywords};
use crate::pointer::Span;
use crate::vocabulary::JsonType;

/// Returns the choices of a schema that have a shape.
pub(super) fn with_shape(context: &mut Context<'_>, keywords: &Keywords) -> Vec<Choice> {
    let choices = keywords.choices.iter().cloned();
    choices
        .filter(|choice| !is_constraint(context, choice, keywords))
        .collect()
}

/// Returns whether the choices of a schema restrict values in a way that its kind does not express:
/// choices between properties beside others, or several choices of which one is exclusive.
pub(in crate::lower) fn needs_rule(
    context: &mut Context<'_>,
    keywords: &Keywords,
    kind: &SchemaKind,
) -> bool {
    let (constraints, shapes): (Vec<Choice>, Vec<Choice>) = keywords
        .choices
        .iter()
        .cloned()
        .partition(|choice| is_constraint(context, choice, keywords));
    let is_object = matches!(kind, SchemaKind::Object(_));
    let is_expressed = |choice: &Choice| {
        let mut branches = choice.branches.iter();
        is_object && branches.all(|site| property_set(context, site).is_some())
    };
    let mixes = shapes.len() > 1 && shapes.iter().any(|choice| choice.exclusive);
    mixes || !constraints.iter().all(is_expressed)
}

/// Returns the choices of an object that only constrain its properties.
pub(in crate::lower) fn lower(
    context: &mut Context<'_>,
    keywords: &Keywords,
) -> Vec<PropertyChoice> {
    let mut lowered = Vec::new();
    for choice in &keywords.choices {
        if !is_constraint(context, choice, keywords) {
            continue;
        }
        let branches = choice.branches.iter();
        let sets: Option<Vec<PropertySet>> =
            branches.map(|site| property_set(context, site)).collect();
        lowered.extend(sets.map(|branches| PropertyChoice {
            branches,
            exclusive: choice.exclusive,
        }));
    }
    lowered
}

/// Returns the properties that a branch requires and excludes. Returns `None` if it does
/// anything else.
fn property_set(context: &mut Context<'_>, site: &Span) -> Option<PropertySet> {
    let branch = context.keywords_behind(site)?;
    if has_other_constraints(&branch) {
        return None;
    }
    let mut set = PropertySet {
        required: branch.required.iter().cloned().collect(),
        excluded: Vec::new(),
    };
    if branch.has_not {
        let not = context.keywords(&branch.span.join("not"))?;
        if !only_requires(&not) || not.has_not || has_other_constraints(&not) {
            return None;
        }
        set.excluded = not.required.iter().cloned().collect();
    }
    Some(set)
}

fn has_other_constraints(keywords: &Keywords) -> bool {
    let lengths = [
        keywords.object_lengths,
        keywords.array_lengths,
        keywords.string_lengths,
    ];
    lengths.iter().any(|lengths| *lengths != Lengths::default())
        || keywords.bounds != Bounds::default()
        || keywords.pattern.is_some()
        || keywords.unique
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
        || keywords.format.is_some()
        || keywords.needs_rule
        || keywords.never;
    let may_be_object = keywords.types.is_empty() || keywords.types == [JsonType::Object];
    let is_plain = keywords.all_of.is_empty() && keywords.choices.is_empty();
    let requires = !keywords.required.is_empty() || keywords.has_not;
    !has_shape && may_be_object && is_plain && requires
}

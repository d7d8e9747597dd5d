//! Choices that constrain which properties are present, but not the shape of values.

use crate::diagnostic::catalogue::schema::ignored_keyword;
use crate::diagnostic::catalogue::union as catalogue;
use crate::ir::{PropertyChoice, PropertySet};
use crate::lower::context::Context;
use crate::lower::keywords::{Choice, Keywords};
use crate::pointer::Span;
use crate::vocabulary::JsonType;

/// Returns the choices of a schema that have a shape. Choices that only constrain properties are
/// reported if the schema has other choices as well: they would apply to every branch.
pub(super) fn with_shape(context: &mut Context<'_>, keywords: &Keywords) -> Vec<Choice> {
    let (constraints, shapes): (Vec<Choice>, Vec<Choice>) = keywords
        .choices
        .iter()
        .cloned()
        .partition(|choice| is_constraint(context, choice, keywords));
    if !shapes.is_empty() {
        constraints.iter().for_each(|it| report(context, it));
    }
    for site in shapes.iter().flat_map(|choice| &choice.branches) {
        report_not(context, site);
    }
    shapes
}

/// Reports the `not` of a branch that only constrains properties, beside branches with a shape.
fn report_not(context: &mut Context<'_>, site: &Span) {
    let Some(branch) = context.keywords_behind(site) else {
        return;
    };
    if !branch.has_not || branch.span != *site {
        return;
    }
    let not = branch.span.join("not");
    let is_unreported = context
        .keywords(&not)
        .is_some_and(|not| only_requires(&not));
    if is_unreported && let Some(finding) = ignored_keyword("not") {
        context.report.add(&not, finding);
    }
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
        match branches.map(|site| property_set(context, site)).collect() {
            Some(branches) => lowered.push(PropertyChoice {
                branches,
                exclusive: choice.exclusive,
            }),
            None => report(context, choice),
        }
    }
    lowered
}

fn report(context: &mut Context<'_>, choice: &Choice) {
    if let Some(site) = choice.branches.first() {
        context.report.add(site, catalogue::required_alternatives());
    }
}

/// Returns the properties that a branch requires and excludes. Returns `None` if its `not` does
/// anything else.
fn property_set(context: &mut Context<'_>, site: &Span) -> Option<PropertySet> {
    let branch = context.keywords_behind(site)?;
    let mut set = PropertySet {
        required: branch.required.iter().cloned().collect(),
        excluded: Vec::new(),
    };
    if branch.has_not {
        let not = context.keywords(&branch.span.join("not"))?;
        if !only_requires(&not) || not.has_not {
            return None;
        }
        set.excluded = not.required.iter().cloned().collect();
    }
    Some(set)
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

//! Merging of schemas: `allOf` and the schemas that it refers to become a single set of keywords.

pub(super) mod join;
mod range;

use indexmap::IndexSet;

use super::context::Context;
use super::keywords::Keywords;
use super::part::{Mode, Part};
use crate::diagnostic::catalogue::schema;
use crate::pointer::Span;

/// A step of the traversal through `allOf`.
enum Step {
    /// Visit the parts of a schema, then the schema itself.
    Enter(Part),
    /// Merge the keywords of the schema itself.
    Merge(Part),
    /// Leave the schema.
    Leave,
}

/// The traversal through the parts of one schema.
struct Merge<'a> {
    /// The schemas to merge.
    parts: &'a [Part],
    steps: Vec<Step>,
    /// The schemas between the root of the traversal and the current one, both included.
    path: Vec<Span>,
    visited: IndexSet<Span>,
    result: Option<Keywords>,
}

/// Merges schemas with all schemas in their `allOf`. The parts of a schema come before the schema
/// itself, in document order. The last part determines the annotations.
pub(super) fn merge(context: &mut Context<'_>, parts: &[Part]) -> Keywords {
    let mut merge = Merge {
        parts,
        steps: parts.iter().rev().cloned().map(Step::Enter).collect(),
        path: Vec::new(),
        visited: IndexSet::new(),
        result: None,
    };
    while context.merge_budget > 0
        && let Some(step) = merge.steps.pop()
    {
        match step {
            Step::Leave => {
                merge.path.pop();
            }
            Step::Merge(part) => merge.merge(context, part),
            Step::Enter(part) => merge.enter(context, part),
        }
    }
    let mut merged = merge.result.unwrap_or_default();
    merged.apply_unevaluated();
    use_annotations_of_last(context, &mut merged, parts);
    context.remove_invalid(&mut merged);
    merged
}

impl Merge<'_> {
    fn enter(&mut self, context: &mut Context<'_>, part: Part) {
        if self.path.contains(&part.span) {
            context.report.add(&part.span, schema::all_of_cycle());
            return;
        }
        if !self.visited.insert(part.span.clone()) {
            return;
        }
        context.merge_budget -= 1;
        let limits = context.input.limits;
        if self.visited.len() > limits.reference_hops || context.merge_budget == 0 {
            let finding = schema::too_many_parts(limits.reference_hops, limits.merged_parts);
            context.report.add(&part.span, finding);
            // The document is rejected, so merging more schemas would be wasted work.
            context.merge_budget = 0;
            return;
        }
        let Some(keywords) = context.keywords(&part.span) else {
            return;
        };
        self.path.push(part.span.clone());
        self.steps.push(Step::Leave);
        self.steps.push(Step::Merge(part.clone()));
        for site in keywords.all_of.iter().rev() {
            if let Some(span) = context.resolve(site) {
                let mode = part.mode;
                self.steps.push(Step::Enter(Part { span, mode }));
            }
        }
    }

    fn merge(&mut self, context: &mut Context<'_>, part: Part) {
        let Some(keywords) = context.keywords(&part.span) else {
            return;
        };
        let mut keywords = (*keywords).clone();
        self.restrict(context, &mut keywords, part.mode);
        self.result = Some(match self.result.take() {
            None => keywords,
            Some(merged) => join::join(merged, keywords, context.report),
        });
    }

    /// Removes the keywords of the current schema that do not apply to the merged one.
    fn restrict(&self, context: &mut Context<'_>, keywords: &mut Keywords, mode: Mode) {
        match mode {
            Mode::Whole => {}
            Mode::WithoutChoices => {
                keywords.choices.clear();
                keywords.discriminator = None;
            }
            Mode::Only(ty) => keywords.types = vec![ty],
        }
        let is_nested = self.path.len() > 1;
        if !is_nested && self.parts.len() == 1 {
            return;
        }
        // The properties and elements of other parts are unevaluated as well.
        keywords.needs_rule |= keywords.restricts_unevaluated();
        if is_nested {
            // The discriminator of a base schema selects its subtypes, and does not apply to them.
            keywords.discriminator = None;
        }
        // Likewise, a base schema may list its subtypes as choices.
        let mut subtypes = self.path.clone();
        subtypes.extend(self.parts.iter().map(|part| part.span.clone()));
        keywords.choices.retain(|choice| {
            !choice.branches.iter().any(|site| {
                let span = context.resolve(site);
                span.is_some_and(|span| subtypes.contains(&span))
            })
        });
    }
}

/// Sets the annotations of the last part. If it only wraps another schema, it inherits `nullable`.
fn use_annotations_of_last(context: &mut Context<'_>, merged: &mut Keywords, parts: &[Part]) {
    let Some(last) = parts.last().and_then(|part| context.keywords(&part.span)) else {
        return;
    };
    merged.span = last.span.clone();
    merged.docs = last.docs.clone();
    merged.default = last.default.clone();
    merged.access = last.access;
    let is_wrapper =
        last.all_of.len() == 1 && !last.has_own_constraints() && last.choices.is_empty();
    merged.nullable = last.nullable || (is_wrapper && merged.nullable);
}

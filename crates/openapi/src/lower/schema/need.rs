//! The schemas that need a rule.

use super::enumeration::listed;
use crate::ir::{Bounds, Lengths, SchemaId, SchemaKind};
use crate::lower::context::Context;
use crate::lower::keywords::Keywords;
use crate::lower::part::Part;
use crate::lower::union::constraint;
use crate::pointer::Span;
use crate::vocabulary::JsonType;

/// A schema that needs a rule.
#[derive(Clone, Debug)]
pub(in crate::lower) struct Need {
    pub id: SchemaId,
    /// The schemas that it is merged from.
    pub parts: Vec<Part>,
    /// The type that its keywords imply, if the schema has no `type`.
    pub implied: Option<JsonType>,
    /// Whether a discriminator selects the schema of a value, which then evaluates no properties
    /// for `unevaluatedProperties` of the schema itself.
    pub has_discriminator: bool,
    pub span: Span,
}

/// Returns whether the constraints of a kind differ from the keywords that it was lowered from.
pub(in crate::lower) fn needs_rule(
    context: &mut Context<'_>,
    keywords: &Keywords,
    kind: &SchemaKind,
) -> bool {
    if keywords.restricts_by_rule() || leaves_unevaluated(keywords) {
        return true;
    }
    let has_choices = !keywords.choices.is_empty();
    match kind {
        SchemaKind::Any => has_choices || has_constraints(keywords),
        SchemaKind::Enum(_) | SchemaKind::Null | SchemaKind::Boolean
            if keywords.values.is_some() =>
        {
            has_choices || keywords.has_structure()
        }
        kind => lists_values(keywords) || constraint::needs_rule(context, keywords, kind),
    }
}

/// Returns whether keywords that depend on the value decide which properties or elements are
/// unevaluated.
fn leaves_unevaluated(keywords: &Keywords) -> bool {
    let depends_on_value = !keywords.choices.is_empty() || !keywords.conditional.is_empty();
    keywords.restricts_unevaluated() && depends_on_value
}

/// Returns whether a schema lists values that its kind does not.
fn lists_values(keywords: &Keywords) -> bool {
    let values = keywords.values.as_deref().unwrap_or_default();
    !listed(&keywords.types, values).is_empty()
}

/// Returns whether a schema without a type restricts values. `format` alone is an annotation.
fn has_constraints(keywords: &Keywords) -> bool {
    keywords.has_structure()
        || keywords.values.is_some()
        || keywords.pattern.is_some()
        || keywords.bounds != Bounds::default()
        || keywords.string_lengths != Lengths::default()
}

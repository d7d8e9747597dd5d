//! The schemas that a schema is merged from.

use crate::pointer::Span;
use crate::vocabulary::JsonType;

/// A schema that is merged into another one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Part {
    /// The location of the schema, with references resolved.
    pub span: Span,
    /// The keywords that are merged.
    pub mode: Mode,
}

/// The keywords of a part that are merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Mode {
    /// All keywords.
    Whole,
    /// All keywords except `oneOf`, `anyOf` and `discriminator`.
    WithoutChoices,
    /// All keywords, with `type` replaced by one of its types.
    Only(JsonType),
}

impl Part {
    /// Creates a part with all keywords of a schema.
    pub fn whole(span: Span) -> Self {
        Self {
            span,
            mode: Mode::Whole,
        }
    }

    /// Creates a part without `oneOf`, `anyOf` and `discriminator`.
    pub fn without_choices(span: Span) -> Self {
        Self {
            span,
            mode: Mode::WithoutChoices,
        }
    }
}

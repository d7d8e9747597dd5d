//! The kinds of schemas that serialize content differently.

use super::context::Context;
use crate::pointer::Span;
use crate::vocabulary::JsonType;

/// The kind of a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// The schema is missing, or it allows every value.
    Any,
    String,
    /// A boolean or a number.
    Scalar,
    /// A string of the format `binary`.
    Bytes,
    Other,
}

/// Returns the kind of the schema at a location.
pub(super) fn shape(context: &mut Context<'_>, site: &Span) -> Shape {
    let Some(keywords) = context.keywords_behind(site) else {
        return Shape::Any;
    };
    let is_binary = keywords.format.as_deref() == Some("binary");
    match keywords.types.as_slice() {
        [] | [JsonType::String] if is_binary => Shape::Bytes,
        [JsonType::String] => Shape::String,
        [JsonType::Boolean | JsonType::Integer | JsonType::Number] => Shape::Scalar,
        _ if keywords.is_unconstrained() => Shape::Any,
        _ => Shape::Other,
    }
}

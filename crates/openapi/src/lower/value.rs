//! Values of parameters and headers that declare `content` instead of `schema`.

use super::schema::lowering::SchemaLowering;
use super::schema::reference::{self, Reference};
use super::scope::Scope;
use crate::grammar::Kind;
use crate::media_type::MediaType;
use crate::pointer::Span;

/// Lowers the schema of a parameter or a header that declares `content`. Also returns whether values
/// are serialized as JSON.
pub(super) fn lower(
    lowering: &mut SchemaLowering<'_>,
    holder: &Span,
    media_type: &str,
    scope: &Scope,
) -> (Reference, bool) {
    let site = holder.join("content").join(media_type);
    let context = &mut lowering.context;
    let span = context.follow(&site, Kind::MediaType).unwrap_or(site);
    let is_json = is_json(&MediaType::new(media_type));
    let reference = if is_json {
        reference::lower_or_any(lowering, &span, scope)
    } else {
        reference::lower_or_string(lowering, &span, scope)
    };
    (reference, is_json)
}

/// Returns whether content is JSON. Some documents use `text/json`, which is not registered.
pub(super) fn is_json(media_type: &MediaType) -> bool {
    media_type.is_json() || media_type.essence() == "text/json"
}

//! Request bodies.

use openapiv3::RequestBody as Written;

use super::content;
use super::schema::lowering::SchemaLowering;
use super::scope::Scope;
use crate::diagnostic::catalogue::body as catalogue;
use crate::grammar::Kind;
use crate::ir::{Docs, RequestBody};
use crate::pointer::Span;

/// Lowers the request body of an operation. Returns `None` if the operation has no body, or the
/// body has no content.
pub(super) fn lower(
    lowering: &mut SchemaLowering<'_>,
    site: &Span,
    scope: &Scope,
) -> Option<RequestBody> {
    lowering.context.input.node(site)?;
    let span = lowering.context.follow(site, Kind::RequestBody)?;
    let written: Written = lowering.context.read(&span)?;
    let scope = Scope::of_component(&span).unwrap_or_else(|| scope.step("request"));
    let contents = content::lower_all(lowering, &span, written.content.keys(), &scope);
    if contents.is_empty() {
        let finding = catalogue::missing_content();
        lowering.context.report.add(&span, finding);
        return None;
    }
    Some(RequestBody {
        required: written.required,
        docs: Docs {
            description: written.description,
            ..Docs::default()
        },
        contents,
        span,
    })
}

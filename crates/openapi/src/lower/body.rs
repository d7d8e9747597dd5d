//! Request bodies.

use openapiv3::RequestBody as Written;

use super::content::{self, Message};
use super::schema::lowering::SchemaLowering;
use super::scope::Scope;
use crate::diagnostic::catalogue::body as catalogue;
use crate::grammar::Kind;
use crate::ir::{Docs, Method, RequestBody};
use crate::pointer::Span;
use crate::version::Version;

/// Lowers the request body of an operation. Returns `None` if the operation has no body, or the
/// body has no content.
pub(super) fn lower(
    lowering: &mut SchemaLowering<'_>,
    site: &Span,
    method: Method,
    scope: &Scope,
) -> Option<RequestBody> {
    lowering.context.input.node(site)?;
    let span = lowering.context.follow(site, Kind::RequestBody)?;
    let written: Written = lowering.context.read(&span)?;
    let component = Scope::of_component(&span);
    let scope = component.clone().unwrap_or_else(|| scope.step("request"));
    let contents = content::lower_all(
        lowering,
        Message::Request,
        &span,
        written.content.keys(),
        &scope,
    );
    if contents.is_empty() {
        let finding = catalogue::missing_content();
        lowering.context.report.add(&span, finding);
        return None;
    }
    // OpenAPI 3.0 ignores the body of these methods (3.0.3, 4.7.10.1). Services that have one anyway
    // often declare it as required although their clients cannot send it.
    let is_undefined = lowering.context.input.version() == Version::V3_0
        && matches!(method, Method::Get | Method::Head | Method::Delete);
    if is_undefined {
        let finding = catalogue::body_without_semantics(method.as_str());
        lowering.context.report.add(site, finding);
    }
    Some(RequestBody {
        required: written.required && !is_undefined,
        component: component.and_then(|scope| scope.steps.into_iter().next()),
        docs: Docs {
            description: written.description,
            ..Docs::default()
        },
        contents,
        span,
    })
}

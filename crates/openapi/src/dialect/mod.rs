//! Rewrites every supported version of OpenAPI as OpenAPI 3.0.
//!
//! Values are rewritten in place, because references name locations. A rewritten form that needs
//! another location is added beside the original value and refers to it, and
//! [`Sources`](crate::Sources) records the origins of its parts.

mod constraint;
mod containing;
mod json_schema;
mod rule;
mod section;
mod swagger;
mod unresolved;
mod version;

use crate::diagnostic::Report;
use crate::document_set::DocumentSet;
use crate::grammar::Kind;
use crate::limits::Limits;
use crate::object::Object;
use crate::pointer::Span;
use crate::version::Version;

pub(crate) use swagger::is_parameter;
pub(crate) use version::version;

/// Rewrites all objects of a document as OpenAPI 3.0.
pub(crate) fn rewrite(
    documents: &mut DocumentSet,
    objects: &[Object],
    limits: &Limits,
    report: &mut Report,
) {
    section::rewrite(documents, objects, limits, report);
    if documents.version() >= Version::V3_0 {
        rule::check(documents, objects, report);
    }
    match documents.version() {
        Version::V2_0 => swagger::rewrite(documents, objects, limits, report),
        Version::V3_0 => unresolved::replace(documents, objects, limits, report),
        Version::V3_1 | Version::V3_2 => json_schema::rewrite(documents, objects, limits, report),
    }
}

/// Returns the locations of the objects of one kind.
fn spans_of(objects: &[Object], kind: Kind) -> impl Iterator<Item = &Span> {
    let of_kind = objects.iter().filter(move |object| object.kind == kind);
    of_kind.map(|object| &object.span)
}

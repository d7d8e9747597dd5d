//! The versions of OpenAPI, each rewritten into the forms of 3.0, and repairs of harmless mistakes.

mod json_schema;
mod rule;
mod section;
mod swagger;
mod version;

use crate::diagnostic::Report;
use crate::documents::DocumentSet;
use crate::grammar::Kind;
use crate::limits::Limits;
use crate::object::Object;
use crate::pointer::Span;
use crate::version::Version;

pub(crate) use swagger::is_parameter;
pub(crate) use version::version;

/// Rewrites what the document's version writes otherwise than 3.0 does, in place, so that references go on leading where they led.
/// `places` are those of all objects of the document. Where something comes to stand elsewhere, the sources know where it stood.
pub(crate) fn rewrite(
    documents: &mut DocumentSet,
    objects: &[Object],
    limits: &Limits,
    report: &mut Report,
) {
    section::repair(documents, objects, limits, report);
    if documents.version() >= Version::V3_0 {
        rule::check(documents, objects, report);
    }
    match documents.version() {
        Version::V2_0 => swagger::rewrite(documents, objects, limits, report),
        Version::V3_0 => {}
        Version::V3_1 | Version::V3_2 => json_schema::rewrite(documents, objects, report),
    }
}

/// Returns the locations of the objects of one kind.
fn spans_of(objects: &[Object], kind: Kind) -> impl Iterator<Item = &Span> {
    let of_kind = objects.iter().filter(move |object| object.kind == kind);
    of_kind.map(|object| &object.span)
}

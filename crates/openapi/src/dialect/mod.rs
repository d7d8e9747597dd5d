//! The versions of OpenAPI, each rewritten into the forms of 3.0, and repairs of harmless mistakes.

mod json_schema;
mod repair;
mod rule;
mod section;
mod swagger;
mod version;

use crate::bundle::Forest;
use crate::diagnostic::Report;
use crate::grammar::Kind;
use crate::limits::Limits;
use crate::pointer::Span;
use crate::version::Version;

pub(crate) use repair::{TYPES_EXTENSION, repair};
pub(crate) use swagger::is_parameter;
pub(crate) use version::version;

/// Rewrites what the document's version writes otherwise than 3.0 does, in place, so that references go on leading where they led.
/// `places` are those of all objects of the document. Where something comes to stand elsewhere, the sources know where it stood.
pub(crate) fn rewrite(
    forest: &mut Forest,
    places: &[(Span, Kind)],
    limits: &Limits,
    report: &mut Report,
) {
    section::repair(forest, places, limits, report);
    if forest.version() >= Version::V3_0 {
        rule::check(forest, places, report);
    }
    match forest.version() {
        Version::V2_0 => swagger::rewrite(forest, places, limits, report),
        Version::V3_0 => {}
        Version::V3_1 | Version::V3_2 => json_schema::rewrite(forest, places, report),
    }
}

//! References that use the section names of another version. Documents that were converted between
//! Swagger 2.0 and OpenAPI 3 often contain some.

use crate::diagnostic::Report;
use crate::diagnostic::catalogue::reference as findings;
use crate::document_set::DocumentSet;
use crate::limits::Limits;
use crate::node::Node;
use crate::object::{Object, reference_at};
use crate::resolve::Resolver;
use crate::version::Version;

/// The sections of components in Swagger 2.0 and in OpenAPI 3.
const SECTIONS: [(&str, &str); 4] = [
    ("/definitions/", "/components/schemas/"),
    ("/parameters/", "/components/parameters/"),
    ("/responses/", "/components/responses/"),
    ("/securityDefinitions/", "/components/securitySchemes/"),
];

/// Rewrites references that do not resolve, if they resolve in the corresponding section of the
/// document's version.
pub(super) fn rewrite(
    documents: &mut DocumentSet,
    objects: &[Object],
    limits: &Limits,
    report: &mut Report,
) {
    for Object { span, kind } in objects {
        let node = documents.node(span);
        let Some(text) = node.and_then(|node| reference_at(node, *kind)) else {
            continue;
        };
        let Some(corrected) = in_section_of(documents.version(), text) else {
            continue;
        };
        let resolver = Resolver::new(documents, limits);
        let resolves = |text: &str| resolver.lookup(span, text).is_some();
        if resolves(text) || !resolves(&corrected) {
            continue;
        }
        let finding = findings::section_of_other_version(text, &corrected);
        report.add(&span.join("$ref"), finding);
        if let Some(properties) = documents.node_mut(span).and_then(Node::as_map_mut) {
            properties.insert("$ref".to_owned(), Node::String(corrected));
        }
    }
}

/// Returns a reference with the section name that the version uses.
fn in_section_of(version: Version, text: &str) -> Option<String> {
    let (file, pointer) = text.split_once('#')?;
    SECTIONS.iter().find_map(|(swagger, openapi)| {
        let (from, to) = if version == Version::V2_0 {
            (openapi, swagger)
        } else {
            (swagger, openapi)
        };
        Some(format!("{file}#{to}{}", pointer.strip_prefix(from)?))
    })
}

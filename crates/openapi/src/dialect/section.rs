//! References to components where another version of the document has them: documents that were converted keep some.

use crate::diagnostic::Report;
use crate::diagnostic::catalogue::reference as findings;
use crate::documents::DocumentSet;
use crate::limits::Limits;
use crate::node::Node;
use crate::object::{Object, reference_at};
use crate::resolve::Resolver;
use crate::version::Version;

/// Where Swagger 2.0 has components, and where OpenAPI 3 does.
const SECTIONS: [(&str, &str); 4] = [
    ("/definitions/", "/components/schemas/"),
    ("/parameters/", "/components/parameters/"),
    ("/responses/", "/components/responses/"),
    ("/securityDefinitions/", "/components/securitySchemes/"),
];

/// Lets a reference lead to the component of the same name, where it would lead nowhere.
pub(super) fn repair(
    documents: &mut DocumentSet,
    objects: &[Object],
    limits: &Limits,
    report: &mut Report,
) {
    for Object { span: place, kind } in objects {
        let Some(text) = documents
            .node(place)
            .and_then(|node| reference_at(node, *kind))
        else {
            continue;
        };
        let Some(meant) = elsewhere(documents.version(), text) else {
            continue;
        };
        let leads = |text: &str| {
            Resolver::new(documents, limits)
                .lookup(place, text)
                .is_some()
        };
        if leads(text) || !leads(&meant) {
            continue;
        }
        let finding = findings::section_of_other_version(text, &meant);
        report.add(&place.join("$ref"), finding);
        if let Some(members) = documents.node_mut(place).and_then(Node::as_map_mut) {
            members.insert("$ref".to_owned(), Node::String(meant));
        }
    }
}

/// The same reference into the section of the version.
fn elsewhere(version: Version, text: &str) -> Option<String> {
    let (file, pointer) = text.split_once('#')?;
    SECTIONS.iter().find_map(|(old, new)| {
        let (from, to) = if version == Version::V2_0 {
            (new, old)
        } else {
            (old, new)
        };
        Some(format!("{file}#{to}{}", pointer.strip_prefix(from)?))
    })
}

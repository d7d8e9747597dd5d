//! Adapts one object to the types of `openapiv3`.
//!
//! Those types reject an object for a single wrong keyword. Before an object is deserialized,
//! values whose intention is clear are converted, other wrong values are removed with a warning,
//! and keywords of JSON Schema 2020-12 are rewritten as keywords of OpenAPI 3.0.

mod keyword;
mod operation;
mod parameter;
mod response;
mod schema;
mod schema_type;
mod security;

use crate::diagnostic::Report;
use crate::grammar::Kind;
use crate::node::Properties;
use crate::pointer::Span;

/// The extension that holds the list of types of a schema with several types, which `openapiv3`
/// cannot represent.
pub(crate) const TYPES_EXTENSION: &str = "x-specwright-types";

/// Normalizes the properties of an object.
pub(super) fn normalize(properties: &mut Properties, kind: Kind, span: &Span, report: &mut Report) {
    properties.shift_remove(TYPES_EXTENSION);
    keyword::normalize(properties, kind, span, report);
    match kind {
        Kind::Schema => schema::normalize(properties, span, report),
        Kind::Parameter => parameter::normalize(properties, span, report),
        Kind::Header => parameter::normalize_header(properties, span, report),
        Kind::Operation => operation::normalize(properties),
        Kind::Response => response::normalize(properties, span, report),
        Kind::SecurityScheme => security::normalize(properties, span, report),
        // Examples of bodies are not used, and encodings are read from the value tree.
        Kind::MediaType => {
            properties.retain(|key, _| !["example", "examples", "encoding"].contains(&key.as_str()))
        }
        _ => {}
    }
}

/// Removes `externalDocs` without a URL.
fn normalize_external_docs(properties: &mut Properties) {
    let docs = properties.get("externalDocs");
    let url = docs.and_then(|docs| docs.member("url")?.as_str());
    if url.is_none() {
        properties.shift_remove("externalDocs");
    }
}

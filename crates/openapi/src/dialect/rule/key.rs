//! Keys that no version of OpenAPI defines. Most are spelling mistakes, and their values would be
//! ignored silently.

use super::Rules;
use crate::diagnostic::catalogue::{object as findings, schema};
use crate::grammar::{Kind, METHODS, plain_keys};
use crate::nearest::nearest;
use crate::node::Node;
use crate::pointer::Span;

/// Keys of nested objects that are suggested for unknown keys, besides methods.
const NESTED: [&str; 14] = [
    "paths",
    "webhooks",
    "components",
    "schemas",
    "responses",
    "parameters",
    "requestBody",
    "requestBodies",
    "headers",
    "securitySchemes",
    "pathItems",
    "mediaTypes",
    "schema",
    "content",
];

/// The keywords of JSON Schema 2020-12 and of schemas in OpenAPI 3.0.
const KEYWORDS: [&str; 60] = [
    "title",
    "description",
    "type",
    "format",
    "enum",
    "const",
    "default",
    "example",
    "examples",
    "nullable",
    "deprecated",
    "readOnly",
    "writeOnly",
    "required",
    "properties",
    "additionalProperties",
    "patternProperties",
    "propertyNames",
    "unevaluatedProperties",
    "unevaluatedItems",
    "minProperties",
    "maxProperties",
    "items",
    "prefixItems",
    "contains",
    "minContains",
    "maxContains",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minLength",
    "maxLength",
    "pattern",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "allOf",
    "anyOf",
    "oneOf",
    "not",
    "if",
    "then",
    "else",
    "discriminator",
    "xml",
    "externalDocs",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
    "dependentRequired",
    "dependentSchemas",
    "dependencies",
    "definitions",
    "additionalItems",
    "id",
    "name",
    "summary",
    "value",
];

/// The minimum length of a keyword that is compared with the known keywords. Shorter keywords
/// resemble too many others.
const MIN_LENGTH: usize = 4;

impl Rules<'_> {
    /// Reports keys of an object that no version defines.
    pub(super) fn unknown_keys(&mut self, node: &Node, kind: Kind, span: &Span) {
        let Some(plain) = plain_keys(kind) else {
            return;
        };
        for key in node.as_map().into_iter().flat_map(|map| map.keys()) {
            let is_known = plain.contains(&key.as_str()) || kind.nested(key).is_some();
            // Schema keywords in a parameter are reported when the parameter is read.
            let is_keyword =
                matches!(kind, Kind::Parameter | Kind::Header) && KEYWORDS.contains(&key.as_str());
            if is_known || is_keyword || key.starts_with("x-") {
                continue;
            }
            let nested = NESTED.into_iter().chain(METHODS);
            let known = plain
                .iter()
                .copied()
                .chain(nested.filter(|key| kind.nested(key).is_some()));
            let finding = findings::unknown_key(key, kind, nearest(key, known));
            self.report.add(&span.join(key), finding);
        }
    }

    /// Reports keys of a schema that resemble a keyword. Other unknown keys are allowed, because
    /// JSON Schema can be extended with keywords.
    pub(super) fn misspelled_keywords(&mut self, node: &Node, span: &Span) {
        for key in node.as_map().into_iter().flat_map(|map| map.keys()) {
            let is_allowed =
                KEYWORDS.contains(&key.as_str()) || key.starts_with("x-") || key.starts_with('$');
            if is_allowed || key.len() < MIN_LENGTH {
                continue;
            }
            let similar = KEYWORDS.iter().find(|known| {
                strsim::damerau_levenshtein(key, known) == 1 || key.eq_ignore_ascii_case(known)
            });
            if let Some(similar) = similar {
                let finding = schema::misspelled_keyword(key, similar);
                self.report.add(&span.join(key), finding);
            }
        }
    }
}

//! Rules of OpenAPI 3 that no stage needs: keys that exclude each other, or have no meaning where they stand. What the author wanted is
//! unclear then, and worth a warning.

use crate::diagnostic::{Code, Report};
use crate::documents::DocumentSet;
use crate::grammar::{Kind, METHODS, plain_keys};
use crate::nearest::nearest;
use crate::node::Node;
use crate::object::{Object, reference_at};
use crate::pointer::Span;
use crate::version::Version;

/// Pairs of keys that exclude each other, by the object that they stand in.
const EXCLUSIVE: [(Kind, &str, &str); 8] = [
    (Kind::Parameter, "example", "examples"),
    (Kind::Parameter, "content", "schema"),
    (Kind::Parameter, "content", "style"),
    (Kind::Header, "example", "examples"),
    (Kind::Header, "content", "schema"),
    (Kind::MediaType, "example", "examples"),
    (Kind::MediaType, "encoding", "prefixEncoding"),
    (Kind::MediaType, "encoding", "itemEncoding"),
];

/// Pairs in an Example Object (OpenAPI 3.2, 4.19).
const IN_EXAMPLES: [(&str, &str); 4] = [
    ("value", "externalValue"),
    ("value", "dataValue"),
    ("value", "serializedValue"),
    ("serializedValue", "externalValue"),
];

/// Keys behind which objects stand, besides methods.
const INSIDE: [&str; 14] = [
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

/// Keywords of schemas, of JSON Schema 2020-12 and of OpenAPI 3.0.
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

/// Checks the objects of a document.
pub(super) fn check(documents: &DocumentSet, objects: &[Object], report: &mut Report) {
    let mut rules = Rules { documents, report };
    for Object { span: place, kind } in objects {
        let Some(node) = documents
            .node(place)
            .filter(|node| reference_at(node, *kind).is_none())
        else {
            continue;
        };
        for (_, first, second) in EXCLUSIVE.iter().filter(|(of, ..)| of == kind) {
            rules.exclusive(node, (first, second), place);
        }
        rules.unknown_keys(node, *kind, place);
        match kind {
            Kind::Components => rules.components(node, place),
            Kind::PathItem => rules.path_item(node, place),
            Kind::Operation => rules.whole_query(node, place),
            Kind::Parameter => rules.parameter(node, place),
            Kind::Header => rules.header(node, place),
            Kind::MediaType => rules.media_type(node, place),
            Kind::Schema => rules.schema(node, place),
            _ => {}
        }
    }
}

struct Rules<'a> {
    documents: &'a DocumentSet,
    report: &'a mut Report,
}

impl Rules<'_> {
    fn exclusive(&mut self, node: &Node, (first, second): (&str, &str), place: &Span) {
        if node.member(first).is_some() && node.member(second).is_some() {
            let message = format!("`{first}` and `{second}` exclude each other");
            self.report.remark(
                Code::InvalidPiece,
                &place.join(second),
                &message,
                "leave out one of the two",
            );
        }
    }

    fn meaningless(&mut self, key: &str, whose: &str, place: &Span) {
        let message = format!("`{key}` has no meaning in {whose}");
        self.report.remark(
            Code::InvalidPiece,
            &place.join(key),
            &message,
            "leave it out",
        );
    }

    /// A key that no version knows is most often a spelling mistake, and what stands behind it would be lost without a word.
    fn unknown_keys(&mut self, node: &Node, kind: Kind, place: &Span) {
        let Some(plain) = plain_keys(kind) else {
            return;
        };
        for key in node.as_map().into_iter().flat_map(|members| members.keys()) {
            // Keywords of a schema beside the name of a parameter are read, and reported there.
            let is_schema =
                matches!(kind, Kind::Parameter | Kind::Header) && KEYWORDS.contains(&key.as_str());
            if plain.contains(&key.as_str())
                || kind.nested(key).is_some()
                || key.starts_with("x-")
                || is_schema
            {
                continue;
            }
            let message = format!("`{key}` is no key of a {}; it has no effect", kind.name());
            let known = plain
                .iter()
                .copied()
                .chain(INSIDE)
                .chain(METHODS)
                .filter(|known| plain.contains(known) || kind.nested(known).is_some());
            let hint = match nearest(key, known) {
                Some(known) => format!("did you mean `{known}`?"),
                None => "leave it out, or let its name begin with `x-`".to_owned(),
            };
            self.report
                .remark(Code::InvalidPiece, &place.join(key), &message, &hint);
        }
    }

    /// Keywords of schemas are many and may be anybody's; those that are nearly one of the known are worth a word.
    fn misspelt_keyword(&mut self, node: &Node, place: &Span) {
        for key in node.as_map().into_iter().flat_map(|members| members.keys()) {
            let is_free =
                KEYWORDS.contains(&key.as_str()) || key.starts_with("x-") || key.starts_with('$');
            if is_free || key.len() < 4 {
                continue;
            }
            let near = KEYWORDS.iter().find(|known| {
                strsim::damerau_levenshtein(key, known) == 1 || key.eq_ignore_ascii_case(known)
            });
            if let Some(known) = near {
                let message = format!("`{key}` is no keyword of a schema; it has no effect");
                self.report.remark(
                    Code::InvalidPiece,
                    &place.join(key),
                    &message,
                    &format!("did you mean `{known}`?"),
                );
            }
        }
    }

    fn components(&mut self, node: &Node, place: &Span) {
        for (name, example) in node
            .member("examples")
            .and_then(Node::as_map)
            .into_iter()
            .flatten()
        {
            for pair in IN_EXAMPLES {
                self.exclusive(example, pair, &place.join("examples").join(name));
            }
        }
        for (name, link) in node
            .member("links")
            .and_then(Node::as_map)
            .into_iter()
            .flatten()
        {
            if link.member("body").is_some() {
                self.meaningless("body", "a link", &place.join("links").join(name));
            }
        }
    }

    fn path_item(&mut self, node: &Node, place: &Span) {
        self.whole_query(node, place);
        for method in node
            .member("additionalOperations")
            .and_then(Node::as_map)
            .into_iter()
            .flat_map(|operations| operations.keys())
        {
            if METHODS.contains(&method.to_ascii_lowercase().as_str()) {
                let message = format!("the method `{method}` has a key of its own");
                let at = place.join("additionalOperations").join(method);
                self.report.remark(
                    Code::InvalidPiece,
                    &at,
                    &message,
                    "write the operation behind that key",
                );
            }
        }
    }

    /// `querystring` stands once, and never beside `query`.
    fn whole_query(&mut self, node: &Node, place: &Span) {
        let parameters = node
            .member("parameters")
            .and_then(Node::as_list)
            .unwrap_or_default();
        let count = |location: &str| {
            parameters
                .iter()
                .filter(|node| node.member("in").and_then(Node::as_str) == Some(location))
                .count()
        };
        if count("querystring") > 1 || (count("querystring") == 1 && count("query") > 0) {
            let message = "a parameter for the whole query excludes all others in the query";
            self.report.remark(
                Code::InvalidPiece,
                &place.join("parameters"),
                message,
                "leave out the others",
            );
        }
    }

    fn parameter(&mut self, node: &Node, place: &Span) {
        let text = |key: &str| node.member(key).and_then(Node::as_str).unwrap_or_default();
        let (location, style) = (text("in"), text("style"));
        if node.member("allowReserved").is_some()
            && (matches!(location, "path" | "header") || style == "cookie")
        {
            self.meaningless("allowReserved", "such a parameter", place);
        }
        if style == "cookie" && self.documents.version() < Version::V3_2 {
            self.meaningless(
                "style",
                "a parameter before OpenAPI 3.2 with the value `cookie`",
                place,
            );
        }
        if location == "querystring" && node.member("schema").is_some() {
            self.meaningless("schema", "a parameter for the whole query", place);
        }
        if location == "path" && text("name").contains(['{', '}', '/']) {
            let message =
                "the name of a path parameter has a brace or a slash, so that no path can name it";
            self.report.remark(
                Code::InvalidPiece,
                &place.join("name"),
                message,
                "write the name as it stands between the braces of the path",
            );
        }
    }

    fn header(&mut self, node: &Node, place: &Span) {
        if node.member("allowReserved").is_some() {
            self.meaningless("allowReserved", "a header", place);
        }
        let tokens: Vec<String> = place.pointer.tokens().collect();
        if let [.., section, headers, name] = tokens.as_slice()
            && headers == "headers"
            && section != "components"
            && http::HeaderName::from_bytes(name.as_bytes()).is_err()
        {
            let message = "the key is no name of a header field (RFC 9110, 5.1)";
            self.report.remark(
                Code::InvalidPiece,
                place,
                message,
                "use letters, digits and hyphens",
            );
        }
    }

    fn media_type(&mut self, node: &Node, place: &Span) {
        let at = place.join("prefixEncoding");
        for (index, encoding) in node
            .member("prefixEncoding")
            .and_then(Node::as_list)
            .unwrap_or_default()
            .iter()
            .enumerate()
        {
            for key in ["prefixEncoding", "itemEncoding"] {
                self.exclusive(encoding, ("encoding", key), &at.index(index));
            }
        }
    }

    fn schema(&mut self, node: &Node, place: &Span) {
        self.misspelt_keyword(node, place);
        if let Some(xml) = node.member("xml") {
            for key in ["attribute", "wrapped"] {
                self.exclusive(xml, (key, "nodeType"), &place.join("xml"));
            }
        }
    }
}

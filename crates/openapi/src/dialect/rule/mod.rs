//! Rules of OpenAPI 3 that no other stage depends on: unknown keys, keys that exclude each other,
//! and keys that are not allowed where they are used. A violation is a warning, because the
//! intention of the author is unclear.

mod key;

use crate::diagnostic::Report;
use crate::diagnostic::catalogue::{object as findings, parameter};
use crate::document_set::DocumentSet;
use crate::grammar::{Kind, METHODS};
use crate::node::Node;
use crate::object::{Object, reference_at};
use crate::pointer::Span;
use crate::resolve::component_kind;
use crate::version::Version;
use crate::vocabulary::ParameterLocation;

/// A pair of keys of which only one may be present.
struct Exclusive(&'static str, &'static str);

/// The pairs of mutually exclusive keys, by the kind of object.
const EXCLUSIVE: [(Kind, Exclusive); 8] = [
    (Kind::Parameter, Exclusive("example", "examples")),
    (Kind::Parameter, Exclusive("content", "schema")),
    (Kind::Parameter, Exclusive("content", "style")),
    (Kind::Header, Exclusive("example", "examples")),
    (Kind::Header, Exclusive("content", "schema")),
    (Kind::MediaType, Exclusive("example", "examples")),
    (Kind::MediaType, Exclusive("encoding", "prefixEncoding")),
    (Kind::MediaType, Exclusive("encoding", "itemEncoding")),
];

/// The pairs in an Example Object (OpenAPI 3.2, 4.19).
const EXCLUSIVE_IN_EXAMPLES: [Exclusive; 4] = [
    Exclusive("value", "externalValue"),
    Exclusive("value", "dataValue"),
    Exclusive("value", "serializedValue"),
    Exclusive("serializedValue", "externalValue"),
];

/// The pairs in an Encoding Object (OpenAPI 3.2, 4.15).
const EXCLUSIVE_IN_ENCODINGS: [Exclusive; 2] = [
    Exclusive("encoding", "prefixEncoding"),
    Exclusive("encoding", "itemEncoding"),
];

/// The pairs in an XML Object (OpenAPI 3.2, 4.26).
const EXCLUSIVE_IN_XML: [Exclusive; 2] = [
    Exclusive("attribute", "nodeType"),
    Exclusive("wrapped", "nodeType"),
];

/// Checks the objects of a document.
pub(super) fn check(documents: &DocumentSet, objects: &[Object], report: &mut Report) {
    let mut rules = Rules {
        version: documents.version(),
        report,
    };
    for Object { span, kind } in objects {
        // A component that is referred to as another kind follows the rules of its own kind.
        if component_kind(documents, span).is_some_and(|own| own != *kind) {
            continue;
        }
        let node = documents.node(span);
        let Some(node) = node.filter(|node| reference_at(node, *kind).is_none()) else {
            continue;
        };
        for (_, pair) in EXCLUSIVE.iter().filter(|(of, _)| of == kind) {
            rules.exclusive(node, pair, span);
        }
        rules.unknown_keys(node, *kind, span);
        match kind {
            Kind::Components => rules.components(node, span),
            Kind::PathItem => rules.path_item(node, span),
            Kind::Operation => rules.querystring(node, span),
            Kind::Parameter => rules.parameter(node, span),
            Kind::Header => rules.header(node, span),
            Kind::MediaType => rules.media_type(node, span),
            Kind::Schema => rules.schema(node, span),
            _ => {}
        }
    }
}

struct Rules<'a> {
    version: Version,
    report: &'a mut Report,
}

impl Rules<'_> {
    fn exclusive(&mut self, node: &Node, Exclusive(first, second): &Exclusive, span: &Span) {
        if node.member(first).is_some() && node.member(second).is_some() {
            let finding = findings::mutually_exclusive(first, second);
            self.report.add(&span.join(second), finding);
        }
    }

    fn not_allowed(&mut self, key: &str, context: &str, span: &Span) {
        let finding = findings::key_not_allowed(key, context);
        self.report.add(&span.join(key), finding);
    }

    fn components(&mut self, node: &Node, span: &Span) {
        for (name, example) in entries(node, "examples") {
            for pair in &EXCLUSIVE_IN_EXAMPLES {
                self.exclusive(example, pair, &span.join("examples").join(name));
            }
        }
        for (name, link) in entries(node, "links") {
            if link.member("body").is_some() {
                self.not_allowed("body", "a link", &span.join("links").join(name));
            }
        }
    }

    fn path_item(&mut self, node: &Node, span: &Span) {
        self.querystring(node, span);
        for (method, _) in entries(node, "additionalOperations") {
            if METHODS.contains(&method.to_ascii_lowercase().as_str()) {
                let span = span.join("additionalOperations").join(method);
                self.report.add(&span, findings::method_has_own_key(method));
            }
        }
    }

    /// Checks that a `querystring` parameter is the only parameter in the query.
    fn querystring(&mut self, node: &Node, span: &Span) {
        let parameters = elements(node, "parameters");
        let count = |location: &str| {
            let locations = parameters
                .iter()
                .filter_map(|node| node.member("in")?.as_str());
            locations.filter(|found| *found == location).count()
        };
        if count("querystring") > 1 || (count("querystring") == 1 && count("query") > 0) {
            let span = span.join("parameters");
            self.report.add(&span, parameter::querystring_not_alone());
        }
    }

    fn parameter(&mut self, node: &Node, span: &Span) {
        let text = |key: &str| node.member(key).and_then(Node::as_str).unwrap_or_default();
        let (location, style) = (text("in"), text("style"));
        let known_location = ParameterLocation::from_name(location);
        if node.member("allowReserved").is_some() {
            match known_location {
                Some(ParameterLocation::Path) if self.version < Version::V3_2 => {
                    self.not_allowed("allowReserved", "a path parameter before OpenAPI 3.2", span);
                }
                Some(ParameterLocation::Path) if !matches!(style, "" | "simple") => {
                    let context = "a path parameter with the style `label` or `matrix`";
                    self.not_allowed("allowReserved", context, span);
                }
                Some(ParameterLocation::Header) => {
                    self.not_allowed("allowReserved", "a header parameter", span);
                }
                _ if style == "cookie" => {
                    self.not_allowed("allowReserved", "a parameter with the style `cookie`", span);
                }
                _ => {}
            }
        }
        if style == "cookie" && self.version < Version::V3_2 {
            let finding = parameter::cookie_style_before_3_2();
            self.report.add(&span.join("style"), finding);
        }
        if location == "querystring" && node.member("schema").is_some() {
            self.not_allowed("schema", "a `querystring` parameter", span);
        }
        if known_location == Some(ParameterLocation::Path) && text("name").contains(['{', '}', '/'])
        {
            let finding = parameter::name_not_in_path();
            self.report.add(&span.join("name"), finding);
        }
    }

    fn header(&mut self, node: &Node, span: &Span) {
        if node.member("allowReserved").is_some() {
            self.not_allowed("allowReserved", "a header", span);
        }
        let tokens: Vec<String> = span.pointer.tokens().collect();
        if let [.., section, headers, name] = tokens.as_slice()
            && headers == "headers"
            && section != "components"
            && http::HeaderName::from_bytes(name.as_bytes()).is_err()
        {
            self.report.add(span, parameter::invalid_header_name());
        }
    }

    fn media_type(&mut self, node: &Node, span: &Span) {
        let span = span.join("prefixEncoding");
        for (index, encoding) in elements(node, "prefixEncoding").iter().enumerate() {
            for pair in &EXCLUSIVE_IN_ENCODINGS {
                self.exclusive(encoding, pair, &span.index(index));
            }
        }
    }

    fn schema(&mut self, node: &Node, span: &Span) {
        self.misspelled_keywords(node, span);
        if let Some(xml) = node.member("xml") {
            for pair in &EXCLUSIVE_IN_XML {
                self.exclusive(xml, pair, &span.join("xml"));
            }
        }
    }
}

/// Returns the entries of the object under a key.
fn entries<'n>(node: &'n Node, key: &str) -> impl Iterator<Item = (&'n String, &'n Node)> {
    let map = node.member(key).and_then(Node::as_map);
    map.into_iter().flatten()
}

/// Returns the elements of the list under a key.
fn elements<'n>(node: &'n Node, key: &str) -> &'n [Node] {
    let list = node.member(key).and_then(Node::as_list);
    list.unwrap_or_default()
}

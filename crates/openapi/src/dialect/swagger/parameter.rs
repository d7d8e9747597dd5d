//! Parameters and headers: the keywords of their type move into a schema, and `collectionFormat`
//! becomes a style.

use super::schema::rewrite_file;
use super::{Properties, Rewriter, is_true};
use crate::diagnostic::catalogue::{parameter, swagger as findings};
use crate::document_set::DocumentSet;
use crate::grammar::SCHEMA_KEYWORDS;
use crate::node::Node;
use crate::pointer::Span;
use crate::version::Version;
use crate::vocabulary::ParameterLocation;

const LOCATIONS: [&str; 6] = ["query", "header", "path", "formData", "body", "cookie"];

/// Vendor extensions that describe the values of an enumeration.
const VALUE_DESCRIPTIONS: [&str; 2] = ["x-enum-descriptions", "x-enumDescriptions"];

/// The encoding of the elements of a list.
pub(super) struct ListStyle {
    pub style: String,
    pub explode: bool,
}

/// The values of `collectionFormat`, each with the style and `explode` of OpenAPI 3.0.
const COLLECTION_FORMATS: [(&str, &str, bool); 4] = [
    ("csv", "form", false),
    ("multi", "form", true),
    ("ssv", "spaceDelimited", false),
    ("pipes", "pipeDelimited", false),
];

/// Returns whether an element of `parameters` is a parameter after rewriting. In Swagger 2.0, the
/// list also contains bodies, and invalid parameters that have been reported.
pub(crate) fn is_parameter(documents: &DocumentSet, span: &Span) -> bool {
    if documents.version() != Version::V2_0 {
        return true;
    }
    let Some(node) = documents.node(span) else {
        return true;
    };
    let location = node.member("in").and_then(Node::as_str);
    let is_outside_body =
        location.is_some_and(|location| LOCATIONS.contains(&location) && !is_body(location));
    is_outside_body && has_name(node)
}

/// Returns whether a location is the body or a part of it.
pub(super) fn is_body(location: &str) -> bool {
    matches!(location, "body" | "formData")
}

fn has_name(parameter: &Node) -> bool {
    let name = parameter.member("name").and_then(Node::scalar_text);
    name.is_some()
}

impl Rewriter<'_> {
    /// Rewrites a parameter.
    pub(super) fn parameter(&mut self, span: &Span) {
        let Some(location) = self.location(span) else {
            return;
        };
        if location != "body" && !self.node(span).is_some_and(has_name) {
            self.report.add(span, findings::parameter_without_name());
            return;
        }
        self.value_schema(span, location);
        self.list_style(span, location);
    }

    /// Rewrites a response header.
    pub(super) fn header(&mut self, span: &Span) {
        self.value_schema(span, "header");
        self.nested_lists(span);
        let Some(node) = self.documents.node(span) else {
            return;
        };
        let format = node.member("collectionFormat").and_then(Node::scalar_text);
        let format = format.filter(|format| *format != "csv");
        if let (Some(format), true) = (format, node.member("schema").is_some_and(is_list)) {
            let finding = findings::unsupported_collection_format(format);
            self.report.add(&span.join("collectionFormat"), finding);
        }
    }

    /// Normalizes `in` and returns it. A missing location is inferred.
    fn location(&mut self, span: &Span) -> Option<&'static str> {
        let properties = self.documents.node(span)?.as_map()?;
        let declared = properties.get("in").and_then(Node::scalar_text);
        let location = match declared {
            None => {
                let location = infer_location(properties, span);
                self.report.add(span, findings::missing_location(location));
                location
            }
            Some(declared) => match known_location(declared) {
                Some(location) => {
                    if declared != location {
                        let finding = findings::approximated_location(declared, location);
                        self.report.add(&span.join("in"), finding);
                    }
                    location
                }
                None => {
                    let finding = findings::unknown_location(declared);
                    self.report.add(&span.join("in"), finding);
                    return None;
                }
            },
        };
        let properties = self.properties_mut(span)?;
        properties.insert("in".to_owned(), Node::String(location.to_owned()));
        Some(location)
    }

    /// Adds a `schema` with the keywords that are beside the name of the parameter.
    fn value_schema(&mut self, span: &Span, location: &str) {
        let Some(properties) = self.properties_mut(span) else {
            return;
        };
        if let Some(example) = properties.get("x-example").cloned() {
            properties.entry("example".to_owned()).or_insert(example);
        }
        let is_body = location == "body";
        if let Some(schema) = properties.get_mut("schema") {
            schema.as_map_mut().map(rewrite_file);
            if !is_body {
                let finding = findings::schema_of_parameter();
                self.report.add(&span.join("schema"), finding);
            }
            return;
        }
        let mut schema = schema_keywords(properties);
        if is_body && schema.is_empty() {
            return;
        }
        let description = properties.get("description");
        if let Some(text) = description.filter(|_| location == "formData") {
            schema.insert("description".to_owned(), text.clone());
        }
        rewrite_file(&mut schema);
        let has_type = SCHEMA_KEYWORDS.iter().any(|key| schema.contains_key(*key));
        if !has_type {
            schema.insert("type".to_owned(), Node::String("string".to_owned()));
        }
        let is_list = schema.get("type").and_then(Node::as_str) == Some("array");
        let lacks_items = is_list && !schema.contains_key("items");
        if lacks_items {
            let string =
                Properties::from_iter([("type".to_owned(), Node::String("string".to_owned()))]);
            schema.insert("items".to_owned(), Node::Map(string));
        }
        properties.insert("schema".to_owned(), Node::Map(schema));
        let sources = &mut self.documents.sources;
        sources.record_move(&span.join("schema"), span);
        if is_body {
            self.report.add(span, parameter::schema_beside_name());
        } else if !has_type {
            self.report.add(span, findings::missing_type());
        } else if lacks_items {
            self.report.add(span, findings::missing_items());
        }
    }

    /// Adds the style and `explode` of a list. The default is a comma-separated list.
    fn list_style(&mut self, span: &Span, location: &str) {
        self.nested_lists(span);
        let Some(node) = self.documents.node(span) else {
            return;
        };
        if location == "body" || !node.member("schema").is_some_and(is_list) {
            return;
        }
        let format = node.member("collectionFormat").and_then(Node::scalar_text);
        let mut format = format.unwrap_or("csv");
        let format_span = span.join("collectionFormat");
        if format == "pipe" {
            self.report.add(&format_span, findings::pipe_format());
            format = "pipes";
        }
        let known = COLLECTION_FORMATS
            .into_iter()
            .find(|(name, ..)| *name == format);
        let has_styles = matches!(location, "query" | "formData");
        let (style, explode) = match known {
            Some((_, style, explode)) if has_styles => (Some(style), explode),
            Some(("csv", ..)) => (None, false),
            // These have a style without a name in OpenAPI 3.0.
            _ if is_delimited(format, location) => (None, false),
            _ => {
                let finding = findings::unsupported_collection_format(format);
                self.report.add(&format_span, finding);
                (None, false)
            }
        };
        let Some(properties) = self.properties_mut(span) else {
            return;
        };
        if let Some(style) = style {
            let style = Node::String(style.to_owned());
            properties.entry("style".to_owned()).or_insert(style);
        }
        let explode = Node::Bool(explode);
        properties.entry("explode".to_owned()).or_insert(explode);
    }

    /// Reports nested lists, which no style of OpenAPI 3.0 serializes. The elements of the outer list
    /// become strings, so that the caller serializes the inner lists.
    fn nested_lists(&mut self, span: &Span) {
        let items = span.join("schema").join("items");
        let is_nested = self.documents.node(&items).is_some_and(is_list);
        // The items of a body are JSON.
        if !is_nested || self.documents.node(&span.join("items")).is_none() {
            return;
        }
        self.report
            .add(&span.join("items"), findings::nested_list_of_parameter());
        if let Some(schema) = self.properties_mut(&span.join("schema")) {
            let string =
                Properties::from_iter([("type".to_owned(), Node::String("string".to_owned()))]);
            schema.insert("items".to_owned(), Node::Map(string));
        }
    }

    /// Returns whether a parameter is a file.
    pub(super) fn is_file(&self, parameter: &Span) -> bool {
        let node = self.node(parameter);
        match node.and_then(|node| node.member("type")) {
            Some(ty) => ty.as_str() == Some("file"),
            None => self.is_binary(&parameter.join("schema")),
        }
    }

    /// Returns the style of a rewritten parameter, if the parameter is a list.
    pub(super) fn list_encoding(&self, parameter: &Span) -> Option<ListStyle> {
        let node = self.node(parameter)?;
        let explode = node.member("explode")?;
        let style = node.member("style").and_then(Node::as_str);
        Some(ListStyle {
            style: style.unwrap_or("form").to_owned(),
            explode: is_true(Some(explode)),
        })
    }
}

/// Returns whether a parameter is a list with a delimiter other than a comma.
fn is_delimited(format: &str, location: &str) -> bool {
    let location = ParameterLocation::from_name(location);
    location.is_some_and(|location| location.collection_style(format).is_some())
}

fn is_list(schema: &Node) -> bool {
    schema.member("type").and_then(Node::as_str) == Some("array")
        || schema.member("items").is_some()
}

/// Returns the keywords of a parameter that belong in a schema.
fn schema_keywords(parameter: &Properties) -> Properties {
    let mut schema: Properties = SCHEMA_KEYWORDS
        .iter()
        .chain(&VALUE_DESCRIPTIONS)
        .filter_map(|key| Some(((*key).to_owned(), parameter.get(*key)?.clone())))
        .collect();
    if let Some(nullable) = parameter.get("x-nullable") {
        let nullable = nullable.clone();
        schema.entry("nullable".to_owned()).or_insert(nullable);
    }
    schema
}

/// Returns the location with a similar spelling.
fn known_location(declared: &str) -> Option<&'static str> {
    let declared = match declared.trim() {
        "form" => "formData",
        declared => declared,
    };
    LOCATIONS
        .into_iter()
        .find(|location| location.eq_ignore_ascii_case(declared))
}

/// Infers the location of a parameter: a path contains its parameters, and only a body has a
/// schema.
fn infer_location(parameter: &Properties, span: &Span) -> &'static str {
    let mut tokens = span.pointer.tokens();
    let section = tokens.next().filter(|section| section == "paths");
    let path = section.and_then(|_| tokens.next()).unwrap_or_default();
    match parameter.get("name").and_then(Node::scalar_text) {
        Some(name) if path.contains(&format!("{{{name}}}")) => "path",
        _ if parameter.contains_key("schema") => "body",
        _ => "query",
    }
}

//! Parameters and headers: their values are described in a schema, and how lists are written in a style.

use super::schema::file;
use super::{Members, Rewriting, flag};
use crate::diagnostic::Code;
use crate::documents::DocumentSet;
use crate::grammar::SCHEMA_KEYWORDS;
use crate::node::Node;
use crate::pointer::Span;
use crate::version::Version;

const LOCATIONS: [&str; 6] = ["query", "header", "path", "formData", "body", "cookie"];

/// Extensions that describe the values of an enumeration.
const VALUE_TEXTS: [&str; 2] = ["x-enum-descriptions", "x-enumDescriptions"];

/// How the elements of a list are written (Swagger 2.0, `collectionFormat`), and the style that says so.
const LIST_FORMATS: [(&str, &str, bool); 4] = [
    ("csv", "form", false),
    ("multi", "form", true),
    ("ssv", "spaceDelimited", false),
    ("pipes", "pipeDelimited", false),
];

/// Whether what stands among the parameters is one. In Swagger 2.0 bodies stand there too, which are request bodies by now, and what could
/// not be read, which was reported.
pub(crate) fn is_parameter(documents: &DocumentSet, place: &Span) -> bool {
    let Some(node) = documents
        .node(place)
        .filter(|_| documents.version() == Version::V2_0)
    else {
        return true;
    };
    let location = node.member("in").and_then(Node::as_str);
    location.is_some_and(|location| LOCATIONS.contains(&location) && !is_body(location))
        && node.member("name").and_then(Node::scalar_text).is_some()
}

/// Whether a location is the body, as a whole or in parts.
pub(super) fn is_body(location: &str) -> bool {
    matches!(location, "body" | "formData")
}

impl Rewriting<'_> {
    /// Rewrites a parameter.
    pub(super) fn parameter(&mut self, place: &Span) {
        let Some(location) = self.location(place) else {
            return;
        };
        let has_name = self
            .documents
            .node(place)
            .is_some_and(|node| node.member("name").and_then(Node::scalar_text).is_some());
        if !has_name && location != "body" {
            self.report.skip(
                Code::InvalidPiece,
                place,
                "a parameter has no name; it is left out",
                "add `name`",
            );
            return;
        }
        self.values(place, location);
        self.list_style(place, location);
    }

    /// Rewrites a header of a response.
    pub(super) fn header(&mut self, place: &Span) {
        self.values(place, "header");
        self.nested_lists(place);
    }

    /// Where a parameter stands in a request. What is missing is guessed.
    fn location(&mut self, place: &Span) -> Option<&'static str> {
        let members = self.documents.node(place)?.as_map()?;
        let written = members
            .get("in")
            .and_then(Node::scalar_text)
            .map(str::to_owned);
        let known = written.as_ref().map(|written| {
            let written = if written.trim() == "form" {
                "formData"
            } else {
                written.trim()
            };
            LOCATIONS
                .into_iter()
                .find(|location| location.eq_ignore_ascii_case(written))
        });
        let location = match known {
            Some(Some(location)) => location,
            Some(None) => {
                let message = format!(
                    "a parameter stands in `{}`, which is no place; it is left out",
                    written.unwrap_or_default()
                );
                let hint = "write `query`, `header`, `path`, `formData` or `body`";
                self.report
                    .skip(Code::InvalidPiece, &place.join("in"), message, hint);
                return None;
            }
            None => {
                let location = guess(members, place);
                let message = format!(
                    "a parameter does not say where it stands; `in: {location}` is assumed"
                );
                self.report
                    .warn(Code::InvalidPiece, place, message, "add `in`");
                location
            }
        };
        if written
            .as_deref()
            .is_some_and(|written| written != location)
        {
            let message = format!(
                "`{}` is no place of a parameter; `{location}` is meant",
                written.unwrap_or_default()
            );
            self.report.warn(
                Code::InvalidPiece,
                &place.join("in"),
                message,
                format!("write `{location}`"),
            );
        }
        let members = self.documents.node_mut(place)?.as_map_mut()?;
        members.insert("in".to_owned(), Node::String(location.to_owned()));
        Some(location)
    }

    /// Puts what is said about the values beside the name into `schema`.
    fn values(&mut self, place: &Span, location: &str) {
        let Some(members) = self.documents.node_mut(place).and_then(Node::as_map_mut) else {
            return;
        };
        if let Some(example) = members.get("x-example").cloned() {
            members.entry("example".to_owned()).or_insert(example);
        }
        let is_body = location == "body";
        if let Some(schema) = members.get_mut("schema") {
            schema.as_map_mut().map(file);
            if !is_body {
                let message = "a parameter has a `schema`, which only a body has in Swagger 2.0; it is read as in OpenAPI 3.0";
                self.report.count(
                    Code::InvalidPiece,
                    &place.join("schema"),
                    message,
                    "write `type` and its like beside the name",
                );
            }
            return;
        }
        let keywords = SCHEMA_KEYWORDS.iter().chain(&VALUE_TEXTS);
        let mut schema: Members = keywords
            .filter_map(|key| Some(((*key).to_owned(), members.get(*key)?.clone())))
            .collect();
        if let Some(nullable) = members.get("x-nullable") {
            schema
                .entry("nullable".to_owned())
                .or_insert_with(|| nullable.clone());
        }
        if is_body && schema.is_empty() {
            return;
        }
        if let Some(text) = members
            .get("description")
            .filter(|_| location == "formData")
        {
            schema.insert("description".to_owned(), text.clone());
        }
        file(&mut schema);
        let says_type = SCHEMA_KEYWORDS.iter().any(|key| schema.contains_key(*key));
        if !says_type {
            schema.insert("type".to_owned(), Node::String("string".to_owned()));
        }
        let is_list = schema.get("type").and_then(Node::as_str) == Some("array");
        let lacks_items = is_list && !schema.contains_key("items");
        if lacks_items {
            let text = Node::String("string".to_owned());
            schema.insert(
                "items".to_owned(),
                Node::Map(Members::from([("type".to_owned(), text)])),
            );
        }
        members.insert("schema".to_owned(), Node::Map(schema));
        self.documents.sources.moved(&place.join("schema"), place);
        if is_body {
            let message = "the body is described beside the name instead of in `schema`";
            self.report.warn(
                Code::InvalidPiece,
                place,
                message,
                "put `type` and its like into `schema`",
            );
        } else if !says_type {
            self.report.count(
                Code::InvalidPiece,
                place,
                "a parameter has no type; texts are assumed",
                "add `type`",
            );
        } else if lacks_items {
            self.report.count(
                Code::InvalidPiece,
                place,
                "a list does not say what its elements are; texts are assumed",
                "add `items`",
            );
        }
    }

    /// Says in a style how a list is written. Without a word, the elements stand with commas between them.
    fn list_style(&mut self, place: &Span, location: &str) {
        self.nested_lists(place);
        let Some(node) = self.documents.node(place) else {
            return;
        };
        let schema = node.member("schema");
        let is_list = schema.is_some_and(|schema| {
            schema.member("type").and_then(Node::as_str) == Some("array")
                || schema.member("items").is_some()
        });
        if !is_list || location == "body" {
            return;
        }
        let mut written = node
            .member("collectionFormat")
            .and_then(Node::scalar_text)
            .unwrap_or("csv")
            .to_owned();
        if written == "pipe" {
            let message = "`pipe` is no `collectionFormat`; `pipes` is meant";
            self.report.warn(
                Code::InvalidPiece,
                &place.join("collectionFormat"),
                message,
                "write `pipes`",
            );
            written.push('s');
        }
        let known = LIST_FORMATS.into_iter().find(|(name, ..)| *name == written);
        let has_styles = matches!(location, "query" | "formData");
        let (style, explode) = match known {
            Some((_, style, explode)) if has_styles => (Some(style), explode),
            // All other places have one style, in which there are commas between the elements.
            Some(("csv", ..)) => (None, false),
            _ => {
                let message = format!(
                    "no style writes a list here as `{written}`; commas are put between its elements"
                );
                let hint = "use `csv`, in queries and forms also `multi`, `ssv` or `pipes`";
                self.report.degrade(
                    Code::UnsupportedStyle,
                    &place.join("collectionFormat"),
                    message,
                    hint,
                );
                (None, false)
            }
        };
        let Some(members) = self.documents.node_mut(place).and_then(Node::as_map_mut) else {
            return;
        };
        if let Some(style) = style {
            members
                .entry("style".to_owned())
                .or_insert_with(|| Node::String(style.to_owned()));
        }
        members
            .entry("explode".to_owned())
            .or_insert(Node::Bool(explode));
    }

    /// Lists inside lists are written as the list around them.
    fn nested_lists(&mut self, place: &Span) {
        let mut at = place.join("items");
        while let Some(node) = self.documents.node(&at) {
            let format = node.member("collectionFormat").and_then(Node::scalar_text);
            if format.is_some_and(|format| format != "csv") {
                let message = "the `collectionFormat` of a list inside a list has no effect";
                self.report.count(
                    Code::UnsupportedStyle,
                    &at.join("collectionFormat"),
                    message,
                    "use a list of plain values",
                );
            }
            at = at.join("items");
        }
    }

    /// Whether a parameter is a file.
    pub(super) fn is_file(&self, parameter: &Span) -> bool {
        let node = self.documents.node(parameter);
        match node.and_then(|node| node.member("type")) {
            Some(ty) => ty.as_str() == Some("file"),
            None => self.is_binary(&parameter.join("schema")),
        }
    }

    /// Whether the elements of a list in a form are fields of their own; none of something else than a list.
    pub(super) fn form_style(&self, parameter: &Span) -> Option<(String, bool)> {
        let node = self.documents.node(parameter)?;
        let explode = node.member("explode")?;
        let style = node
            .member("style")
            .and_then(Node::as_str)
            .unwrap_or("form");
        Some((style.to_owned(), flag(Some(explode))))
    }
}

/// A parameter of the path is named in it, and only a body has a schema.
fn guess(members: &Members, place: &Span) -> &'static str {
    let mut tokens = place.pointer.tokens();
    let path = tokens
        .next()
        .filter(|first| first == "paths")
        .and_then(|_| tokens.next())
        .unwrap_or_default();
    match members.get("name").and_then(Node::scalar_text) {
        Some(name) if path.contains(&format!("{{{name}}}")) => "path",
        _ if members.contains_key("schema") => "body",
        _ => "query",
    }
}

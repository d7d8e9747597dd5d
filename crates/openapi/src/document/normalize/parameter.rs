//! Parameters and headers.

use super::Properties;
use crate::diagnostic::Report;
use crate::diagnostic::catalogue::parameter as findings;
use crate::grammar::SCHEMA_KEYWORDS;
use crate::node::Node;
use crate::pointer::Span;
use crate::vocabulary::{ParameterLocation, Style};

/// Normalizes a parameter. Only `example` is used; `examples` is removed.
pub(super) fn normalize(parameter: &mut Properties, span: &Span, report: &mut Report) {
    querystring(parameter);
    schema_or_content(parameter, span, report);
    style(parameter, span, report);
    parameter.shift_remove("examples");
}

/// Normalizes a response header.
pub(super) fn normalize_header(header: &mut Properties, span: &Span, report: &mut Report) {
    schema_or_content(header, span, report);
    header.shift_remove("style");
    header.shift_remove("examples");
}

/// Rewrites the whole query (`in: querystring`, OpenAPI 3.2) as a query parameter.
fn querystring(parameter: &mut Properties) {
    if parameter.get("in").and_then(Node::as_str) == Some("querystring") {
        let query = Node::String("query".to_owned());
        parameter.insert("in".to_owned(), query.clone());
        parameter.entry("name".to_owned()).or_insert(query);
    }
}

/// Keeps exactly one of `schema` and `content`, as the specification requires. If both are missing,
/// the parameter itself is used as its schema.
fn schema_or_content(parameter: &mut Properties, span: &Span, report: &mut Report) {
    if parameter.contains_key("schema") {
        parameter.shift_remove("content");
        return;
    }
    if matches!(parameter.get("content"), Some(Node::Map(content)) if !content.is_empty()) {
        return;
    }
    parameter.shift_remove("content");
    let reference = Node::String(format!("#{}", span.pointer));
    let schema = Node::Map(Properties::from_iter([("$ref".to_owned(), reference)]));
    parameter.insert("schema".to_owned(), schema);
    let is_beside_name = SCHEMA_KEYWORDS
        .iter()
        .any(|key| parameter.contains_key(*key));
    let finding = if is_beside_name {
        findings::schema_beside_name()
    } else {
        findings::missing_schema()
    };
    report.add(span, finding);
}

/// Removes a style that is not allowed for the location of the parameter.
fn style(parameter: &mut Properties, span: &Span, report: &mut Report) {
    let text = |key: &str| parameter.get(key).and_then(Node::as_str);
    let (Some(location), Some(style)) = (text("in"), text("style")) else {
        return;
    };
    let Some(location) = ParameterLocation::from_name(location) else {
        return;
    };
    let allowed = location.styles();
    if !Style::from_name(style).is_some_and(|style| allowed.contains(&style)) {
        let finding = findings::style_not_allowed(style, location);
        report.add(&span.join("style"), finding);
        parameter.shift_remove("style");
    }
}

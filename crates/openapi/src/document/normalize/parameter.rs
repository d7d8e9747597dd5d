//! Parameters and headers.

use super::Members;
use crate::diagnostic::{Code, Report};
use crate::grammar::SCHEMA_KEYWORDS;
use crate::node::Node;
use crate::pointer::Span;

/// Repairs a parameter.
pub(super) fn repair(members: &mut Members, place: &Span, report: &mut Report) {
    whole_query(members);
    schema_or_content(members, place, report);
    style(members, place, report);
    first_example(members);
}

/// The whole query (`in: querystring`, OpenAPI 3.2) is a parameter of the query without a name of its own.
fn whole_query(members: &mut Members) {
    if members.get("in").and_then(Node::as_str) == Some("querystring") {
        members.insert("in".to_owned(), Node::String("query".to_owned()));
        members
            .entry("name".to_owned())
            .or_insert_with(|| Node::String("query".to_owned()));
    }
}

/// Repairs a header.
pub(super) fn repair_header(members: &mut Members, place: &Span, report: &mut Report) {
    schema_or_content(members, place, report);
    members.shift_remove("style");
    first_example(members);
}

/// Exactly one of `schema` and `content` has to be there.
fn schema_or_content(members: &mut Members, place: &Span, report: &mut Report) {
    if members.contains_key("schema") {
        members.shift_remove("content");
        return;
    }
    if matches!(members.get("content"), Some(Node::Map(content)) if !content.is_empty()) {
        return;
    }
    members.shift_remove("content");
    let reference = format!("#{}", place.pointer);
    members.insert(
        "schema".to_owned(),
        Node::Map(Members::from([(
            "$ref".to_owned(),
            Node::String(reference),
        )])),
    );
    let stray: Vec<&str> = SCHEMA_KEYWORDS
        .into_iter()
        .filter(|key| members.contains_key(*key))
        .collect();
    let (message, hint) = if stray.is_empty() {
        (
            "neither `schema` nor `content` says what the values are; texts are assumed",
            "add a schema",
        )
    } else {
        (
            "the values are described beside the name instead of in `schema`",
            "put `type` and its like into `schema`",
        )
    };
    report.warn(Code::InvalidPiece, place, message, hint);
}

/// A style that the location does not have is left out.
fn style(members: &mut Members, place: &Span, report: &mut Report) {
    let allowed: &[&str] = match members.get("in").and_then(Node::as_str) {
        Some("path") => &["simple", "label", "matrix"],
        Some("query") => &["form", "spaceDelimited", "pipeDelimited", "deepObject"],
        Some("header") => &["simple"],
        Some("cookie") => &["form"],
        _ => return,
    };
    let Some(style) = members.get("style").and_then(Node::as_str) else {
        return;
    };
    if !allowed.contains(&style) {
        let message = format!(
            "the style `{style}` does not exist here; `{}` is taken",
            allowed.first().unwrap_or(&"form")
        );
        report.warn(
            Code::InvalidPiece,
            &place.join("style"),
            message,
            "leave `style` out or choose one that exists here",
        );
        members.shift_remove("style");
    }
}

/// `examples` of a parameter serve nothing here; only `example` is shown.
fn first_example(members: &mut Members) {
    members.shift_remove("examples");
}

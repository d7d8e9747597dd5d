//! Headers of responses and of parts.

use openapiv3::{Header as Written, ParameterSchemaOrContent};

use super::schema::lowering::SchemaLowering;
use super::schema::reference;
use super::scope::Scope;
use super::value;
use crate::diagnostic::catalogue::response as catalogue;
use crate::grammar::Kind;
use crate::ir::{Docs, Header, Serialization};
use crate::node::Node;
use crate::pointer::Span;
use crate::vocabulary::Style;

/// Lowers a map of headers. Names of headers are case-insensitive (RFC 9110, 5.1), so the first of
/// several spellings is used. `Content-Type` is ignored, because other keys declare media types.
pub(super) fn lower_all(
    lowering: &mut SchemaLowering<'_>,
    span: &Span,
    scope: &Scope,
) -> Vec<Header> {
    let mut headers: Vec<Header> = Vec::new();
    let map = lowering.context.input.map(span);
    let names: Vec<String> = map
        .into_iter()
        .flat_map(|map| map.keys().cloned())
        .collect();
    for name in &names {
        let site = span.join(name);
        let known = headers
            .iter()
            .find(|header| header.name.eq_ignore_ascii_case(name));
        if name.eq_ignore_ascii_case("content-type") {
            let finding = catalogue::content_type_header();
            lowering.context.report.add(&site, finding);
        } else if let Some(known) = known {
            let finding = catalogue::duplicate_header(name, &known.name);
            lowering.context.report.add(&site, finding);
        } else {
            headers.extend(lower(lowering, name, &site, scope));
        }
    }
    headers
}

fn lower(
    lowering: &mut SchemaLowering<'_>,
    name: &str,
    site: &Span,
    scope: &Scope,
) -> Option<Header> {
    let span = lowering.context.follow(site, Kind::Header)?;
    let written: Written = lowering.context.read(&span)?;
    let scope = Scope::of_component(&span).unwrap_or_else(|| scope.step(name));
    let media_type = match &written.format {
        ParameterSchemaOrContent::Schema(_) => None,
        ParameterSchemaOrContent::Content(content) => content.keys().next(),
    };
    let (reference, is_json) = match media_type {
        Some(name) => value::lower(lowering, &span, name, &scope),
        None => (reference::lower_or_string(lowering, &span, &scope), false),
    };
    let serialization = if is_json {
        Serialization::Json
    } else {
        let explode = lowering.context.input.node(&span.join("explode"));
        Serialization::Style {
            style: Style::Simple,
            explode: matches!(explode, Some(Node::Bool(true))),
            allow_reserved: false,
        }
    };
    let docs = reference.docs;
    Some(Header {
        name: name.to_owned(),
        required: written.required,
        docs: Docs {
            description: written.description.or(docs.description),
            deprecated: written.deprecated.unwrap_or_default() || docs.deprecated,
            example: written.example.or(docs.example),
            ..docs
        },
        ty: reference.ty,
        serialization,
        span,
    })
}

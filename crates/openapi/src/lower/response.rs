//! Responses and their headers.

use std::collections::HashMap;

use openapiv3::{Header as WrittenHeader, ParameterSchemaOrContent, Response as Written};

use super::content;
use super::schema::lowering::SchemaLowering;
use super::schema::reference;
use super::scope::Scope;
use crate::diagnostic::catalogue::{response as catalogue, root};
use crate::grammar::Kind;
use crate::ir::{Docs, Header, Response, Serialization};
use crate::node::Node;
use crate::pointer::Span;
use crate::vocabulary::{Status, Style};

/// The responses that have been lowered, by location. Several operations can share one.
pub(super) type ResponseCache = HashMap<Span, Option<Response>>;

/// Lowers the responses of an operation, sorted by status.
pub(super) fn lower_all(
    lowering: &mut SchemaLowering<'_>,
    cache: &mut ResponseCache,
    span: &Span,
    scope: &Scope,
) -> Vec<Response> {
    let Some(map) = lowering.context.object_at(span, "responses") else {
        if lowering.context.input.node(span).is_none() {
            let finding = catalogue::missing_responses();
            lowering.context.report.add(span, finding);
        }
        return Vec::new();
    };
    let mut responses: Vec<Response> = Vec::new();
    for key in map.keys().filter(|key| !key.starts_with("x-")) {
        let site = span.join(key);
        let Some(status) = Status::parse(key) else {
            let finding = catalogue::invalid_status(key);
            lowering.context.report.add(&site, finding);
            continue;
        };
        let canonical = status.to_string();
        if *key != canonical {
            let finding = catalogue::status_case(key, &canonical);
            lowering.context.report.add(&site, finding);
        }
        let Some(response) = lower(lowering, cache, status, &site, scope) else {
            continue;
        };
        if responses.iter().all(|other| other.status != status) {
            responses.push(response);
        }
    }
    responses.sort_by_key(|response| response.status);
    responses
}

fn lower(
    lowering: &mut SchemaLowering<'_>,
    cache: &mut ResponseCache,
    status: Status,
    site: &Span,
    scope: &Scope,
) -> Option<Response> {
    let span = lowering.context.follow(site, Kind::Response)?;
    if let Some(known) = cache.get(&span) {
        let known = known.clone();
        return known.map(|response| Response { status, ..response });
    }
    let response = lower_written(lowering, status, &span, scope);
    cache.insert(span, response.clone());
    response
}

fn lower_written(
    lowering: &mut SchemaLowering<'_>,
    status: Status,
    span: &Span,
    scope: &Scope,
) -> Option<Response> {
    let context = &mut lowering.context;
    let written: Written = context.read(span)?;
    if context.input.has(span, "links") {
        let finding = root::ignored("links");
        context.report.add(&span.join("links"), finding);
    }
    let component = Scope::of_component(span);
    let scope = component
        .clone()
        .unwrap_or_else(|| scope.step(status.phrase().to_ascii_lowercase()));
    let headers = lower_headers(lowering, written.headers.keys(), span, &scope);
    let description = written.description;
    Some(Response {
        status,
        component: component.and_then(|scope| scope.steps.into_iter().next()),
        docs: Docs {
            description: Some(description).filter(|text| !text.is_empty()),
            ..Docs::default()
        },
        headers,
        contents: content::lower_all(lowering, span, written.content.keys(), &scope),
        span: span.clone(),
    })
}

/// Lowers the headers of a response. Names of headers are case-insensitive (RFC 9110, 5.1), so the
/// first of several spellings is used.
fn lower_headers<'a>(
    lowering: &mut SchemaLowering<'_>,
    names: impl Iterator<Item = &'a String>,
    response: &Span,
    scope: &Scope,
) -> Vec<Header> {
    let mut headers: Vec<Header> = Vec::new();
    for name in names {
        let site = response.join("headers").join(name);
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
            headers.extend(lower_header(lowering, name, &site, scope));
        }
    }
    headers
}

fn lower_header(
    lowering: &mut SchemaLowering<'_>,
    name: &str,
    site: &Span,
    scope: &Scope,
) -> Option<Header> {
    let span = lowering.context.follow(site, Kind::Header)?;
    let written: WrittenHeader = lowering.context.read(&span)?;
    let scope = Scope::of_component(&span).unwrap_or_else(|| scope.step(name));
    let media_type = match &written.format {
        ParameterSchemaOrContent::Schema(_) => None,
        ParameterSchemaOrContent::Content(content) => content.keys().next(),
    };
    let (reference, is_json) = match media_type {
        Some(name) => content::lower_value(lowering, &span, name, &scope),
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

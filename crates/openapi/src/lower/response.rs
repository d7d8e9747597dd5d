//! Responses.

use std::collections::HashMap;

use openapiv3::Response as Written;

use super::content::{self, Message};
use super::header;
use super::schema::lowering::SchemaLowering;
use super::scope::Scope;
use crate::diagnostic::catalogue::{response as catalogue, root};
use crate::grammar::Kind;
use crate::ir::{Docs, Response};
use crate::pointer::Span;
use crate::vocabulary::Status;

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
    let headers = header::lower_all(lowering, &span.join("headers"), &scope);
    let description = written.description;
    Some(Response {
        status,
        component: component.and_then(|scope| scope.steps.into_iter().next()),
        docs: Docs {
            description: Some(description).filter(|text| !text.is_empty()),
            ..Docs::default()
        },
        headers,
        contents: content::lower_all(
            lowering,
            Message::Response,
            span,
            written.content.keys(),
            &scope,
        ),
        span: span.clone(),
    })
}

//! Schemas: keywords of JSON Schema that OpenAPI 3.0 spells otherwise.

use super::{Members, schema_type};
use crate::diagnostic::{Code, Report};
use crate::media_type::MediaType;
use crate::node::{Node, NumberValue};
use crate::pointer::Span;

/// Repairs a schema.
pub(super) fn repair(members: &mut Members, place: &Span, report: &mut Report) {
    schema_type::repair(members, place, report);
    exclusive_bound(members, "exclusiveMinimum", "minimum");
    exclusive_bound(members, "exclusiveMaximum", "maximum");
    multiple(members, place, report);
    constant(members);
    nullable(members);
    examples(members);
    content(members);
    discriminator(members, place, report);
    external_docs(members);
}

/// `exclusiveMinimum: 5` says what `minimum: 5, exclusiveMinimum: true` says.
fn exclusive_bound(members: &mut Members, exclusive: &str, bound: &str) {
    match members.get(exclusive) {
        Some(Node::Number(number)) => {
            let number = Node::Number(number.clone());
            members.insert(bound.to_owned(), number);
            members.insert(exclusive.to_owned(), Node::Bool(true));
        }
        None | Some(Node::Bool(_)) => {}
        Some(Node::String(text)) if text == "true" => {
            members.insert(exclusive.to_owned(), Node::Bool(true));
        }
        Some(_) => {
            members.shift_remove(exclusive);
        }
    }
}

/// Nothing is a multiple of 0, and a factor has no sign.
fn multiple(members: &mut Members, place: &Span, report: &mut Report) {
    let Some(Node::Number(number)) = members.get("multipleOf") else {
        return;
    };
    let is_positive = match number.value {
        NumberValue::Int(value) => value > 0,
        NumberValue::Float(value) => value > 0.0,
    };
    if !is_positive {
        let message = "`multipleOf` is not above 0; it is left out";
        report.degrade(
            Code::MismatchedValue,
            &place.join("multipleOf"),
            message,
            "write a number above 0",
        );
        members.shift_remove("multipleOf");
    }
}

/// `const: x` says what `enum: [x]` says.
fn constant(members: &mut Members) {
    if let Some(value) = members.shift_remove("const")
        && !members.contains_key("enum")
    {
        members.insert("enum".to_owned(), Node::List(vec![value]));
    }
}

/// `x-nullable` says in Swagger 2.0 what `nullable` says, and goes on saying it in documents that were converted.
fn nullable(members: &mut Members) {
    if members.get("x-nullable") == Some(&Node::Bool(true)) {
        members
            .entry("nullable".to_owned())
            .or_insert(Node::Bool(true));
    }
}

/// The first of `examples` is as good as `example`.
fn examples(members: &mut Members) {
    let Some(Node::List(mut list)) = members.shift_remove("examples") else {
        return;
    };
    if !members.contains_key("example") && !list.is_empty() {
        members.insert("example".to_owned(), list.swap_remove(0));
    }
}

/// JSON Schema says by the media type and the encoding of a text (Validation 2020-12, 8) what OpenAPI 3.0 says by its format.
fn content(members: &mut Members) {
    let is_text = members
        .get("type")
        .is_none_or(|ty| ty.as_str() == Some("string"));
    if members.contains_key("format") || !is_text {
        return;
    }
    let text = |key: &str| {
        members
            .get(key)
            .and_then(Node::as_str)
            .map(str::to_ascii_lowercase)
    };
    let format = match (text("contentEncoding"), text("contentMediaType")) {
        (Some(encoding), _) if encoding == "base64" || encoding == "base64url" => "byte",
        (None, Some(media_type)) if is_binary(&MediaType::new(&media_type)) => "binary",
        _ => return,
    };
    members.insert("format".to_owned(), Node::String(format.to_owned()));
}

/// Returns whether the content of a media type is not text.
fn is_binary(media_type: &MediaType) -> bool {
    let essence = media_type.essence();
    let is_text = media_type.is_text()
        || ["json", "xml", "yaml", "javascript"]
            .iter()
            .any(|syntax| essence.ends_with(syntax));
    !is_text && essence.contains('/')
}

/// A discriminator without the name of its property says nothing; a mapping to something else than text is left out.
fn discriminator(members: &mut Members, place: &Span, report: &mut Report) {
    let Some(Node::Map(discriminator)) = members.get_mut("discriminator") else {
        return;
    };
    if discriminator
        .get("propertyName")
        .and_then(Node::scalar_text)
        .is_none()
    {
        let at = place.join("discriminator");
        report.degrade(
            Code::DiscriminatorMapping,
            &at,
            "the discriminator names no property",
            "add `propertyName`",
        );
        members.shift_remove("discriminator");
        return;
    }
    match discriminator.get_mut("mapping") {
        Some(Node::Map(mapping)) => mapping.retain(|_, target| target.as_str().is_some()),
        Some(_) => {
            discriminator.shift_remove("mapping");
        }
        None => {}
    }
}

/// A link to documentation needs a URL to be one.
fn external_docs(members: &mut Members) {
    let has_url = members
        .get("externalDocs")
        .and_then(|docs| docs.member("url"))
        .and_then(Node::as_str)
        .is_some();
    if !has_url {
        members.shift_remove("externalDocs");
    }
}

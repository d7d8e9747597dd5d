//! Schemas: keywords of JSON Schema 2020-12 that OpenAPI 3.0 expresses differently.

use super::{Properties, normalize_external_docs, schema_type};
use crate::diagnostic::Report;
use crate::diagnostic::catalogue::schema as findings;
use crate::media_type::MediaType;
use crate::node::{Node, NumberValue};
use crate::pointer::Span;

/// Normalizes a schema.
pub(super) fn normalize(schema: &mut Properties, span: &Span, report: &mut Report) {
    schema_type::normalize(schema, span, report);
    exclusive_bound(schema, "exclusiveMinimum", "minimum");
    exclusive_bound(schema, "exclusiveMaximum", "maximum");
    multiple_of(schema, span, report);
    constant(schema);
    nullable(schema);
    examples(schema);
    content(schema, span, report);
    discriminator(schema, span, report);
    normalize_external_docs(schema);
}

/// Rewrites `exclusiveMinimum: 5` as `minimum: 5, exclusiveMinimum: true`.
fn exclusive_bound(schema: &mut Properties, exclusive: &str, bound: &str) {
    match schema.get(exclusive) {
        Some(Node::Number(number)) => {
            let number = Node::Number(number.clone());
            schema.insert(bound.to_owned(), number);
            schema.insert(exclusive.to_owned(), Node::Bool(true));
        }
        None | Some(Node::Bool(_)) => {}
        Some(Node::String(text)) if text == "true" => {
            schema.insert(exclusive.to_owned(), Node::Bool(true));
        }
        Some(_) => {
            schema.shift_remove(exclusive);
        }
    }
}

fn multiple_of(schema: &mut Properties, span: &Span, report: &mut Report) {
    let Some(Node::Number(number)) = schema.get("multipleOf") else {
        return;
    };
    let is_positive = match number.value {
        NumberValue::Int(value) => value > 0,
        NumberValue::Float(value) => value > 0.0,
    };
    if !is_positive {
        report.add(
            &span.join("multipleOf"),
            findings::multiple_of_not_positive(),
        );
        schema.shift_remove("multipleOf");
    }
}

/// Rewrites `const: x` as `enum: [x]`.
fn constant(schema: &mut Properties) {
    if let Some(value) = schema.shift_remove("const")
        && !schema.contains_key("enum")
    {
        schema.insert("enum".to_owned(), Node::List(vec![value]));
    }
}

/// Rewrites `x-nullable`, an extension of Swagger 2.0 that converted documents keep.
fn nullable(schema: &mut Properties) {
    if schema.get("x-nullable") == Some(&Node::Bool(true)) {
        let nullable = schema.entry("nullable".to_owned());
        nullable.or_insert(Node::Bool(true));
    }
}

/// Uses the first of `examples` as `example`.
fn examples(schema: &mut Properties) {
    let Some(Node::List(mut examples)) = schema.shift_remove("examples") else {
        return;
    };
    if !schema.contains_key("example") && !examples.is_empty() {
        schema.insert("example".to_owned(), examples.swap_remove(0));
    }
}

/// Rewrites `contentEncoding` and `contentMediaType` (JSON Schema Validation 2020-12, 8) as a
/// format.
fn content(schema: &mut Properties, span: &Span, report: &mut Report) {
    let ty = schema.get("type");
    let is_string = ty.is_none_or(|ty| ty.as_str() == Some("string"));
    if schema.contains_key("format") || !is_string {
        return;
    }
    let text = |key: &str| schema.get(key).and_then(Node::as_str);
    let encoding = text("contentEncoding").map(str::to_ascii_lowercase);
    let media_type = text("contentMediaType").map(MediaType::new);
    let is_binary = media_type.as_ref().map(is_binary);
    let format = match (encoding.as_deref(), is_binary) {
        (Some("base64"), _) => "byte",
        (Some("base64url"), _) => "base64url",
        // These encodings leave the content as it is (RFC 2045, 6.2).
        (None | Some("binary" | "7bit" | "8bit"), Some(true)) | (Some("binary"), None) => "binary",
        // Text remains text in these encodings.
        (None | Some("binary" | "7bit" | "8bit"), _) => return,
        (Some(encoding), _) => {
            let finding = findings::unsupported_content_encoding(encoding);
            report.add(&span.join("contentEncoding"), finding);
            return;
        }
    };
    schema.insert("format".to_owned(), Node::String(format.to_owned()));
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

/// Removes a discriminator without a property, and mapping targets that are not strings.
fn discriminator(schema: &mut Properties, span: &Span, report: &mut Report) {
    let Some(Node::Map(discriminator)) = schema.get_mut("discriminator") else {
        return;
    };
    let property = discriminator.get("propertyName");
    if property.and_then(Node::scalar_text).is_none() {
        let finding = findings::discriminator_without_property();
        report.add(&span.join("discriminator"), finding);
        schema.shift_remove("discriminator");
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

//! The `Accept` header of a request.

use specwright_openapi::ir::{self, ContentKind, Operation};

use crate::plan::model::response::{Content, ResponsePlan};

/// Returns the value of the `Accept` header: the distinct media types of all responses that the
/// client can read. The value is empty if no response has content.
pub(super) fn accept(responses: &[ResponsePlan], operation: &Operation) -> String {
    let mut accept: Vec<&str> = Vec::new();
    for (response, declared) in responses.iter().zip(&operation.responses) {
        for media_type in media_types(response, declared) {
            if !accept.contains(&media_type) {
                accept.push(media_type);
            }
        }
    }
    // A header value contains visible ASCII characters and spaces only.
    accept.retain(|media_type| media_type.bytes().all(|byte| matches!(byte, b' '..=b'~')));
    accept.join(", ")
}

/// Returns the media types of a response, including the JSON media types that are declared with the
/// same schema as the generated one.
fn media_types<'a>(response: &'a ResponsePlan, declared: &'a ir::Response) -> Vec<&'a str> {
    let mut media_types = Vec::new();
    for media_type in response.content.media_types() {
        let mut contents = declared.contents.iter();
        let content = contents.find(|content| content.media_type == *media_type);
        media_types.push(match (&response.content, content) {
            // The plan names a concrete media type for the declared range.
            (Content::Text { .. }, None) => text_range(declared).unwrap_or(media_type),
            _ => media_type,
        });
        if let Some(content) = content {
            media_types.extend(equivalent_json(declared, content));
        }
    }
    media_types
}

fn equivalent_json<'a>(
    declared: &'a ir::Response,
    content: &ir::Content,
) -> impl Iterator<Item = &'a str> {
    let is_json = content.kind == ContentKind::Json;
    let schema = content.ty;
    let contents = declared.contents.iter();
    let equivalent = contents
        .filter(move |other| is_json && other.kind == ContentKind::Json && other.ty == schema);
    equivalent.map(|content| content.media_type.as_str())
}

fn text_range(declared: &ir::Response) -> Option<&str> {
    let contents = declared.contents.iter();
    let mut texts = contents.filter(|content| content.kind == ContentKind::Text);
    let range = texts.find(|content| content.media_type.contains('*'))?;
    Some(&range.media_type)
}

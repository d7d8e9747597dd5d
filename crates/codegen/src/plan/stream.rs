//! Responses that are streams of items.

use specwright_openapi::ir::{self, ContentKind, Operation};
use specwright_openapi::vocabulary::{EventData, Status};

use super::content;
use super::context::Context;
use super::model::response::{Content, StreamFormat};
use super::model::ty::RustType;

/// Returns the streams of a response. Only a response to a successful request is a stream.
pub(super) fn of<'a>(
    operation: &Operation,
    response: &'a ir::Response,
) -> impl Iterator<Item = &'a ir::Content> {
    let is_success = matches!(response.status, Status::Code(200..=299) | Status::Range(2));
    let has_streams = is_success && !content::is_empty(operation, response.status);
    let contents = response.contents.iter();
    contents.filter(move |content| has_streams && content.kind.is_stream())
}

/// Returns the contents of a response that are not streams.
pub(super) fn others<'a>(
    operation: &Operation,
    response: &'a ir::Response,
) -> Vec<&'a ir::Content> {
    let streams: Vec<&ir::Content> = of(operation, response).collect();
    let is_whole = |content: &&ir::Content| !streams.iter().any(|it| std::ptr::eq(*it, *content));
    response.contents.iter().filter(is_whole).collect()
}

/// Plans the content of a stream. Items of a user-supplied type are JSON values, because streams
/// are not decoded by serde.
pub(super) fn plan(context: Context<'_>, content: &ir::Content) -> Content {
    let format = match content.kind {
        ContentKind::Events(data) => StreamFormat::Events(data),
        ContentKind::Records => StreamFormat::Records,
        _ => StreamFormat::Lines,
    };
    let text = matches!(format, StreamFormat::Events(EventData::Text));
    let item = match content.ty {
        None if text => RustType::String,
        ty => content::json_type(context.types, ty),
    };
    Content::Stream {
        media_type: content.media_type.clone(),
        format,
        item: match context.types.is_foreign(&item) {
            true => RustType::Value,
            false => item,
        },
    }
}

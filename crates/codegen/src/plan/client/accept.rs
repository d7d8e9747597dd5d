//! The `Accept` header of a request.

use specwright_openapi::media_type::MediaType;

use crate::plan::model::response::{Content, ResponsePlan};

/// Returns the value of the `Accept` header: the distinct media types of all responses that the
/// client can read. The value is empty if no response has content.
pub(super) fn accept<'a>(responses: impl IntoIterator<Item = &'a ResponsePlan>) -> String {
    let mut accept: Vec<&str> = Vec::new();
    let contents = responses.into_iter().map(|response| &response.content);
    for content in contents.flat_map(Content::alternatives) {
        for media_type in content.accepted() {
            let media_type = match content {
                // A server that can send any media type has to be asked for JSON.
                Content::Json { .. } if media_type.contains('*') => MediaType::JSON,
                _ => media_type,
            };
            if !accept.contains(&media_type) {
                accept.push(media_type);
            }
        }
    }
    // A header value contains visible ASCII characters and spaces only.
    accept.retain(|media_type| media_type.bytes().all(|byte| matches!(byte, b' '..=b'~')));
    accept.join(", ")
}

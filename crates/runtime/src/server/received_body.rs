//! Request bodies that are streams.

use axum::body::Body;
use futures_util::StreamExt;
use http_body::Body as _;
use http_body_util::{LengthLimitError, Limited};

use super::Failure;
use super::body_rejection::{malformed, too_large_stream};
use crate::stream::{BoxError, ByteStream, StreamError, StreamErrorKind};

/// Returns a body as a stream with a size limit in bytes.
pub(super) fn received(body: Body, limit: usize) -> ByteStream {
    let size = body.size_hint().exact();
    let body = Body::new(Limited::new(body, limit)).into_data_stream();
    let chunks = body.map(move |chunk| chunk.map_err(|error| failed(error.into(), limit)));
    ByteStream::of_chunks(Box::pin(chunks), size)
}

fn failed(error: BoxError, limit: usize) -> BoxError {
    let is_too_large = error
        .source()
        .is_some_and(|source| source.is::<LengthLimitError>());
    match is_too_large {
        true => {
            let message = format!("the body is larger than {limit} bytes");
            StreamError::new(StreamErrorKind::TooLarge, message).into()
        }
        false => StreamError::new(StreamErrorKind::Incomplete, error).into(),
    }
}

/// A body that is incomplete or too large is the fault of the caller; any other error is an internal
/// one.
impl From<StreamError> for Failure {
    fn from(error: StreamError) -> Self {
        match error.kind() {
            StreamErrorKind::TooLarge => too_large_stream(&error).into(),
            StreamErrorKind::Incomplete => malformed("The body is incomplete.").into(),
            _ => Self::internal(error),
        }
    }
}

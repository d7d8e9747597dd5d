//! Successes that the client returns as streams: streams of items, and bytes.

use specwright_openapi::vocabulary::Status;

use super::accept::accept;
use crate::plan::context::Context;
use crate::plan::model::client::{DecodedResponse, Outcome, StreamPlan};
use crate::plan::model::operation::OperationPlan;
use crate::plan::model::response::Content;

/// Removes the streams of items from the successes, and returns the first one, with the statuses of
/// all that are the same stream. Successes without content count as streams without items, unless
/// another success has content.
pub(super) fn take(successes: &mut Vec<DecodedResponse>) -> Option<DecodedResponse> {
    let streams = successes.extract_if(.., |success| success.response.is_stream());
    let streams: Vec<DecodedResponse> = streams.collect();
    let mut streams = streams.into_iter();
    let mut stream = streams.next()?;
    let same = streams.filter(|other| other.response.is_same_stream(&stream.response));
    let same: Vec<Status> = same.flat_map(|other| other.statuses).collect();
    stream.statuses.extend(same);
    let is_empty = |success: &DecodedResponse| success.response.content == Content::Empty;
    let empty = successes.iter().filter(|success| is_empty(success));
    let statuses = empty.flat_map(|success| success.statuses.iter().copied());
    // A range includes the statuses without content.
    if stream.statuses != [Status::Range(2)] {
        stream.statuses.extend(statuses);
    }
    if successes.iter().all(is_empty) {
        successes.clear();
    }
    Some(stream)
}

/// Plans the stream of a response. `failures` has the documented errors.
pub(super) fn plan(
    context: Context<'_>,
    common: &OperationPlan,
    stream: &DecodedResponse,
    failures: &[DecodedResponse],
) -> StreamPlan {
    let response = &stream.response;
    let failures = failures.iter().map(|failure| &failure.response);
    let is_items = response.is_stream();
    StreamPlan {
        statuses: stream.statuses.clone(),
        accept: accept([response].into_iter().chain(failures)),
        set: match is_items {
            true => context.config.stream_properties(&common.id),
            false => Vec::new(),
        },
        response: response.clone(),
    }
}

/// Returns the only success if its content is bytes.
pub(super) fn bytes(outcome: &Outcome) -> Option<&DecodedResponse> {
    let Outcome::One(success) = outcome else {
        return None;
    };
    let is_bytes = matches!(
        success.response.content,
        Content::Bytes { .. } | Content::Open { .. }
    );
    is_bytes.then_some(success)
}

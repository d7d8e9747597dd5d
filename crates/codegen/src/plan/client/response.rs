//! The documented responses as results of calls: successes and failures.

use specwright_openapi::vocabulary::Status;

use crate::names::Scope;
use crate::plan::model::client::DecodedResponse;
use crate::plan::model::docs::{Docs, Inline};
use crate::plan::model::response::{Content, ResponsePlan};
use crate::plan::response::title;

/// Splits responses into successes and failures. Successes are the 2xx responses; if none are
/// declared, the 3xx responses. If neither are declared, `default` is the success for 2xx statuses
/// and a failure for all others (OpenAPI 3.0.3, 4.7.16).
pub(super) fn split(responses: &[ResponsePlan]) -> (Vec<DecodedResponse>, Vec<DecodedResponse>) {
    let class = |response: &ResponsePlan| match response.status {
        Status::Code(code) => Some(code / 100),
        Status::Range(digit) => Some(u16::from(digit)),
        Status::Default => None,
    };
    let declared = |digit: &u16| responses.iter().any(|it| class(it) == Some(*digit));
    let success = [2, 3].into_iter().find(declared);
    let (mut successes, mut failures) = (Vec::new(), Vec::new());
    for response in responses {
        let decoded = |status: Status| DecodedResponse {
            statuses: vec![status],
            response: response.clone(),
        };
        match class(response) {
            Some(digit) if Some(digit) == success => successes.push(decoded(response.status)),
            None if success.is_none() => {
                successes.push(decoded(Status::Range(2)));
                failures.push(decoded(Status::Default));
            }
            _ => failures.push(decoded(response.status)),
        }
    }
    successes.extend(without_content(&successes, responses));
    (successes, failures)
}

/// Returns the success for the statuses that never have content (RFC 9110, 15.3.5 and 15.3.6), if
/// one with content covers them.
fn without_content(
    successes: &[DecodedResponse],
    responses: &[ResponsePlan],
) -> Option<DecodedResponse> {
    let covers = |success: &DecodedResponse| {
        success.statuses == [Status::Range(2)] && success.response.content != Content::Empty
    };
    let undeclared = |status: &Status| responses.iter().all(|it| it.status != *status);
    let empty = [204, 205].map(Status::Code).into_iter();
    let statuses: Vec<Status> = empty.filter(undeclared).collect();
    let status = *statuses.first().filter(|_| successes.iter().any(covers))?;
    let label = status.to_string();
    Some(DecodedResponse {
        response: ResponsePlan {
            status,
            variant: Scope::new().name(&title(status)),
            docs: Docs::line([
                Inline::code(&label),
                Inline::Own(": A success whose status allows no content."),
            ]),
            label,
            headers: None,
            content: Content::Empty,
            exceptions: Vec::new(),
        },
        statuses,
    })
}

//! Words for statuses.

use std::borrow::Cow;

use specwright_openapi::Status;

/// The text that a name for the status is made of: the phrase of RFC 9110, 15 (`Bad Request`), `Client Error` for `4XX`, `Status 299`
/// for one without a phrase.
pub fn phrase(status: Status) -> Cow<'static, str> {
    match status {
        Status::Code(418) => "Teapot".into(),
        status => status.phrase(),
    }
}

/// The status as the document writes it: `404`, `4XX`, `default`.
pub fn label(status: Status) -> String {
    status.to_string()
}

//! Words for statuses.

use std::borrow::Cow;

pub use specwright_openapi::ir::Status;

/// The text that a name for the status is made of: the phrase of RFC 9110, 15 (`Bad Request`), `Client Error` for `4XX`, `Status 299`
/// for one without a phrase.
pub fn phrase(status: Status) -> Cow<'static, str> {
    match status {
        Status::Code(code) => match http::StatusCode::from_u16(code)
            .ok()
            .and_then(|status| status.canonical_reason())
        {
            Some("I'm a teapot") => "Teapot".into(),
            Some(reason) => reason.into(),
            None => format!("Status {code}").into(),
        },
        Status::Range(1) => "Informational".into(),
        Status::Range(2) => "Success".into(),
        Status::Range(3) => "Redirection".into(),
        Status::Range(4) => "Client Error".into(),
        Status::Range(5) => "Server Error".into(),
        Status::Range(hundred) => format!("Status {hundred}xx").into(),
        Status::Default => "Default".into(),
    }
}

/// The status as the document writes it: `404`, `4XX`, `default`.
pub fn label(status: Status) -> String {
    match status {
        Status::Code(code) => code.to_string(),
        Status::Range(hundred) => format!("{hundred}XX"),
        Status::Default => "default".to_owned(),
    }
}

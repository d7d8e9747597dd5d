//! The reasons why a request or a response is not exchanged.

use std::fmt;

use specwright_runtime::client::Error;
use specwright_runtime::headers::HeaderError;
use specwright_runtime::server::Failure;
use specwright_runtime::stream::StreamError;

/// The reason why an exchange ended early.
#[derive(Clone, Debug)]
pub struct Stop {
    /// `value`: a typed value cannot be read or written as JSON. `request`: the client refuses a
    /// value. `response`: the case has no response. `undocumented`, `decode`, `transport`: the kind of the client's error.
    pub kind: &'static str,
    /// The value or the part of the message that caused the stop, and the description.
    pub message: String,
}

impl Stop {
    /// Creates a stop because of the value with a name.
    pub(crate) fn value(name: &str, message: &str) -> Self {
        Self {
            kind: "value",
            message: format!("{name}: {message}"),
        }
    }

    /// Creates a stop because the headers of a response cannot be read.
    #[allow(clippy::needless_pass_by_value, reason = "an argument of `map_err`")]
    pub fn headers(error: HeaderError) -> Self {
        Self {
            kind: "decode",
            message: error.to_string(),
        }
    }

    /// Creates a stop because the stream of a response cannot be read.
    pub(crate) fn stream(error: &StreamError) -> Self {
        Self {
            kind: "decode",
            message: error.to_string(),
        }
    }

    /// Creates a stop because the case has no response, or the driver does not have the response.
    pub fn response() -> Self {
        Self {
            kind: "response",
            message: "unknown response".to_owned(),
        }
    }
}

/// Converts the error of a call that is not a documented response.
pub fn failure<E: fmt::Display>(error: Error<E>) -> Stop {
    let message = error.to_string();
    let (kind, message) = match error {
        Error::Request(_) => ("request", message),
        Error::Unexpected(response) => {
            let body = String::from_utf8_lossy(response.body()).into_owned();
            ("undocumented", format!("{message}: {body}"))
        }
        Error::Decode(_) => ("decode", message),
        _ => ("transport", message),
    };
    Stop { kind, message }
}

/// A response that cannot be made is an internal error, which the record explains.
impl From<Stop> for Failure {
    fn from(stop: Stop) -> Self {
        Failure::internal(stop.message)
    }
}

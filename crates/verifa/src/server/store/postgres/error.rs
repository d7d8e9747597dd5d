//! Converting errors of the driver.

use crate::server::store::StoreError;

/// Returns the message of an error with the messages of its causes: the outermost message of this
/// driver does not contain the reason.
pub(super) fn message(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        let cause = error.to_string();
        if !text.contains(&cause) {
            text.push_str(": ");
            text.push_str(&cause);
        }
        source = error.source();
    }
    text
}

/// Converts any error to an error of the store.
pub(super) fn failed(error: impl std::error::Error) -> StoreError {
    StoreError(message(&error))
}

//! The location of an error: a value is read once more, by a slower way that knows where it is.

use std::cell::Cell;

use super::ValueError;

thread_local! {
    /// Whether an error must be located, for which the deserializer must be inside of the value.
    static LOCATES: Cell<bool> = const { Cell::new(false) };
}

/// Reads a value and, if that fails, once more for the location of the error. Parts of a value that
/// is being read for that purpose are read once.
pub(super) fn located<T>(
    read: impl FnOnce() -> Result<T, serde_json::Error>,
    read_again: impl FnOnce() -> Result<T, ValueError>,
) -> Result<T, ValueError> {
    if LOCATES.get() {
        return read_again();
    }
    read().or_else(|_| {
        LOCATES.set(true);
        let result = read_again();
        LOCATES.set(false);
        result
    })
}

/// Returns whether a value is being read for the location of its error.
pub(super) fn is_locating() -> bool {
    LOCATES.get()
}

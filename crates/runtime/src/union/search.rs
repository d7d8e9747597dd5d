//! The state that nested searches for the best match share on a thread: the remaining budget of
//! values to try, and the number of unrecognized values.

use std::cell::Cell;

/// The number of values that may be tried for each value in the input, to which [`EXTRA_TRIES`] is
/// added. A variant that contains unions is tried with all their variants, so searches within
/// searches multiply.
const TRIES_PER_VALUE: usize = 128;
const EXTRA_TRIES: usize = 256;

thread_local! {
    static SEARCH: Search = const {
        Search {
            depth: Cell::new(0),
            budget: Cell::new(0),
            unrecognized: Cell::new(0),
            explains: Cell::new(false),
        }
    };
}

struct Search {
    /// The number of searches in progress, each within the previous one.
    depth: Cell<usize>,
    /// The number of values that may still be tried.
    budget: Cell<usize>,
    /// The number of read values that the API description does not list.
    unrecognized: Cell<usize>,
    /// Whether the outermost search collects the reasons why variants do not match.
    explains: Cell<bool>,
}

/// Begins a search in a value of this many values. The outermost search determines the budget, and
/// whether reasons are collected.
pub(super) fn begin(size: usize, explains: bool) {
    SEARCH.with(|search| {
        if search.depth.get() == 0 {
            let budget = size
                .saturating_mul(TRIES_PER_VALUE)
                .saturating_add(EXTRA_TRIES);
            search.budget.set(budget);
            search.unrecognized.set(0);
            search.explains.set(explains);
        }
        search.depth.set(search.depth.get() + 1);
    });
}

/// Ends the innermost search.
pub(super) fn end() {
    SEARCH.with(|search| search.depth.set(search.depth.get().saturating_sub(1)));
}

/// Subtracts this number of values from the budget; returns `false` if the budget is exhausted.
pub(super) fn spend(values: usize) -> bool {
    SEARCH.with(|search| {
        let left = search.budget.get().checked_sub(values);
        search.budget.set(left.unwrap_or(0));
        left.is_some()
    })
}

/// Runs `read` and returns its result with the number of unrecognized values that it read.
pub(super) fn count_unrecognized<T>(read: impl FnOnce() -> T) -> (T, usize) {
    SEARCH.with(|search| {
        let before = search.unrecognized.replace(0);
        let result = read();
        (result, search.unrecognized.replace(before))
    })
}

/// Adds to the number of unrecognized values.
pub(super) fn add_unrecognized(values: usize) {
    SEARCH.with(|search| {
        search
            .unrecognized
            .set(search.unrecognized.get().saturating_add(values));
    });
}

/// Records a value that the API description does not list, so that a variant that recognizes the
/// value is preferred.
pub(crate) fn record_unrecognized() {
    add_unrecognized(1);
}

/// Returns whether a search is in progress. Otherwise checks that only affect its result can be
/// skipped.
pub(crate) fn is_searching() -> bool {
    SEARCH.with(|search| search.depth.get() > 0)
}

/// Returns whether a search is in progress that does not collect reasons.
pub(super) fn is_selecting() -> bool {
    SEARCH.with(|search| search.depth.get() > 0 && !search.explains.get())
}

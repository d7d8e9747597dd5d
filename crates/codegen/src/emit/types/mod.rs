//! The files of the types crate.

use super::{Job, Printer};

/// The files, none of them printed yet.
pub fn jobs(_printer: Printer<'_>) -> Vec<Job<'_>> {
    Vec::new()
}

//! The output.

use std::collections::BTreeMap;

/// The content of each file by its path. A path is relative, separated by `/`, and has no `.` or
/// `..` segments.
pub type FileSet = BTreeMap<String, String>;

//! What is to be written.

use std::collections::BTreeMap;

/// The output: the text of each file by its path, which is relative, made of names alone, and has `/` between its parts.
pub type FileSet = BTreeMap<String, String>;

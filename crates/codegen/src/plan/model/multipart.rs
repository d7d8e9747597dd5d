//! The files of multipart bodies.

use std::collections::BTreeMap;

/// The number of files in a property.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileCount {
    /// One file.
    One,
    /// A list of files.
    Many,
}

/// The properties of a multipart body that are files.
#[derive(Clone, Debug, Default)]
pub struct FileProperties {
    /// The declared properties, by name.
    pub named: BTreeMap<String, FileCount>,
    /// All undeclared properties.
    pub additional: Option<FileCount>,
}

impl FileProperties {
    /// Returns whether no property is a file.
    pub fn is_empty(&self) -> bool {
        self.named.is_empty() && self.additional.is_none()
    }
}

//! The files of multipart bodies.

use std::collections::BTreeMap;

/// How many files a member holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileCount {
    /// One.
    One,
    /// Any number.
    Many,
}

/// The members of a multipart body that are files.
#[derive(Clone, Debug, Default)]
pub struct FileProperties {
    /// The named ones.
    pub named: BTreeMap<String, FileCount>,
    /// Those without a name of their own.
    pub additional: Option<FileCount>,
}

impl FileProperties {
    /// Whether no member is a file.
    pub fn is_empty(&self) -> bool {
        self.named.is_empty() && self.additional.is_none()
    }
}

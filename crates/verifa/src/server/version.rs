//! The supported API versions.

use std::fmt;

use verifa_types::Date;

/// A supported API version: one of [`Version::ALL`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version(&'static str);

impl Version {
    /// All supported versions, oldest first. They do not differ yet; a difference between versions
    /// becomes a column of this table.
    pub const ALL: [Self; 2] = [Self("2026-01-01"), Self("2026-02-01")];

    /// The version that a key is pinned to by default.
    pub const NEWEST: Self = Self::ALL[Self::ALL.len() - 1];

    /// Parses the date of a version. Returns `None` for a retired version or any other string.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|version| version.0 == text)
    }

    /// Returns the date as it appears in headers.
    pub fn as_str(self) -> &'static str {
        self.0
    }
}

impl From<Version> for Date {
    fn from(version: Version) -> Self {
        Self::from(version.0)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0)
    }
}

//! The versions of the API that are served.

use std::fmt;

use verifa_types::Date;

/// A version that is served. Only [`Version::parse`] and [`Version::NEWEST`] make one, so each stands in [`Version::ALL`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version(&'static str);

impl Version {
    /// Every version that is served, oldest first. They are alike for now; a difference between two of them becomes a
    /// column of this table.
    pub const ALL: [Self; 2] = [Self("2026-01-01"), Self("2026-02-01")];

    /// The version that a key is pinned to unless its owner says otherwise.
    pub const NEWEST: Self = Self::ALL[Self::ALL.len() - 1];

    /// Finds a version by its date. `None` is a date that was never served or no longer is.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|version| version.0 == text)
    }

    /// The date, as header fields carry it.
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

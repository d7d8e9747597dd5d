//! The versions of the OpenAPI Specification, which was named Swagger up to 2.0.

use std::fmt;

/// A supported version of the OpenAPI Specification. Patch versions are not distinguished.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the names are those of the versions")]
pub enum Version {
    V2_0,
    V3_0,
    V3_1,
    V3_2,
}

impl Version {
    /// Returns whether schemas follow JSON Schema 2020-12, as they do since OpenAPI 3.1.
    pub fn has_json_schema(self) -> bool {
        self >= Self::V3_1
    }

    /// Parses the value of a version key: `2.0` for `swagger`; `3.1`, or `3.1.` with a patch
    /// number, for `openapi`.
    pub(crate) fn parse(key: &str, text: &str) -> Option<Self> {
        let known: &[(&str, Self)] = match key {
            "swagger" => return (text == "2.0").then_some(Self::V2_0),
            "openapi" => &[
                ("3.0", Self::V3_0),
                ("3.1", Self::V3_1),
                ("3.2", Self::V3_2),
            ],
            _ => &[],
        };
        let (patch, version) = known
            .iter()
            .find_map(|(name, version)| Some((text.strip_prefix(name)?, *version)))?;
        let is_number =
            |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        (patch.is_empty() || patch.strip_prefix('.').is_some_and(is_number)).then_some(version)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::V2_0 => "2.0",
            Self::V3_0 => "3.0",
            Self::V3_1 => "3.1",
            Self::V3_2 => "3.2",
        })
    }
}

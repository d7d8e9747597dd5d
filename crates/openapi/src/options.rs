//! Options for reading a document.

use serde::Deserialize;

use crate::limits::Limits;

/// The options for reading a document. By default every unresolved reference is an error.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// The limits on the resources that the document may use.
    pub limits: Limits,
    /// The treatment of references that do not resolve.
    pub unresolved: Unresolved,
}

/// The treatment of references that do not resolve and that an operation uses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unresolved {
    /// The document is rejected. Schemas of Swagger 2.0 are treated as with [`Unresolved::Any`] if
    /// they are missing.
    #[default]
    Error,
    /// Each reference is a warning: a schema accepts any value, and an object of another kind is
    /// omitted. The same applies to values of a wrong type.
    Any,
}

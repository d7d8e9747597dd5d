//! Documentation that the document gives to schemas, operations, parameters and other items.

use serde_json::Value;

/// The documentation of an item, as far as generated code includes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Docs {
    /// A short text: the `title` of a schema or the `summary` of an operation.
    pub title: Option<String>,
    /// A description, in CommonMark.
    pub description: Option<String>,
    /// Whether the item is deprecated.
    pub deprecated: bool,
    /// The URL of external documentation.
    pub external: Option<String>,
    /// An example value, exactly as the document declares it.
    pub example: Option<Value>,
}

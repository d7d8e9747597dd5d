//! Keywords that constrain values, and those that do not.

/// Keywords that do not constrain values. OpenAPI 3.0 ignores them beside a reference, too.
const ANNOTATIONS: [&str; 12] = [
    "title",
    "summary",
    "description",
    "deprecated",
    "nullable",
    "default",
    "example",
    "examples",
    "readOnly",
    "writeOnly",
    "externalDocs",
    "xml",
];

/// Returns whether a keyword can constrain values.
pub(super) fn is_constraint(key: &str) -> bool {
    !key.starts_with('$') && !key.starts_with("x-") && !ANNOTATIONS.contains(&key)
}

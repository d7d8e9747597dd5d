//! Findings about schemas.

use crate::diagnostic::{Code, Finding};

const TYPES: &str = "use `string`, `number`, `integer`, `boolean`, `object`, `array` or `null`";

/// A boolean schema in a version without them.
pub(crate) fn boolean_before_3_1() -> Finding {
    Finding::degraded(
        Code::InvalidPiece,
        "boolean schemas require OpenAPI 3.1; any value is accepted",
        "write `{}` for a schema that accepts any value",
    )
}

/// The schema `false`, which accepts no value.
pub(crate) fn never() -> Finding {
    Finding::degraded(
        Code::IgnoredKeyword,
        "the schema `false` accepts no value; any value is accepted instead",
        "remove the property or element that the schema is for",
    )
    .grouped()
}

/// A keyword of the surrounding schema is indented too far and ends up in `properties`.
pub(crate) fn keyword_among_properties(name: &str) -> Finding {
    Finding::skipped(
        Code::InvalidPiece,
        format!("`{name}` in `properties` is a keyword, not a property; it is ignored"),
        format!("move `{name}` out of `properties`"),
    )
}

/// The key resembles a keyword of schemas.
pub(crate) fn misspelled_keyword(key: &str, similar: &str) -> Finding {
    Finding::warning(
        Code::InvalidPiece,
        format!("unknown keyword `{key}` in a schema; it is ignored"),
        format!("did you mean `{similar}`?"),
    )
    .grouped()
}

/// `type` is neither a string nor a list of strings.
pub(crate) fn invalid_type(found: &str) -> Finding {
    Finding::degraded(
        Code::MismatchedValue,
        format!(
            "expected `type` to be a string, found {}; it is ignored",
            found
        ),
        TYPES,
    )
}

/// `type` is not a type of JSON Schema.
pub(crate) fn unknown_type(name: &str) -> Finding {
    Finding::degraded(
        Code::InvalidPiece,
        format!("unknown type `{name}`; any value is accepted"),
        TYPES,
    )
}

/// `type` is not a type of JSON Schema, but only one type can be meant.
pub(crate) fn approximated_type(name: &str, used: &str) -> Finding {
    Finding::warning(
        Code::InvalidPiece,
        format!("unknown type `{name}`; `{used}` is used instead"),
        format!("write `{used}`"),
    )
}

/// `multipleOf` is zero or negative.
pub(crate) fn multiple_of_not_positive() -> Finding {
    Finding::degraded(
        Code::MismatchedValue,
        "expected `multipleOf` to be greater than 0; it is ignored",
        "write a number greater than 0",
    )
}

/// A discriminator has no `propertyName`.
pub(crate) fn discriminator_without_property() -> Finding {
    Finding::degraded(
        Code::DiscriminatorMapping,
        "missing `propertyName` in a discriminator, which is ignored",
        "add `propertyName`",
    )
}

/// A dynamic reference, which another schema could redirect.
pub(crate) fn dynamic_reference() -> Finding {
    Finding::degraded(
        Code::IgnoredKeyword,
        "`$dynamicRef` is treated as `$ref`",
        "check that no other schema redefines the `$dynamicAnchor`",
    )
    .grouped()
}

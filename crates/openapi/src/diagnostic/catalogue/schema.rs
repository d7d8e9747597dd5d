//! Findings about schemas.

use crate::diagnostic::{Code, Finding};
use crate::vocabulary::JsonType;

const TYPES: &str = "use `string`, `number`, `integer`, `boolean`, `object`, `array` or `null`";

const USE_REGEX: &str = "write a regular expression of ECMA-262";

/// A boolean is used as a schema in a version without boolean schemas.
pub(crate) fn boolean_before_3_1() -> Finding {
    Finding::degraded(
        Code::InvalidPiece,
        "boolean schemas require OpenAPI 3.1; any value is accepted",
        "write `{}` for a schema that accepts any value",
    )
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

/// `type` is neither a string nor an array of strings.
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

/// `type` is not a type of JSON Schema, but the intended type is unambiguous.
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

/// Returns the finding for a keyword that is ignored, or `None` for any other keyword.
pub(crate) fn ignored_keyword(key: &str) -> Option<Finding> {
    let (reason, hint) = match key {
        "dependencies" => (
            "only older drafts of JSON Schema have it",
            "use `dependentRequired` or `dependentSchemas`",
        ),
        "contentSchema" => (
            "the content of strings is not parsed",
            "if the constraint matters, check it in your own code",
        ),
        _ => return None,
    };
    let message = format!("`{key}` is ignored: {reason}");
    Some(Finding::degraded(Code::IgnoredKeyword, message, hint).grouped())
}

/// A schema without `type` has schemas of properties or elements.
pub(crate) fn implied_type(ty: JsonType) -> Finding {
    let keyword = match ty {
        JsonType::Array => "items",
        _ => "properties",
    };
    let ty = ty.name();
    Finding::warning(
        Code::MissingType,
        format!("a schema with `{keyword}` but without `type` is read as an {ty}"),
        format!("add `type: {ty}`"),
    )
    .grouped()
}

/// A schema has keywords beside a `$ref`, which OpenAPI 3.0 ignores.
pub(crate) fn keywords_beside_reference() -> Finding {
    Finding::degraded(
        Code::IgnoredKeyword,
        "keywords beside `$ref` are ignored in OpenAPI 3.0",
        "move the reference into `allOf`, and keep the keywords beside `allOf`",
    )
    .grouped()
}

/// `nullable` is beside a `$ref`.
pub(crate) fn nullable_beside_reference() -> Finding {
    Finding::warning(
        Code::IgnoredKeyword,
        "`nullable` beside `$ref` applies here, although OpenAPI 3.0 ignores it",
        "write `nullable: true` beside `allOf: [{$ref: ...}]`",
    )
    .grouped()
}

/// Strings are in an encoding that is neither base64 nor the identity.
pub(crate) fn unsupported_content_encoding(encoding: &str) -> Finding {
    Finding::degraded(
        Code::IgnoredKeyword,
        format!("the `contentEncoding` `{encoding}` is not decoded; the string is passed through"),
        "use `base64` or `base64url`, or decode the string in your own code",
    )
    .grouped()
}

/// `items` is a list of schemas.
pub(crate) fn items_is_a_list() -> Finding {
    Finding::warning(
        Code::InvalidPiece,
        "expected `items` to be a schema, found an array, which only older drafts of JSON Schema allow",
        "use `prefixItems` for schemas by position, or a single schema for all elements",
    )
}

/// `pattern` is not a regular expression.
pub(crate) fn invalid_pattern(reason: &str) -> Finding {
    Finding::degraded(
        Code::InvalidPattern,
        format!("invalid regular expression: {reason}; `pattern` is ignored"),
        USE_REGEX,
    )
}

/// A key of `patternProperties` is not a regular expression.
pub(crate) fn invalid_property_pattern(reason: &str) -> Finding {
    Finding::degraded(
        Code::InvalidPattern,
        format!("invalid regular expression: {reason}; the properties are not typed"),
        USE_REGEX,
    )
}

/// A lower bound exceeds the upper bound.
pub(crate) fn contradictory_bounds() -> Finding {
    Finding::degraded(
        Code::MismatchedValue,
        "the lower bound is greater than the upper bound; both are ignored",
        "correct one of the bounds",
    )
}

/// `enum` lists values of other types than the schema's.
pub(crate) fn mismatched_enum_values() -> Finding {
    Finding::degraded(
        Code::MismatchedValue,
        "`enum` lists values that do not match the type of the schema; they are converted or ignored",
        "list values of the schema's type",
    )
}

/// A default does not match its schema. `used` is the converted value, or `None` if the default is
/// ignored.
pub(crate) fn mismatched_default(default: &str, used: Option<&str>) -> Finding {
    let effect = match used {
        Some(used) => format!("`{used}` is used instead"),
        None => "it is ignored".to_owned(),
    };
    Finding::degraded(
        Code::MismatchedValue,
        format!("the default `{default}` does not match the schema; {effect}"),
        "use a default that the schema allows",
    )
}

/// `allOf` contains a schema that contains the `allOf`.
pub(crate) fn all_of_cycle() -> Finding {
    Finding::degraded(
        Code::RefCycle,
        "`allOf` contains the schema itself; that part is ignored",
        "remove the reference",
    )
}

/// The parts of `allOf` have no type in common. Each argument lists the types of a part.
pub(crate) fn conflicting_types(first: &str, second: &str) -> Finding {
    Finding::degraded(
        Code::ConflictingAllOf,
        format!("`allOf` combines the type {first} with the type {second}; the last part is used"),
        "use the same type in all parts",
    )
}

/// The parts of `allOf` have different formats.
pub(crate) fn conflicting_formats(first: &str, second: &str) -> Finding {
    Finding::degraded(
        Code::ConflictingAllOf,
        format!("conflicting formats in `allOf`: `{first}` and `{second}`; the last one is used"),
        "use the same format in all parts",
    )
}

/// The parts of `allOf` list no common value.
pub(crate) fn conflicting_enums() -> Finding {
    Finding::degraded(
        Code::ConflictingAllOf,
        "the enums in `allOf` have no value in common; the last one is used",
        "list at least one value in all of the enums",
    )
}

/// `additionalProperties` in a part of `allOf` restricts the properties of the other parts.
pub(crate) fn restricted_siblings() -> Finding {
    Finding::warning(
        Code::ConflictingAllOf,
        "`additionalProperties` in one part of `allOf` restricts the properties of the other parts; \
         it is applied only to properties that no part declares",
        "use `unevaluatedProperties` beside `allOf` (OpenAPI 3.1), or remove the keyword",
    )
    .grouped()
}

/// Too many schemas are merged by `allOf`.
pub(crate) fn too_many_parts(each: usize, total: usize) -> Finding {
    Finding::error(
        Code::LimitExceeded,
        format!("`allOf` exceeds the limit of {each} schemas each, or {total} schemas in total"),
        "if the document is trusted, raise the limit",
    )
}

/// The document has too many schemas.
pub(crate) fn too_many_schemas(limit: usize) -> Finding {
    Finding::error(
        Code::LimitExceeded,
        format!("the document exceeds the limit of {limit} schemas"),
        "if the document is trusted, raise the limit",
    )
}

/// Schemas that only contain another schema form a chain that is longer than the limit.
pub(crate) fn wrapper_chain_too_long(limit: usize) -> Finding {
    Finding::error(
        Code::LimitExceeded,
        format!("the chain of schemas that only wrap another schema is longer than {limit}"),
        "refer to the innermost schema directly, or raise the limit",
    )
}

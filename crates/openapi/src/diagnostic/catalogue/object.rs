//! Findings about the shape of objects: wrong types, unknown keys and keys that exclude each other.

use crate::diagnostic::{Code, Finding};
use crate::grammar::{Kind, Nested};

/// A value that is not an object is used as one.
pub(crate) fn not_an_object(expected: Kind, found: &str) -> Finding {
    Finding::error(
        Code::WrongType,
        format!("expected {}, found {}", expected.with_article(), found),
        "write an object",
    )
}

/// A key has a value of a type that the specification does not allow.
pub(crate) fn wrong_type(key: &str, expected: Nested, found: &str) -> Finding {
    let expected = match expected {
        Nested::One(kind) => kind.with_article(),
        Nested::List(kind) => format!("an array of {}", kind.plural()),
        Nested::Map(kind) => format!("an object of {}", kind.plural()),
    };
    Finding::error(
        Code::WrongType,
        format!("expected `{key}` to be {expected}, found {}", found),
        format!("write {expected}, or remove `{key}`"),
    )
}

/// The object cannot be read; `reason` comes from the deserializer.
pub(crate) fn invalid(kind: Kind, reason: &str) -> Finding {
    Finding::error(
        Code::InvalidPiece,
        format!("invalid {}: {reason}", kind.name()),
        "correct the value as described in the OpenAPI Specification",
    )
}

/// An empty array is used where an object is expected, as some serializers write it.
pub(crate) fn empty_list() -> Finding {
    Finding::degraded(
        Code::InvalidPiece,
        "expected an object, found an empty array; an empty object is used instead",
        "write `{}`, or remove the key",
    )
    .grouped()
}

/// A keyword has a value of another type, which is converted or ignored.
pub(crate) fn mismatched_keyword(
    key: &str,
    expected: &str,
    found: &str,
    is_converted: bool,
) -> Finding {
    let outcome = if is_converted { "converted" } else { "ignored" };
    Finding::warning(
        Code::MismatchedValue,
        format!(
            "expected `{key}` to be {expected}, found {}; it is {outcome}",
            found
        ),
        format!("write {expected}"),
    )
}

/// Only one of two keys may be present.
pub(crate) fn mutually_exclusive(first: &str, second: &str) -> Finding {
    Finding::warning(
        Code::InvalidPiece,
        format!("`{first}` and `{second}` are mutually exclusive"),
        "remove one of them",
    )
    .grouped()
}

/// The key is defined by the specification, but not for this use.
pub(crate) fn key_not_allowed(key: &str, context: &str) -> Finding {
    Finding::warning(
        Code::InvalidPiece,
        format!("`{key}` is not allowed in {context}"),
        format!("remove `{key}`"),
    )
    .grouped()
}

/// No version of the specification defines the key for this kind of object.
pub(crate) fn unknown_key(key: &str, kind: Kind, similar: Option<&str>) -> Finding {
    let hint = match similar {
        Some(similar) => format!("did you mean `{similar}`?"),
        None => format!("remove `{key}`, or rename it to `x-{key}`"),
    };
    Finding::warning(
        Code::InvalidPiece,
        format!(
            "unknown key `{key}` in {}; it is ignored",
            kind.with_article()
        ),
        hint,
    )
    .grouped()
}

/// A path item declares a method under `additionalOperations` that has a key of its own.
pub(crate) fn method_has_own_key(method: &str) -> Finding {
    Finding::warning(
        Code::InvalidPiece,
        format!("the method `{method}` is not allowed in `additionalOperations`"),
        format!(
            "move the operation to the key `{}` of the path item",
            method.to_ascii_lowercase()
        ),
    )
    .grouped()
}

/// The value must be an object; `found` is the type of the value with an article.
pub(crate) fn expected_object(key: &str, found: &str) -> Finding {
    Finding::error(
        Code::WrongType,
        format!("expected `{key}` to be an object, found {found}"),
        format!("write `{key}` as an object"),
    )
}

/// A section of `components` is not an object, so that its entries have no names.
pub(crate) fn ignored_section(key: &str, found: &str) -> Finding {
    Finding::degraded(
        Code::WrongType,
        format!("expected `{key}` to be an object, found {found}; it is ignored"),
        format!("write `{key}` as an object whose keys are the names of its entries"),
    )
}

/// The value must be an array; `found` is the type of the value with an article.
pub(crate) fn expected_list(key: &str, found: &str) -> Finding {
    Finding::error(
        Code::WrongType,
        format!("expected `{key}` to be an array, found {found}"),
        format!("write `{key}` as an array"),
    )
}

/// A required property is neither declared nor allowed.
pub(crate) fn required_but_forbidden(name: &str) -> Finding {
    Finding::degraded(
        Code::MismatchedValue,
        format!("no object is valid: `{name}` is required, but not among the allowed properties"),
        format!("declare `{name}` in `properties`, or remove it from `required`"),
    )
}

/// A required property is not declared.
pub(crate) fn required_but_undeclared(name: &str) -> Finding {
    Finding::degraded(
        Code::MismatchedValue,
        format!("`{name}` is required, but not declared: it can have any value"),
        format!("declare `{name}` in `properties`, or remove it from `required`"),
    )
}

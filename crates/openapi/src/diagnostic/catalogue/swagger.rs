//! Findings about documents of Swagger 2.0.

use crate::diagnostic::{Code, Finding};
use crate::grammar::Kind;
use crate::media_type::MediaType;

fn invalid(message: impl Into<String>, hint: impl Into<String>) -> Finding {
    Finding::warning(Code::InvalidPiece, message, hint)
}

fn skipped(message: impl Into<String>, hint: impl Into<String>) -> Finding {
    Finding::skipped(Code::InvalidPiece, message, hint)
}

fn assumed(message: impl Into<String>, hint: impl Into<String>) -> Finding {
    Finding::degraded(Code::InvalidPiece, message, hint).grouped()
}

/// An operation has both a `requestBody` (OpenAPI 3) and body parameters.
pub(crate) fn request_body_beside_parameters() -> Finding {
    invalid(
        "`requestBody` and body parameters are mutually exclusive; the parameters are ignored",
        "remove one of them",
    )
}

/// An operation with a method for which bodies have no defined meaning has a body.
pub(crate) fn body_of_get() -> Finding {
    assumed(
        "a GET or HEAD operation has a request body, which many servers ignore",
        "use another method, or query parameters",
    )
}

/// An operation has more than one body, or a body and form parameters.
pub(crate) fn second_body(parameter: &str) -> Finding {
    skipped(
        format!("an operation has only one body; the parameter `{parameter}` is ignored"),
        "declare a single `body` parameter, or only `formData` parameters",
    )
}

/// A form parameter is declared twice.
pub(crate) fn duplicate_parameter(name: &str) -> Finding {
    invalid(
        format!("duplicate parameter `{name}`; the first one is used"),
        "remove one of the two parameters",
    )
}

/// A form with a file declares only the URL-encoded media type.
pub(crate) fn file_in_urlencoded_form() -> Finding {
    invalid(
        format!(
            "a form with a file cannot be `{}`; `{}` is used instead",
            MediaType::FORM,
            MediaType::MULTIPART_FORM
        ),
        format!("write `{}`", MediaType::MULTIPART_FORM),
    )
}

/// A file is declared to be JSON.
pub(crate) fn file_is_not_json(media_type: &str) -> Finding {
    Finding::degraded(
        Code::UnsupportedMediaType,
        format!(
            "a file cannot be `{media_type}`; `{}` is used instead",
            MediaType::OCTET_STREAM
        ),
        "declare the media type of the file in `produces`",
    )
    .grouped()
}

/// The media types of the document, repeated for each operation and response, exceed a limit.
pub(crate) fn too_many_media_types() -> Finding {
    Finding::error(
        Code::LimitExceeded,
        "the media types of the document apply to too many operations and responses",
        "if the document is trusted, raise the limit on alias nodes",
    )
}

/// `consumes`, `produces` or `schemes` is not an array.
pub(crate) fn not_a_list(key: &str, found: &str) -> Finding {
    invalid(
        format!("expected `{key}` to be an array, found {found}"),
        format!("write `{key}` as an array of strings"),
    )
}

/// A parameter has no name.
pub(crate) fn parameter_without_name() -> Finding {
    skipped(
        "missing `name` in a parameter; the parameter is ignored",
        "add `name`",
    )
}

/// A parameter has an unknown location.
pub(crate) fn unknown_location(location: &str) -> Finding {
    skipped(
        format!("unknown parameter location `{location}`; the parameter is ignored"),
        "use `query`, `header`, `path`, `formData` or `body`",
    )
}

/// A parameter has an unknown location, but the intended location is unambiguous.
pub(crate) fn approximated_location(location: &str, used: &str) -> Finding {
    invalid(
        format!("unknown parameter location `{location}`; `{used}` is used instead"),
        format!("write `{used}`"),
    )
}

/// A parameter has no location.
pub(crate) fn missing_location(assumed: &str) -> Finding {
    invalid(
        format!("missing `in` in a parameter; `in: {assumed}` is assumed"),
        "add `in`",
    )
}

/// A parameter other than a body has a `schema`.
pub(crate) fn schema_of_parameter() -> Finding {
    assumed(
        "only `body` parameters have a `schema` in Swagger 2.0; it is used as in OpenAPI 3.0",
        "move `type` and related keywords out of `schema`",
    )
}

/// A parameter has no type.
pub(crate) fn missing_type() -> Finding {
    assumed(
        "missing `type` in a parameter; `string` is assumed",
        "add `type`",
    )
}

/// An array has no `items`.
pub(crate) fn missing_items() -> Finding {
    assumed(
        "missing `items` in an array; strings are assumed",
        "add `items`",
    )
}

/// `collectionFormat` is `pipe` instead of `pipes`.
pub(crate) fn pipe_format() -> Finding {
    invalid(
        "unknown `collectionFormat` `pipe`; `pipes` is used instead",
        "write `pipes`",
    )
}

/// No style of OpenAPI 3.0 corresponds to the `collectionFormat`.
pub(crate) fn unsupported_collection_format(format: &str) -> Finding {
    Finding::degraded(
        Code::UnsupportedStyle,
        format!("the `collectionFormat` `{format}` is not supported here; `csv` is used instead"),
        "use `csv`; parameters also support `ssv`, `pipes` and `tsv`, and queries and forms `multi`",
    )
}

/// A parameter is an array of arrays.
pub(crate) fn nested_list_of_parameter() -> Finding {
    Finding::degraded(
        Code::UnsupportedStyle,
        "arrays inside of arrays are not serialized in a parameter; the inner arrays are strings",
        "write each inner array in its `collectionFormat`, such as `1|2`, or use an array of scalars",
    )
    .grouped()
}

/// A reference in the same file lacks its `#`.
pub(crate) fn reference_without_hash(text: &str) -> Finding {
    Finding::warning(
        Code::UnresolvedRef,
        format!("missing `#` in the reference `{text}`; `#{text}` is used instead"),
        format!("write `#{text}`"),
    )
}

/// A parameter, header or response is a reference to a schema.
pub(crate) fn reference_to_schema(text: &str, expected: Kind) -> Finding {
    Finding::warning(
        Code::UnresolvedRef,
        format!(
            "expected `{text}` to refer to {}, found a schema; it is used as the schema of the {}",
            expected.with_article(),
            expected.name()
        ),
        "move the reference into `schema`",
    )
}

/// `host` contains a scheme or a path.
pub(crate) fn invalid_host() -> Finding {
    invalid(
        "expected `host` to be a host name with an optional port",
        "move the scheme to `schemes`, and the path to `basePath`",
    )
}

/// `basePath` does not start with a slash.
pub(crate) fn relative_base_path() -> Finding {
    invalid(
        "expected `basePath` to start with `/`; a slash is added",
        "start it with `/`",
    )
}

/// The document declares a scheme other than HTTP and HTTPS.
pub(crate) fn unsupported_scheme(name: &str) -> Finding {
    Finding::degraded(
        Code::IgnoredKeyword,
        format!("unsupported scheme `{name}`; it is ignored"),
        "use `https` or `http`",
    )
}

/// An operation has schemes of its own.
pub(crate) fn schemes_of_operation() -> Finding {
    Finding::degraded(
        Code::IgnoredKeyword,
        "the `schemes` of an operation are ignored",
        "declare them in the `schemes` of the document",
    )
    .grouped()
}

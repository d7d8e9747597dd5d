//! Findings about parameters and headers.

use crate::diagnostic::{Code, Finding};
use crate::vocabulary::ParameterLocation;

fn invalid(message: impl Into<String>, hint: impl Into<String>) -> Finding {
    Finding::warning(Code::InvalidPiece, message, hint)
}

/// A parameter or header has neither `schema` nor `content`.
pub(crate) fn missing_schema() -> Finding {
    invalid(
        "missing `schema` or `content`; the value is treated as a string",
        "add a `schema`",
    )
}

/// A parameter declares schema keywords directly, as in Swagger 2.0.
pub(crate) fn schema_beside_name() -> Finding {
    invalid(
        "expected the type in `schema`, found it beside the name",
        "move `type` and related keywords into `schema`",
    )
}

/// The style is not defined for the location of the parameter.
pub(crate) fn style_not_allowed(style: &str, location: ParameterLocation) -> Finding {
    let used = location.default_style().name();
    let allowed = location.styles().iter();
    let allowed: Vec<String> = allowed.map(|style| format!("`{}`", style.name())).collect();
    let location = location.name();
    invalid(
        format!(
            "the style `{style}` is not allowed for {location} parameters; `{used}` is used \
             instead"
        ),
        format!("remove `style`, or use {}", allowed.join(", ")),
    )
}

/// A document before OpenAPI 3.2 uses the style `cookie`.
pub(crate) fn cookie_style_before_3_2() -> Finding {
    invalid("the style `cookie` requires OpenAPI 3.2", "remove `style`").grouped()
}

/// A `querystring` parameter is declared together with other query parameters.
pub(crate) fn querystring_not_alone() -> Finding {
    invalid(
        "a `querystring` parameter excludes all other query parameters",
        "remove the other query parameters",
    )
    .grouped()
}

/// The name of a path parameter contains a character that ends its placeholder.
pub(crate) fn name_not_in_path() -> Finding {
    invalid(
        "the name of a path parameter contains `{`, `}` or `/`, so no path can refer to it",
        "use the name that is between the braces in the path",
    )
    .grouped()
}

/// The key of a response header is not a header name.
pub(crate) fn invalid_header_name() -> Finding {
    invalid(
        "invalid header name (RFC 9110, 5.1)",
        "use letters, digits and hyphens",
    )
    .grouped()
}

/// A list of parameters contains two with the same name and location.
pub(crate) fn duplicate_parameter(name: &str) -> Finding {
    Finding::warning(
        Code::InvalidPiece,
        format!("duplicate parameter `{name}`; the first one is used"),
        "remove one of the two",
    )
}

/// A query parameter is ignored, because the query in the path sets it.
pub(crate) fn query_parameter_in_path(path: &str, name: &str) -> Finding {
    Finding::degraded(
        Code::InvalidPiece,
        format!("the query parameter `{name}` is ignored: the path `{path}` contains its value"),
        "remove the query from the path, or the parameter",
    )
}

/// A header parameter has a name that OpenAPI ignores.
pub(crate) fn reserved_header(name: &str) -> Finding {
    Finding::degraded(
        Code::IgnoredKeyword,
        format!("the header parameter `{name}` is ignored: media types and security determine it"),
        "remove the parameter",
    )
    .grouped()
}

/// A parameter is also the API key of a security scheme that the operation requires.
pub(crate) fn credential(location: &str, name: &str) -> Finding {
    Finding::degraded(
        Code::IgnoredKeyword,
        format!("the {location} parameter `{name}` is ignored: a security scheme sets it"),
        "remove the parameter, or the security scheme from `security`",
    )
    .grouped()
}

/// A parameter for the whole query string is not a form.
pub(crate) fn unsupported_query_string(name: &str) -> Finding {
    Finding::skipped(
        Code::UnsupportedStyle,
        format!("the parameter `{name}` is a query string that is not a form; it is omitted"),
        "use `application/x-www-form-urlencoded`",
    )
}

/// A parameter has a media type other than JSON.
pub(crate) fn unsupported_parameter_content(media_type: &str) -> Finding {
    Finding::degraded(
        Code::UnsupportedStyle,
        format!(
            "parameters of the type `{media_type}` are not supported; the default style is used"
        ),
        "use `schema`, or a JSON media type",
    )
}

/// A path parameter is declared, but not part of the path.
pub(crate) fn unused_path_parameter(path: &str, name: &str) -> Finding {
    Finding::skipped(
        Code::UnusedPathParameter,
        format!("the path `{path}` does not contain the parameter `{name}`; it is omitted"),
        format!("add `{{{name}}}` to the path, or remove the parameter"),
    )
}

/// A parameter of a path is not declared.
pub(crate) fn undeclared_path_parameter(path: &str, name: &str) -> Finding {
    Finding::degraded(
        Code::UndeclaredPathParameter,
        format!("undeclared parameter `{name}` in the path `{path}`; it is a string"),
        format!("declare `{name}` under `parameters`"),
    )
}

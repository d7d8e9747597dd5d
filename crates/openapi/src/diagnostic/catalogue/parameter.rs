//! Findings about parameters and headers.

use crate::diagnostic::{Code, Finding};

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

/// Keywords of the schema are beside the name, as in Swagger 2.0.
pub(crate) fn schema_beside_name() -> Finding {
    invalid(
        "expected the type in `schema`, found it beside the name",
        "move `type` and related keywords into `schema`",
    )
}

/// The style is not defined for the location of the parameter.
pub(crate) fn style_not_allowed(style: &str, location: &str, allowed: &[&str]) -> Finding {
    let used = allowed.first().unwrap_or(&"form");
    let allowed: Vec<String> = allowed.iter().map(|style| format!("`{style}`")).collect();
    invalid(
        format!(
            "the style `{style}` is not allowed for {location} parameters; `{used}` is used \
             instead"
        ),
        format!("remove `style`, or use {}", allowed.join(", ")),
    )
}

/// The style `cookie` in a document of an earlier version.
pub(crate) fn cookie_style_before_3_2() -> Finding {
    invalid("the style `cookie` requires OpenAPI 3.2", "remove `style`").grouped()
}

/// A `querystring` parameter together with other query parameters.
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

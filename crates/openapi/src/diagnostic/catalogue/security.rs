//! Findings about security schemes.

use crate::diagnostic::{Code, Finding};
use crate::vocabulary::ParameterLocation;

/// A document of OpenAPI 3 uses the type `basic` of Swagger 2.0.
pub(crate) fn basic_is_swagger() -> Finding {
    Finding::warning(
        Code::InvalidPiece,
        "the security scheme type `basic` is for Swagger 2.0; `http` with the scheme `basic` is \
         used instead",
        "write `type: http` and `scheme: basic`",
    )
}

/// A requirement combines schemes whose credentials are sent in the same place.
pub(crate) fn one_place(schemes: &[&str], location: ParameterLocation, name: &str) -> Finding {
    let schemes: Vec<String> = schemes.iter().map(|scheme| format!("`{scheme}`")).collect();
    Finding::degraded(
        Code::InvalidPiece,
        format!(
            "{} are sent in the same {} `{name}`, which holds one of them; any of them is enough",
            schemes.join(" and "),
            location.name(),
        ),
        "write alternatives: one requirement for each scheme",
    )
}

/// A requirement refers to an undeclared scheme. `is_replaced` is set if no alternative remains.
pub(crate) fn undeclared_scheme(name: &str, section: &str, is_replaced: bool) -> Finding {
    let effect = if is_replaced {
        "a bearer token is required instead"
    } else {
        "the alternative is ignored"
    };
    Finding::degraded(
        Code::UnknownSecurityScheme,
        format!("unknown security scheme `{name}`; {effect}"),
        format!("define `{name}` under `{section}`, or correct the name"),
    )
}

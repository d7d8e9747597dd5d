//! Findings about numbers.

use specwright_openapi::diagnostic::{Code, Finding};

/// The format asks for more digits than a float keeps.
pub(crate) fn decimal(format: &str) -> Finding {
    Finding::degraded(
        Code::IgnoredKeyword,
        format!("a number with the format `{format}` becomes `f64`, which keeps 15 digits"),
        "use a string, which keeps all digits",
    )
    .grouped()
}

/// The format or a bound allows integers that no generated type holds.
pub(crate) fn large_integer() -> Finding {
    Finding::degraded(
        Code::IgnoredKeyword,
        "an integer of more than 64 bits is rejected, although the schema allows it",
        "use a string, which keeps all digits",
    )
    .grouped()
}

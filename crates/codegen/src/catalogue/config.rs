//! Findings about the syntax of the configuration.

use specwright_openapi::diagnostic::{Code, Finding};

/// The file is not TOML, or a key or value is invalid. `similar` is a valid name with a similar
/// spelling.
pub(crate) fn invalid(message: String, similar: Option<&str>) -> Finding {
    let hint = match similar {
        Some(name) => format!("did you mean `{name}`?"),
        None => "correct the value; `docs/src/configuration.md` describes every key".to_owned(),
    };
    Finding::error(Code::InvalidConfig, message, hint)
}

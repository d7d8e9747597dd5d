//! Findings about the rules of `include` and `exclude`.

use specwright_openapi::diagnostic::{Code, Finding};

use super::overrides::unknown;

/// No operation matches a rule. `criterion` names the compared property, such as "the tag".
pub(crate) fn unmatched_rule<'a>(
    criterion: &str,
    rule: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Finding {
    unknown(
        format!("no operation has {criterion} `{rule}`"),
        rule,
        known,
    )
}

/// No operation is selected. The finding is an error, because an empty output would replace the
/// existing output.
pub(crate) fn no_operations() -> Finding {
    Finding::error(
        Code::UnknownConfigTarget,
        "the rules exclude every operation of the document",
        "change the rules so that an operation matches one rule of each kind in `include` and no \
         rule in `exclude`",
    )
}

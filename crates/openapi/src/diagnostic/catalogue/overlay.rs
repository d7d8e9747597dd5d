//! Findings about overlays.

use crate::diagnostic::{Code, Finding};
use crate::limits::Limits;

const EXAMPLE_TARGET: &str =
    "write a JSONPath expression (RFC 9535), such as `$.paths['/pets'].get`";

fn invalid(message: impl Into<String>, hint: impl Into<String>) -> Finding {
    Finding::error(Code::InvalidOverlay, message, hint)
}

/// The root of an overlay is not an object.
pub(crate) fn not_an_object(found: &str) -> Finding {
    invalid(
        format!("expected the overlay to be an object, found {}", found),
        "start the overlay with `overlay: 1.0.0`",
    )
}

/// An element of `actions` is not an object.
pub(crate) fn action_is_not_an_object(found: &str) -> Finding {
    invalid(
        format!("expected an action, found {}", found),
        "write an object with a `target`",
    )
}

/// An overlay or an action (`what`) has a key that the specification does not define.
pub(crate) fn unknown_key(key: &str, what: &str, known: &[&str]) -> Finding {
    let known: Vec<String> = known.iter().map(|key| format!("`{key}`")).collect();
    invalid(
        format!("unknown key `{key}` in {what}"),
        format!("use one of {}", known.join(", ")),
    )
}

/// The overlay does not declare its version.
pub(crate) fn missing_version() -> Finding {
    invalid(
        "missing `overlay`, which declares the version of the overlay",
        "add `overlay: 1.0.0`",
    )
}

/// The overlay declares a version other than 1.0 and 1.1.
pub(crate) fn unsupported_version(text: &str) -> Finding {
    invalid(
        format!("unsupported version `overlay: {text}`"),
        "convert the overlay to version 1.0.0",
    )
}

/// The overlay names another document under `extends`.
pub(crate) fn other_document(extends: &str, document: &str) -> Finding {
    Finding::warning(
        Code::OtherOverlayDocument,
        format!("the overlay extends `{extends}`, but is applied to `{document}`"),
        "check that the overlay is for this document",
    )
}

/// The overlay has no actions.
pub(crate) fn missing_actions() -> Finding {
    invalid("missing `actions`", "add an array of actions")
}

/// `actions` is not an array.
pub(crate) fn actions_are_not_a_list(found: &str) -> Finding {
    invalid(
        format!("expected `actions` to be an array, found {found}"),
        "write an array of actions",
    )
}

/// An action has no target.
pub(crate) fn missing_target() -> Finding {
    invalid("missing `target` in an action", EXAMPLE_TARGET)
}

/// The target of an action is not a string.
pub(crate) fn target_is_not_a_string(found: &str) -> Finding {
    invalid(
        format!("expected `target` to be a string, found {}", found),
        EXAMPLE_TARGET,
    )
}

/// The target of an action has so many brackets that parsing it could exhaust the stack.
pub(crate) fn target_too_complex(limit: usize) -> Finding {
    invalid(
        format!("the target has more than {limit} brackets"),
        "split the action into several actions",
    )
}

/// The target of an action cannot be parsed.
pub(crate) fn invalid_target(position: usize, reason: &str) -> Finding {
    invalid(
        format!("invalid JSONPath expression: {reason} at character {position}"),
        EXAMPLE_TARGET,
    )
}

/// The target of an action matches no value.
pub(crate) fn unmatched_target() -> Finding {
    Finding::warning(
        Code::UnmatchedOverlayTarget,
        "the target matches nothing in the document",
        "correct the target, or remove the action",
    )
}

/// `remove` is not a boolean.
pub(crate) fn remove_is_not_a_boolean(found: &str) -> Finding {
    invalid(
        format!("expected `remove` to be a boolean, found {}", found),
        "write `remove: true`",
    )
}

/// An action changes nothing.
pub(crate) fn no_effect() -> Finding {
    Finding::warning(
        Code::InvalidOverlay,
        "the action has neither `update` nor `remove: true`, so it changes nothing",
        "add `update` or `remove: true`, or remove the action",
    )
}

/// An action removes the root of the document.
pub(crate) fn removes_document() -> Finding {
    invalid(
        "the action removes the whole document",
        "use a target inside the document",
    )
}

/// An update of an object is not an object.
pub(crate) fn cannot_merge(update: &str) -> Finding {
    invalid(
        format!("cannot merge {} into an object", update),
        "write an object with the properties to merge, or use a target that is an array",
    )
}

/// The updates make the document larger than the limits.
pub(crate) fn document_too_large(limits: &Limits) -> Finding {
    Finding::error(
        Code::LimitExceeded,
        format!(
            "the updated document exceeds the limits of {} values and {} levels of nesting",
            limits.nodes,
            limits.effective_nesting()
        ),
        "if the overlay is trusted, raise the limits",
    )
}

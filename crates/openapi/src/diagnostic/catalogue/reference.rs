//! Findings about references and the files that they refer to.

use crate::diagnostic::{Code, Effect, Finding, Severity};
use crate::grammar::Kind;
use crate::loader::LoadError;
use crate::pointer::Pointer;

/// The sections of components in Swagger 2.0.
const SWAGGER_SECTIONS: [&str; 4] = [
    "definitions",
    "parameters",
    "responses",
    "securityDefinitions",
];

/// The reference does not resolve to a value. `similar` is a reference with a similar spelling that
/// does.
pub(crate) fn unresolved(text: &str, similar: Option<&str>) -> Finding {
    let hint = match (similar, component(text)) {
        (Some(similar), _) => format!("did you mean `{similar}`?"),
        (None, Some((section, name))) => {
            format!("define `{name}` under `{section}`, or correct the reference")
        }
        (None, None) => "define the value at that location, or correct the reference".to_owned(),
    };
    Finding::error(
        Code::UnresolvedRef,
        format!("unresolved reference `{text}`"),
        hint,
    )
}

/// Returns the section and the name of a referenced component: `components.schemas` and `Pet`.
fn component(text: &str) -> Option<(String, String)> {
    let pointer = Pointer::from_text(text.strip_prefix('#')?);
    let tokens: Vec<String> = pointer.tokens().collect();
    match tokens.as_slice() {
        [components, section, name] if components == "components" => {
            Some((format!("components.{section}"), name.clone()))
        }
        [section, name] if SWAGGER_SECTIONS.contains(&section.as_str()) => {
            Some((section.clone(), name.clone()))
        }
        _ => None,
    }
}

/// The reference does not resolve, but its target is unambiguous.
pub(crate) fn approximated(text: &str, used: &Pointer) -> Finding {
    Finding::warning(
        Code::UnresolvedRef,
        format!("unresolved reference `{text}`; `#{used}` is used instead"),
        format!("write `#{used}`"),
    )
}

/// The reference does not resolve in the schema with an identifier that contains it, but in the
/// document.
pub(crate) fn outside_resource() -> Finding {
    Finding::warning(
        Code::UnresolvedRef,
        "the reference is relative to the `$id` of the schema around it, and does not resolve \
         there; it is resolved in the document instead",
        "remove the `$id`, or refer to an `$id` of the target",
    )
}

/// The schemas that redefine dynamic anchors are too many.
pub(crate) fn too_many_dynamic_scopes() -> Finding {
    Finding::degraded(
        Code::IgnoredKeyword,
        "too many schemas redefine the anchors of a `$dynamicRef`; it is treated as `$ref`",
        "refer to the schemas with `$ref`",
    )
    .grouped()
}

/// Two schemas have the same `$id`, `$anchor` or `$dynamicAnchor`. `first` is the file, line and
/// column of the other schema.
pub(crate) fn duplicate_identifier(identifier: &str, first: &str) -> Finding {
    Finding::error(
        Code::DuplicateIdentifier,
        format!("duplicate identifier `{identifier}`, which the schema at {first} has as well"),
        "give each schema an identifier of its own, or remove one of them",
    )
}

/// The reference uses the section that another version of OpenAPI has for the same component.
pub(crate) fn section_of_other_version(text: &str, used: &str) -> Finding {
    Finding::warning(
        Code::UnresolvedRef,
        format!(
            "the reference `{text}` is for another version of OpenAPI; `{used}` is used instead"
        ),
        format!("write `{used}`"),
    )
}

/// The reference resolves to a component of another kind, which cannot be used instead.
pub(crate) fn wrong_kind(text: &str, expected: Kind, found: Kind) -> Finding {
    Finding::error(
        Code::UnresolvedRef,
        kinds(text, expected, found),
        format!("refer to {}", expected.with_article()),
    )
}

/// The reference resolves to a component of another kind, whose common properties are used.
pub(crate) fn other_kind(text: &str, expected: Kind, found: Kind) -> Finding {
    Finding::degraded(
        Code::UnresolvedRef,
        format!(
            "{}; only what both have in common is used",
            kinds(text, expected, found)
        ),
        format!("refer to {}", expected.with_article()),
    )
}

fn kinds(text: &str, expected: Kind, found: Kind) -> String {
    format!(
        "expected `{text}` to refer to {}, found {}",
        expected.with_article(),
        found.with_article()
    )
}

/// The references form a cycle without a value.
pub(crate) fn cycle(text: &str) -> Finding {
    Finding::error(
        Code::RefCycle,
        format!("the reference `{text}` is part of a cycle and never resolves to a value"),
        "replace one of the references in the cycle with a value",
    )
}

/// The references form a chain that is longer than the limit.
pub(crate) fn chain_too_long(limit: usize) -> Finding {
    Finding::error(
        Code::LimitExceeded,
        format!("the chain of references is longer than the limit of {limit}"),
        "refer to the value directly, or raise the limit",
    )
}

/// The reference has a scheme or a host.
pub(crate) fn remote(text: &str) -> Finding {
    Finding::error(
        Code::RemoteRef,
        format!("the reference `{text}` requires network access"),
        "copy the file into the folder of the document, and refer to the copy",
    )
}

/// The reference has an absolute path.
pub(crate) fn absolute_path(text: &str) -> Finding {
    Finding::error(
        Code::RefOutsideFolder,
        format!("the reference `{text}` has an absolute path, which differs between machines"),
        "use a path relative to this file",
    )
}

/// The document refers to more files than the limit.
pub(crate) fn too_many_files(limit: usize) -> Finding {
    Finding::error(
        Code::LimitExceeded,
        format!("the document consists of more than {limit} files"),
        "if the document is trusted, raise the limit",
    )
}

/// The referenced file could not be loaded.
pub(crate) fn file_not_loaded(text: &str, path: &str, error: &LoadError) -> Finding {
    match error {
        LoadError::Outside => Finding::error(
            Code::RefOutsideFolder,
            format!("the reference `{text}` leaves the folder of the document"),
            "copy the file into that folder, or allow the file's folder with `--allow-dir`",
        ),
        LoadError::NotFound => Finding::error(
            Code::UnresolvedRef,
            format!("the referenced file `{path}` does not exist"),
            "correct the path, or add the file",
        ),
        LoadError::Other(_) => Finding::error(
            Code::ExternalRef,
            format!("cannot read the file `{path}`: {error}"),
            "check that the file exists and is readable",
        ),
    }
}

/// Downgrades a finding about a reference in a document that may contain such references.
pub(crate) fn replaced(finding: Finding, kind: Kind) -> Finding {
    downgraded(finding, kind, &replacement(kind))
}

/// Downgrades a finding about a reference that no operation or webhook uses.
pub(crate) fn unused(finding: Finding, kind: Kind) -> Finding {
    let reason = "since no operation uses the reference";
    downgraded(finding, kind, &format!("{}, {reason}", replacement(kind)))
}

/// Adds to the hint the option with which the document is accepted.
pub(crate) fn with_option(finding: Finding, kind: Kind) -> Finding {
    let effect = match kind {
        Kind::Schema => "accepts any value instead".to_owned(),
        Kind::Properties => "omits the properties".to_owned(),
        _ => format!("omits the {}", kind.name()),
    };
    let hint = finding.hint;
    let separator = if hint.ends_with('?') { " " } else { "; " };
    Finding {
        hint: format!("{hint}{separator}`--allow-unresolved` {effect}"),
        ..finding
    }
}

/// Returns what an unresolved reference is replaced by.
fn replacement(kind: Kind) -> String {
    match kind {
        Kind::Schema => "any value is accepted instead".to_owned(),
        Kind::Properties => "the properties are omitted".to_owned(),
        _ => format!("the {} is omitted", kind.name()),
    }
}

fn downgraded(finding: Finding, kind: Kind, suffix: &str) -> Finding {
    let effect = match kind {
        Kind::Schema | Kind::Properties => Effect::Degraded,
        _ => Effect::Skipped,
    };
    Finding {
        severity: Severity::Warning,
        effect,
        ..with_suffix(finding, suffix)
    }
}

/// Downgrades a finding about a reference to a security scheme: requirements that name a missing
/// scheme have a finding of their own.
pub(crate) fn security_scheme_ignored(finding: Finding) -> Finding {
    Finding {
        severity: Severity::Warning,
        effect: Effect::Degraded,
        ..with_suffix(finding, "the scheme is ignored")
    }
}

fn with_suffix(finding: Finding, suffix: &str) -> Finding {
    Finding {
        message: format!("{}; {suffix}", finding.message),
        ..finding
    }
}

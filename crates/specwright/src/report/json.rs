//! Diagnostics and results for programs: one JSON object per line.

use serde_json::{Value, json};
use specwright_openapi::diagnostic::{Diagnostic, Effect, Severity};
use specwright_openapi::source::Sources;

use crate::output::{ChangeKind, Difference};
use crate::{Failure, Generated};

/// Returns a diagnostic with its location.
pub fn diagnostic_json(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let location = sources.locate_diagnostic(diagnostic);
    line(&json!({
        "kind": "diagnostic",
        "severity": match diagnostic.severity { Severity::Error => "error", Severity::Warning => "warning" },
        "effect": effect(diagnostic.effect),
        "code": diagnostic.code.as_str(),
        "message": diagnostic.message,
        "pointer": diagnostic.span.pointer.as_str(),
        "file": location.as_ref().map(|location| location.file.as_str()),
        "line": location.as_ref().map(|location| location.line),
        "column": location.as_ref().map(|location| location.column),
        "hint": diagnostic.hint,
    }))
}

/// Returns a failure as a diagnostic without a location.
pub fn failure_json(failure: &Failure) -> String {
    let file = failure.file().map(|path| path.display().to_string());
    stopped(failure.code(), &failure.to_string(), file.as_deref(), None)
}

/// Returns a usage error as a diagnostic without a location.
pub fn usage_json(message: &str, hint: &str) -> String {
    stopped("run::usage", message, None, Some(hint))
}

fn stopped(code: &str, message: &str, file: Option<&str>, hint: Option<&str>) -> String {
    line(&json!({
        "kind": "diagnostic",
        "severity": "error",
        "effect": effect(Effect::Skipped),
        "code": code,
        "message": message,
        "pointer": "",
        "file": file,
        "line": null,
        "column": null,
        "hint": hint,
    }))
}

/// Returns an out-of-date file.
pub fn difference_json(difference: &Difference) -> String {
    let state = match difference.change.kind {
        ChangeKind::Added => "missing",
        ChangeKind::Updated => "stale",
        ChangeKind::Removed => "orphan",
    };
    line(
        &json!({ "kind": "difference", "path": difference.change.path, "state": state, "diff": difference.diff }),
    )
}

/// Returns the summary. `changed` is the number of files that were written or removed, or that
/// differ.
pub fn summary_json(generated: &Generated, changed: usize) -> String {
    let skipped: Vec<Value> = generated
        .diagnostics
        .iter()
        .filter(|diagnostic| is_skip(diagnostic.effect))
        .map(skip)
        .collect();
    let degraded = generated
        .diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.effect == Effect::Degraded)
        .count();
    let files = generated.files.as_ref();
    line(&json!({
        "kind": "summary",
        "version": generated.version.map(|version| version.to_string()),
        "operations": generated.operations,
        "excluded": generated.counts.excluded,
        "client_operations": generated.counts.client_operations,
        "server_operations": generated.counts.server_operations,
        "webhooks": generated.counts.webhooks,
        "schemas": generated.schemas,
        "types": generated.counts.types,
        "fields": generated.counts.fields,
        "untyped": generated.counts.untyped,
        "free_form": generated.counts.free_form,
        "skipped": skipped,
        "degraded": degraded,
        "files": files.map_or(0, |files| files.len()),
        "bytes": files.map_or(0, |files| files.values().map(String::len).sum()),
        "lines": files.map_or(0, |files| files.values().map(|text| text.lines().count()).sum::<usize>()),
        "changed": changed,
        "errors": generated.errors(),
        "warnings": generated.warnings(),
        "elapsed_ms": u64::try_from(generated.elapsed.as_millis()).unwrap_or(u64::MAX),
    }))
}

fn is_skip(effect: Effect) -> bool {
    matches!(
        effect,
        Effect::Skipped | Effect::SkippedClient | Effect::SkippedServer
    )
}

fn skip(diagnostic: &Diagnostic) -> Value {
    json!({
        "pointer": diagnostic.span.pointer.as_str(),
        "code": diagnostic.code.as_str(),
        "message": diagnostic.message,
        "effect": effect(diagnostic.effect),
    })
}

fn effect(effect: Effect) -> &'static str {
    match effect {
        Effect::None => "none",
        Effect::Degraded => "degraded",
        Effect::SkippedClient => "skipped-client",
        Effect::SkippedServer => "skipped-server",
        Effect::Skipped => "skipped",
    }
}

/// Serializes an object. JSON itself escapes only the ASCII control characters; this also escapes
/// invisible characters and the commands of build services.
fn line(value: &Value) -> String {
    let mut text = String::new();
    for c in value.to_string().chars() {
        if super::escape::is_unsafe(c) {
            let mut units = [0; 2];
            c.encode_utf16(&mut units)
                .iter()
                .for_each(|unit| text.push_str(&format!("\\u{unit:04x}")));
        } else {
            text.push(c);
        }
    }
    text.replace("##[", "#\\u0023[")
}

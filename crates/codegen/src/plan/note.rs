//! Diagnostics of the planners.

use specwright_openapi::diagnostic::{Code, Diagnostic, Effect, Severity};
use specwright_openapi::pointer::Span;

/// A warning about a place of the document, with what to do about it.
pub fn warning(code: Code, effect: Effect, message: String, span: &Span, hint: &str) -> Diagnostic {
    Diagnostic { code, severity: Severity::Warning, effect, message, span: span.clone(), position: None, hint: Some(hint.to_owned()) }
}

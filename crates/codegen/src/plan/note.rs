//! Diagnostics of the planners.

use specwright_openapi::diagnostic::{Code, Diagnostic, Effect, Finding, Report};
use specwright_openapi::pointer::Span;

/// A warning about a place of the document, with what to do about it.
pub fn warning(code: Code, effect: Effect, message: String, span: &Span, hint: &str) -> Diagnostic {
    Finding::warning(code, message, hint)
        .with_effect(effect)
        .at(span)
}

/// One diagnostic for all that say the same: the first, with the number of all.
pub fn together(diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut report = Report::grouping();
    diagnostics
        .into_iter()
        .for_each(|diagnostic| report.push(diagnostic));
    report.into_diagnostics()
}

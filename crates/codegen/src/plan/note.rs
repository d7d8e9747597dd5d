//! Diagnostics of the planners.

use std::collections::BTreeMap;

use specwright_openapi::diagnostic::{Code, Diagnostic, Effect, Severity};
use specwright_openapi::pointer::Span;

/// A warning about a place of the document, with what to do about it.
pub fn warning(code: Code, effect: Effect, message: String, span: &Span, hint: &str) -> Diagnostic {
    Diagnostic {
        code,
        severity: Severity::Warning,
        effect,
        message,
        span: span.clone(),
        position: None,
        hint: Some(hint.to_owned()),
    }
}

/// One diagnostic for all that say the same: the first, with the number of all.
pub fn together(diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut together: Vec<(Diagnostic, usize)> = Vec::new();
    let mut known: BTreeMap<(Code, bool, String), usize> = BTreeMap::new();
    for diagnostic in diagnostics {
        let key = (
            diagnostic.code,
            diagnostic.effect == Effect::SkippedServer,
            diagnostic.message.clone(),
        );
        match known.get(&key).and_then(|index| together.get_mut(*index)) {
            Some((_, count)) => *count += 1,
            None => {
                known.insert(key, together.len());
                together.push((diagnostic, 1));
            }
        }
    }
    let counted = together.into_iter().map(|(mut diagnostic, count)| {
        if count > 1 {
            diagnostic.message =
                format!("{} ({count} places, this is the first)", diagnostic.message);
        }
        diagnostic
    });
    counted.collect()
}

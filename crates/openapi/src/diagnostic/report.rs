//! Where the stages put what they have to say.

use indexmap::IndexMap;

use super::{Code, Diagnostic, Effect, Severity};
use crate::pointer::Span;

/// Collects diagnostics: each once, and those that would come in floods as one with a count.
#[derive(Debug, Default)]
pub struct Report {
    diagnostics: Vec<Diagnostic>,
    counted: IndexMap<(Code, String), Counted>,
}

#[derive(Debug)]
struct Counted {
    effect: Effect,
    span: Span,
    hint: String,
    count: usize,
}

impl Report {
    /// Adds a diagnostic.
    pub fn add(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Adds an error: the document is refused.
    pub fn error(
        &mut self,
        code: Code,
        span: &Span,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) {
        self.add(
            Diagnostic::new(code, Severity::Error, Effect::Skipped, span, message).with_hint(hint),
        );
    }

    /// Adds a warning that leaves the output complete.
    pub fn warn(
        &mut self,
        code: Code,
        span: &Span,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) {
        self.add(
            Diagnostic::new(code, Severity::Warning, Effect::None, span, message).with_hint(hint),
        );
    }

    /// Adds a warning about a place where something less exact stands.
    pub fn degrade(
        &mut self,
        code: Code,
        span: &Span,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) {
        self.add(
            Diagnostic::new(code, Severity::Warning, Effect::Degraded, span, message)
                .with_hint(hint),
        );
    }

    /// Adds a warning about something that is missing from the output.
    pub fn skip(
        &mut self,
        code: Code,
        span: &Span,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) {
        self.add(
            Diagnostic::new(code, Severity::Warning, Effect::Skipped, span, message)
                .with_hint(hint),
        );
    }

    /// Counts one more place where something less exact stands: the first is shown, with the number of all.
    pub fn count(&mut self, code: Code, span: &Span, message: &str, hint: &str) {
        self.counted(code, message, || Counted {
            effect: Effect::Degraded,
            span: span.clone(),
            hint: hint.to_owned(),
            count: 0,
        });
    }

    /// Counts one more place that is only against the text of the specification, and leaves the output complete.
    pub fn remark(&mut self, code: Code, span: &Span, message: &str, hint: &str) {
        self.counted(code, message, || Counted {
            effect: Effect::None,
            span: span.clone(),
            hint: hint.to_owned(),
            count: 0,
        });
    }

    fn counted(&mut self, code: Code, message: &str, first: impl FnOnce() -> Counted) {
        self.counted
            .entry((code, message.to_owned()))
            .or_insert_with(first)
            .count += 1;
    }

    /// What was added, in the order found; those that are counted are not among them.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics.iter()
    }

    /// The same, to be changed.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Diagnostic> {
        self.diagnostics.iter_mut()
    }

    /// Whether an error is among what was added.
    pub fn has_errors(&self) -> bool {
        self.diagnostics
            .iter()
            .any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// All diagnostics: by file, then in the order in which they were found, each once, at the place that `original` says.
    pub fn finish(self, original: impl Fn(&Span) -> Span) -> Vec<Diagnostic> {
        let mut all: Vec<Diagnostic> = Vec::new();
        let mut seen = std::collections::BTreeSet::new();
        let counted = self.counted.into_iter().map(|((code, message), counted)| {
            let message = match counted.count {
                1 => message,
                count => format!("{message} ({count} places, this is the first)"),
            };
            Diagnostic::new(
                code,
                Severity::Warning,
                counted.effect,
                &counted.span,
                message,
            )
            .with_hint(counted.hint)
        });
        for mut diagnostic in self.diagnostics.into_iter().chain(counted) {
            diagnostic.span = original(&diagnostic.span);
            if seen.insert((
                diagnostic.code,
                diagnostic.span.clone(),
                diagnostic.message.clone(),
            )) {
                all.push(diagnostic);
            }
        }
        all.sort_by_key(|diagnostic| (diagnostic.span.source, diagnostic.severity));
        all
    }
}

impl Diagnostic {
    /// A diagnostic without a hint.
    pub fn new(
        code: Code,
        severity: Severity,
        effect: Effect,
        span: &Span,
        message: impl Into<String>,
    ) -> Self {
        Self {
            code,
            severity,
            effect,
            message: message.into(),
            span: span.clone(),
            position: None,
            hint: None,
        }
    }

    /// The same with advice.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same with a line and a column, both from 1.
    #[must_use]
    pub fn at(mut self, line: usize, column: usize) -> Self {
        self.position = Some((line, column));
        self
    }
}

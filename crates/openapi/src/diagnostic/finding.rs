//! A problem, without and with its location.

use super::Code;
use crate::pointer::Span;

/// A problem without a location.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The stable name of the kind of problem.
    pub code: Code,
    /// Whether the document is rejected.
    pub severity: Severity,
    /// The effect of the problem on the output.
    pub effect: Effect,
    /// The problem: lower case, no full stop. May quote the document, so callers that print the
    /// message escape control characters.
    pub message: String,
    /// The suggested fix, in the imperative.
    pub hint: String,
    /// Whether all locations of the same finding share one diagnostic. See [`Finding::grouped`].
    pub grouped: bool,
}

/// A finding at a location.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The stable name of the kind of problem.
    pub code: Code,
    /// Whether the document is rejected.
    pub severity: Severity,
    /// The effect of the problem on the output.
    pub effect: Effect,
    /// The problem. May quote the document, so callers that print the message escape control
    /// characters.
    pub message: String,
    /// The value that is wrong. [`Sources`](crate::Sources) finds its line and column.
    pub span: Span,
    /// The line and column, both from 1 and in characters, of a problem without a JSON pointer (a
    /// syntax error). Takes precedence over `span`.
    pub position: Option<(usize, usize)>,
    /// The suggested fix, in the imperative.
    pub hint: String,
}

/// Whether a problem is fatal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The document is rejected.
    Error,
    /// The output is generated, but may differ from the document.
    Warning,
}

/// The effect of a problem on the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect {
    /// The output is complete.
    None,
    /// The output contains a less precise type or a simpler form.
    Degraded,
    /// An operation is missing from the client.
    SkippedClient,
    /// An operation is missing from the server.
    SkippedServer,
    /// The value is ignored.
    Skipped,
}

impl Finding {
    /// Creates an error, which rejects the document.
    pub fn error(code: Code, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            effect: Effect::Skipped,
            message: message.into(),
            hint: hint.into(),
            grouped: false,
        }
    }

    /// Creates a warning with [`Effect::None`].
    pub fn warning(code: Code, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            effect: Effect::None,
            ..Self::error(code, message, hint)
        }
    }

    /// Creates a warning with [`Effect::Degraded`].
    pub fn degraded(code: Code, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::warning(code, message, hint).with_effect(Effect::Degraded)
    }

    /// Creates a warning with [`Effect::Skipped`].
    pub fn skipped(code: Code, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::warning(code, message, hint).with_effect(Effect::Skipped)
    }

    /// Replaces the effect.
    #[must_use]
    pub fn with_effect(self, effect: Effect) -> Self {
        Self { effect, ..self }
    }

    /// Merges all locations with the same code, effect and message into one diagnostic at the first
    /// location, with the number of locations in the message. Use it for findings that a large
    /// document can repeat hundreds of times.
    #[must_use]
    pub fn grouped(self) -> Self {
        Self {
            grouped: true,
            ..self
        }
    }

    /// Returns a diagnostic at a location. Prefer [`Report::add`](super::Report::add), which also
    /// groups.
    pub fn at(self, span: &Span) -> Diagnostic {
        Diagnostic {
            code: self.code,
            severity: self.severity,
            effect: self.effect,
            message: self.message,
            span: span.clone(),
            position: None,
            hint: self.hint,
        }
    }
}

impl Diagnostic {
    /// Sets a line and a column, both from 1 and in characters.
    #[must_use]
    pub fn with_position(self, line: usize, column: usize) -> Self {
        Self {
            position: Some((line, column)),
            ..self
        }
    }
}

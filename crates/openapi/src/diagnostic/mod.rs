//! Diagnostics: what is wrong with a document, where, and what to do.

mod code;
mod report;

pub use code::Code;
pub use report::Report;

use crate::pointer::Span;

/// What one stage has to say about one place of the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable name of the kind of problem.
    pub code: Code,
    /// Whether it refuses the document.
    pub severity: Severity,
    /// What became of the place.
    pub effect: Effect,
    /// What is wrong, in one sentence without a full stop. May quote the document; whoever prints it escapes control characters.
    pub message: String,
    /// The place; line and column are found when it is shown.
    pub span: Span,
    /// A place that is known without a pointer (syntax errors): line and column, both from 1, columns in characters.
    pub position: Option<(usize, usize)>,
    /// What to do about it.
    pub hint: Option<String>,
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The document is refused.
    Error,
    /// The output is there, and says less than the document or something the document did not say.
    Warning,
}

/// What became of the place that a diagnostic names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Nothing is missing from the output.
    None,
    /// Something smaller or less exact stands in its place.
    Degraded,
    /// An operation is missing from the client.
    SkippedClient,
    /// An operation is missing from the server.
    SkippedServer,
    /// Something is missing altogether.
    Skipped,
}

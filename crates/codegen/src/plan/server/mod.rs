//! The server crate.

use specwright_openapi::diagnostic::Diagnostic;

use super::Context;

/// What the server crate holds.
#[derive(Clone, Debug, Default)]
pub struct ServerPlan {
    /// How many operations it has.
    pub operations: usize,
}

/// Decides what the server crate holds.
pub fn plan(_context: Context<'_>, _diagnostics: &mut Vec<Diagnostic>) -> ServerPlan {
    ServerPlan::default()
}

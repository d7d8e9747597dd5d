//! The client crate.

use specwright_openapi::diagnostic::Diagnostic;

use super::Context;

/// What the client crate holds.
#[derive(Clone, Debug, Default)]
pub struct ClientPlan {
    /// How many operations it has.
    pub operations: usize,
}

/// Decides what the client crate holds.
pub fn plan(_context: Context<'_>, _diagnostics: &mut Vec<Diagnostic>) -> ClientPlan {
    ClientPlan::default()
}

//! Errors of a run other than problems of the document.

use crate::template::TemplateError;

/// An error that prevents the output from being generated.
#[derive(Debug, thiserror::Error)]
pub enum GenerateError {
    /// A template is invalid or could not be rendered.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// The emitted tokens of a file are not valid Rust.
    #[error("{path}: {source}")]
    Syntax {
        /// The path of the file in the output.
        path: String,
        /// The parse error.
        source: syn::Error,
    },
}

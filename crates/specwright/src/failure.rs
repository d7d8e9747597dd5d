//! Errors that stop a run independently of the document's content.

use std::io;
use std::path::{Path, PathBuf};

use crate::output;

/// A run that failed: a file cannot be read or written, or a template is unusable.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Failure {
    /// A file cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// A user-supplied template is unusable.
    #[error("cannot generate: {0}")]
    Generate(#[from] specwright_codegen::GenerateError),
    /// The output folder cannot be used; it is unchanged.
    #[error(transparent)]
    Output(#[from] output::Error),
    /// Standard output cannot be written.
    #[error("cannot write to standard output: {0}")]
    Print(io::Error),
}

impl Failure {
    /// Returns the stable code of the failure in JSON output. It never depends on the document's
    /// content.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Read { .. } => "run::unreadable-file",
            Self::Generate(_) => "run::unusable-template",
            Self::Output(_) => "run::unusable-output",
            Self::Print(_) => "run::closed-output",
        }
    }

    /// Returns the file that the failure concerns, if it concerns one.
    pub fn file(&self) -> Option<&Path> {
        match self {
            Self::Read { path, .. } => Some(path),
            Self::Generate(_) | Self::Output(_) | Self::Print(_) => None,
        }
    }

    pub(crate) fn read(path: &Path, source: io::Error) -> Self {
        let text = path.to_string_lossy();
        let is_url = ["http://", "https://"]
            .iter()
            .any(|scheme| text.starts_with(scheme));
        let source = match is_url {
            true => io::Error::other("it is a URL; download the document and pass its file"),
            false => source,
        };
        Self::Read {
            path: path.to_owned(),
            source,
        }
    }
}

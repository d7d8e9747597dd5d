//! What stops a run before there is anything to say about the document.

use std::io;
use std::path::{Path, PathBuf};

use crate::output;

/// A run that could not be made: wrong usage, or a file that cannot be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Failure {
    /// A file cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The templates of the caller cannot be used.
    #[error("cannot generate: {0}")]
    Generate(#[from] specwright_codegen::GenerateError),
    /// The output folder was left as it is.
    #[error(transparent)]
    Output(#[from] output::Error),
    /// Standard output cannot be written.
    #[error("cannot write to standard output: {0}")]
    Print(io::Error),
}

impl Failure {
    /// Stable name of the kind of failure, for programs; no document can be the reason for one.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Read { .. } => "run::unreadable-file",
            Self::Generate(_) => "run::unusable-template",
            Self::Output(_) => "run::unusable-output",
            Self::Print(_) => "run::closed-output",
        }
    }

    /// The file that the failure is about, if it is about one.
    pub fn file(&self) -> Option<&Path> {
        match self {
            Self::Read { path, .. } => Some(path),
            Self::Generate(_) | Self::Output(_) | Self::Print(_) => None,
        }
    }

    pub(crate) fn read(path: &Path, source: io::Error) -> Self {
        Self::Read {
            path: path.to_owned(),
            source,
        }
    }
}

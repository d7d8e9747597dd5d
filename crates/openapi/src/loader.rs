//! Access to the files that a document refers to.

/// Loads the files that references name, and decides which files may be read.
pub trait Loader {
    /// Returns the bytes of a file.
    ///
    /// `path` uses slashes on every system and is relative to the folder of the root document. It
    /// starts with `..` if the file is outside that folder, and contains `..` nowhere else.
    ///
    /// # Errors
    /// Returns an error if the file does not exist, may not be read, or cannot be read.
    fn load(&mut self, path: &str) -> Result<Vec<u8>, LoadError>;
}

/// The reason why a file was not loaded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LoadError {
    /// The file does not exist.
    #[error("the file does not exist")]
    NotFound,
    /// The file is outside the folders that may be read, for example behind a symbolic link.
    #[error("the file is outside the folder of the document")]
    Outside,
    /// The file cannot be read for another reason, which the message describes.
    #[error("{0}")]
    Other(String),
}

/// A loader for documents that consist of one file. It loads nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoFiles;

impl Loader for NoFiles {
    fn load(&mut self, _: &str) -> Result<Vec<u8>, LoadError> {
        Err(LoadError::Other(
            "references to other files are not supported here".to_owned(),
        ))
    }
}

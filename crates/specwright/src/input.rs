//! The source of the document and of the files that it references.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use specwright_openapi::{LoadError, Loader};

use crate::Failure;

/// A document that has not been read yet.
#[derive(Clone, Debug)]
pub enum Input {
    /// A file. References may name files below its folder.
    File(PathBuf),
    /// Standard input.
    Stdin,
    /// A document in memory.
    Text {
        /// The file name that diagnostics show.
        name: String,
        /// The content, which should be UTF-8.
        bytes: Vec<u8>,
    },
}

impl Input {
    /// Creates an input from a document in memory, with the file name that diagnostics show.
    pub fn text(name: impl Into<String>, text: impl Into<Vec<u8>>) -> Self {
        Self::Text {
            name: name.into(),
            bytes: text.into(),
        }
    }

    /// Returns the file name that diagnostics show.
    pub fn name(&self) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            Self::Stdin => "<stdin>".to_owned(),
            Self::Text { name, .. } => name.clone(),
        }
    }

    /// Returns the name that generated files show: without its folder, so that output does not
    /// depend on it.
    pub(crate) fn short_name(&self) -> String {
        match self {
            Self::File(path) => path
                .file_name()
                .unwrap_or(path.as_os_str())
                .to_string_lossy()
                .into_owned(),
            Self::Stdin => "standard input".to_owned(),
            Self::Text { name, .. } => name.clone(),
        }
    }

    /// Reads at most `limit + 1` bytes, enough to detect that the limit is exceeded.
    pub(crate) fn read(&self, limit: usize) -> Result<Vec<u8>, Failure> {
        let bytes = match self {
            Self::File(path) => File::open(path).and_then(|file| read_at_most(file, limit)),
            Self::Stdin => read_at_most(io::stdin().lock(), limit),
            Self::Text { bytes, .. } => return Ok(bytes.clone()),
        };
        bytes.map_err(|source| Failure::read(Path::new(&self.name()), source))
    }

    /// Returns the loader of referenced files: those below the folder of the document and below the
    /// `allowed` folders.
    pub(crate) fn loader(&self, limit: usize, allowed: &[PathBuf]) -> Box<dyn Loader> {
        match self {
            Self::File(path) => {
                let folder = match path.parent() {
                    Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
                    _ => PathBuf::from("."),
                };
                Box::new(Folder {
                    folder,
                    allowed: allowed.to_vec(),
                    limit,
                })
            }
            _ => Box::new(specwright_openapi::NoFiles),
        }
    }
}

/// Loads files below the folder of the root document. Symbolic links are rejected, because they may
/// lead outside the folder; devices and pipes are rejected, because reading them may block.
struct Folder {
    folder: PathBuf,
    allowed: Vec<PathBuf>,
    limit: usize,
}

impl Folder {
    /// Returns the folder that must contain the file, and the path of the file below the folder.
    fn split(&self, path: &str) -> Result<(PathBuf, PathBuf), LoadError> {
        if !path.starts_with("../") {
            return Ok((self.folder.clone(), PathBuf::from(path)));
        }
        let mut whole = fs::canonicalize(&self.folder).map_err(load_error)?;
        for part in path.split('/') {
            match part {
                ".." => drop(whole.pop()),
                part => whole.push(part),
            }
        }
        let allowed = self
            .allowed
            .iter()
            .filter_map(|folder| fs::canonicalize(folder).ok());
        let found = allowed
            .filter_map(|folder| Some((whole.strip_prefix(&folder).ok()?.to_owned(), folder)))
            .next();
        found
            .map(|(rest, folder)| (folder, rest))
            .ok_or(LoadError::Outside)
    }
}

impl Loader for Folder {
    fn load(&mut self, path: &str) -> Result<Vec<u8>, LoadError> {
        let (mut file, rest) = self.split(path)?;
        let mut metadata = None;
        for part in rest.components() {
            file.push(part);
            let found = fs::symlink_metadata(&file).map_err(load_error)?;
            if found.is_symlink() {
                return Err(LoadError::Outside);
            }
            metadata = Some(found);
        }
        if !metadata.is_some_and(|found| found.is_file()) {
            return Err(LoadError::Other("not a regular file".to_owned()));
        }
        File::open(&file)
            .and_then(|file| read_at_most(file, self.limit))
            .map_err(load_error)
    }
}

fn read_at_most(from: impl Read, limit: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(limit as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn load_error(error: io::Error) -> LoadError {
    match error.kind() {
        io::ErrorKind::NotFound => LoadError::NotFound,
        _ => LoadError::Other(error.to_string()),
    }
}

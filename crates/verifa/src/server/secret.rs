//! The server's secret: what keys are hashed under. It lies in a file that only its owner can read.

use std::fmt;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::server::random::{Random, RandomError};

/// How many random bytes a new secret has.
const LENGTH: usize = 32;

/// At least 32 bytes that are never shown.
#[derive(Clone)]
pub struct ServerSecret(Vec<u8>);

/// Why there is no secret.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// The file can't be read.
    #[error("the secret file {} can't be read: {source}; check its owner and permissions", path.display())]
    Read {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file can't be made.
    #[error("the secret file {} can't be made: {source}; make its folder writable, or name another file with --secret-file", path.display())]
    Write {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file holds something else.
    #[error(
        "the secret file {} holds no secret: 64 hexadecimal digits or more are expected, as `openssl rand -hex 32` prints them",
        path.display()
    )]
    Content {
        /// Which file.
        path: PathBuf,
    },
    /// There is no randomness for a new one.
    #[error(transparent)]
    Random(#[from] RandomError),
}

impl ServerSecret {
    /// A secret that the caller keeps; at least 32 random bytes are what makes it one.
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// Reads the secret from its file, which is made first, for its owner alone, if there is none. Two processes that do
    /// this at once end up with the same secret.
    ///
    /// # Errors
    /// [`SecretError`] says which file and why.
    pub fn open(path: &Path, random: &dyn Random) -> Result<Self, SecretError> {
        match std::fs::read_to_string(path) {
            Ok(text) => Self::parse(&text).ok_or_else(|| SecretError::Content {
                path: path.to_owned(),
            }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Self::make(path, random),
            Err(error) if error.kind() == std::io::ErrorKind::InvalidData => {
                Err(SecretError::Content {
                    path: path.to_owned(),
                })
            }
            Err(source) => Err(SecretError::Read {
                path: path.to_owned(),
                source,
            }),
        }
    }

    /// A secret that nobody can guess.
    ///
    /// # Errors
    /// When there is no randomness.
    pub fn random(random: &dyn Random) -> Result<Self, RandomError> {
        let mut bytes = vec![0; LENGTH];
        random.fill(&mut bytes)?;
        Ok(Self(bytes))
    }

    /// By what the secret is known again: nobody can tell it from this.
    pub fn mark(&self) -> [u8; 32] {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes a key of any length");
        mac.update(b"verifa: the secret of this store");
        mac.finalize().into_bytes().into()
    }

    /// The bytes of the secret.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    fn parse(text: &str) -> Option<Self> {
        let bytes = hex::decode(text.trim()).ok()?;
        (bytes.len() >= LENGTH).then_some(Self(bytes))
    }

    fn make(path: &Path, random: &dyn Random) -> Result<Self, SecretError> {
        let made = Self::random(random)?;
        let text = format!("{}\n", hex::encode(made.expose()));
        match write_new(path, &text) {
            Ok(()) => Ok(made),
            // Another process was faster: its secret counts.
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                let text = std::fs::read_to_string(path).map_err(|source| SecretError::Read {
                    path: path.to_owned(),
                    source,
                })?;
                Self::parse(&text).ok_or_else(|| SecretError::Content {
                    path: path.to_owned(),
                })
            }
            Err(source) => Err(SecretError::Write {
                path: path.to_owned(),
                source,
            }),
        }
    }
}

/// Writes a file whole or not at all, with mode 0600, and never over another.
fn write_new(path: &Path, text: &str) -> std::io::Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist_noclobber(path)?;
    Ok(())
}

impl fmt::Debug for ServerSecret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ServerSecret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::{SecretError, ServerSecret};
    use crate::server::random::SeededRandom;

    #[test]
    fn made_once_and_then_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("secret");
        let first = ServerSecret::open(&path, &SeededRandom::new(1)).expect("made");
        let second = ServerSecret::open(&path, &SeededRandom::new(2)).expect("read");
        assert_eq!(first.expose(), second.expose());
        assert_eq!(first.expose().len(), 32);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(&path)
                .expect("a file")
                .permissions()
                .mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn a_file_without_a_secret_is_refused_and_left_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("secret");
        for content in [&b""[..], b"secret", b"abcdef", b"\xff\xfe", &[b'z'; 64]] {
            std::fs::write(&path, content).expect("written");
            let error = ServerSecret::open(&path, &SeededRandom::new(1)).expect_err("no secret");
            assert!(matches!(error, SecretError::Content { .. }), "{error}");
            assert_eq!(std::fs::read(&path).expect("read"), content);
        }
    }
}

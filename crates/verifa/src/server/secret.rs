//! The server's secret, under which API keys are hashed. Its file is readable only by its owner.

use std::fmt;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::server::random::{Random, RandomError};

/// The length of a new secret, and the shortest valid length, in bytes.
const LENGTH: usize = 32;

/// A secret of at least 32 bytes. `Debug` omits it.
#[derive(Clone)]
pub struct ServerSecret(Vec<u8>);

/// The reason why a secret could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// The file cannot be read.
    #[error("cannot read the secret file {}: {source}; check its owner and permissions", path.display())]
    Read {
        /// The path of the file.
        path: PathBuf,
        /// The I/O error.
        source: std::io::Error,
    },
    /// The file cannot be created.
    #[error("cannot create the secret file {}: {source}; make its folder writable, or choose another file with --secret-file", path.display())]
    Write {
        /// The path of the file.
        path: PathBuf,
        /// The I/O error.
        source: std::io::Error,
    },
    /// The file does not contain a secret.
    #[error(
        "invalid secret file {}: expected at least 64 hexadecimal digits, such as the output of `openssl rand -hex 32`",
        path.display()
    )]
    Content {
        /// The path of the file.
        path: PathBuf,
    },
    /// No random bytes were available for a new secret.
    #[error(transparent)]
    Random(#[from] RandomError),
}

impl ServerSecret {
    /// Creates a secret from bytes, which should be at least 32 random bytes.
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// Reads the secret from its file. A missing file is created with a random secret and
    /// mode 0600. Processes that do this at the same time get the same secret.
    ///
    /// # Errors
    /// Returns an error if the file cannot be read or created, or does not contain a secret.
    pub fn open(path: &Path, random: &dyn Random) -> Result<Self, SecretError> {
        match std::fs::read_to_string(path) {
            Ok(text) => Self::parse(&text).ok_or_else(|| SecretError::Content {
                path: path.to_owned(),
            }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                Self::create(path, random)
            }
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

    /// Creates a random secret.
    ///
    /// # Errors
    /// Returns an error if no random bytes are available.
    pub fn random(random: &dyn Random) -> Result<Self, RandomError> {
        let mut bytes = vec![0; LENGTH];
        random.fill(&mut bytes)?;
        Ok(Self(bytes))
    }

    /// Returns a fingerprint that identifies the secret without revealing it.
    pub fn fingerprint(&self) -> [u8; 32] {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC accepts a key of any length");
        mac.update(b"verifa: the secret of this store");
        mac.finalize().into_bytes().into()
    }

    /// Returns the bytes of the secret.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    fn parse(text: &str) -> Option<Self> {
        let bytes = hex::decode(text.trim()).ok()?;
        (bytes.len() >= LENGTH).then_some(Self(bytes))
    }

    fn create(path: &Path, random: &dyn Random) -> Result<Self, SecretError> {
        let secret = Self::random(random)?;
        let text = format!("{}\n", hex::encode(secret.expose()));
        match write_new(path, &text) {
            Ok(()) => Ok(secret),
            // Another process has created the file first, so its secret is used.
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

/// Creates a file with mode 0600 atomically. Fails if the file exists.
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
    fn a_secret_is_created_once_and_then_read() {
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
    fn a_file_without_a_secret_is_rejected_and_unchanged() {
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

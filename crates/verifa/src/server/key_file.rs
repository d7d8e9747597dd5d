//! The keys that an operator passes on the command line or in a TOML file.
//!
//! ```toml
//! [[key]]
//! key = "vk_sandbox_…"          # or hash = "…": HMAC-SHA-256 of the key under the server's secret, in hexadecimal
//! organization = "acme"          # default: "default"
//! scopes = ["sessions:create"]   # default: sessions:create and sessions:write
//! version = "2026-01-01"         # default: the newest
//! ```

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::key::{ApiKey, KeyError};
use crate::server::account::{DEFAULT_ORGANIZATION, DEFAULT_SCOPES, Grant, KeyHash, KeyRing};
use crate::server::version::Version;

/// The reason why the keys of an operator are invalid. No message contains a key.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// A value of `--key` is invalid.
    #[error("--key number {number}: {problem}")]
    Argument {
        /// The number of the flag, counted from 1.
        number: usize,
        /// The reason.
        problem: Problem,
    },
    /// The key file cannot be read.
    #[error("cannot read the key file {}: {source}; check its name and permissions", path.display())]
    Read {
        /// The path of the file.
        path: PathBuf,
        /// The I/O error.
        source: std::io::Error,
    },
    /// The key file is not TOML or has the wrong structure.
    #[error("{}:{line}: {message}", path.display())]
    Syntax {
        /// The path of the file.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// The message of the TOML parser.
        message: String,
    },
    /// A table of the key file is invalid.
    #[error("{}:{line}: [[key]] number {number}: {problem}", path.display())]
    Table {
        /// The path of the file.
        path: PathBuf,
        /// The line at which the table's content begins, counted from 1.
        line: usize,
        /// The number of the table, counted from 1.
        number: usize,
        /// The reason.
        problem: Problem,
    },
}

/// The reason why one key is invalid.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// The key is malformed.
    #[error("{0}")]
    Key(#[from] KeyError),
    /// The hash is malformed.
    #[error("invalid `hash`: expected 64 hexadecimal digits")]
    Hash,
    /// Both `key` and `hash` are present, or neither.
    #[error("expected either `key` or `hash`")]
    KeyOrHash,
    /// A scope is empty.
    #[error("empty scope; write KEY:SCOPE,SCOPE, or omit the colon for the default scopes")]
    Scope,
    /// The organization is empty.
    #[error("empty `organization`; omit it for the organization `default`")]
    Organization,
    /// The API version is not supported.
    #[error("unsupported API version {0:?}; supported: {versions}", versions = versions())]
    Version(String),
    /// The key occurs twice.
    #[error("duplicate key; remove one of them")]
    Duplicate,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    key: Vec<toml::Spanned<Table>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    key: Option<String>,
    hash: Option<String>,
    organization: Option<String>,
    scopes: Option<Vec<String>>,
    version: Option<String>,
}

/// Adds the keys of `--key KEY[:SCOPE[,SCOPE]]`, in the organization `default` and pinned to the
/// newest API version.
///
/// # Errors
/// Returns the first invalid key.
pub fn add_arguments(ring: &mut KeyRing, arguments: &[String]) -> Result<(), KeysError> {
    for (index, argument) in arguments.iter().enumerate() {
        add_argument(ring, argument).map_err(|problem| KeysError::Argument {
            number: index + 1,
            problem,
        })?;
    }
    Ok(())
}

/// Adds the keys of a file.
///
/// # Errors
/// Returns the first error in the file, with its line.
pub fn add_file(ring: &mut KeyRing, path: &Path) -> Result<(), KeysError> {
    let text = std::fs::read_to_string(path).map_err(|source| KeysError::Read {
        path: path.to_owned(),
        source,
    })?;
    let line_at = |offset: usize| {
        text.bytes()
            .take(offset)
            .filter(|byte| *byte == b'\n')
            .count()
            + 1
    };
    // Only the message is used: the full error quotes the line, which may contain a key.
    let file: File = toml::from_str(&text).map_err(|error| KeysError::Syntax {
        path: path.to_owned(),
        line: line_at(error.span().map_or(0, |span| span.start)),
        message: error.message().to_owned(),
    })?;
    for (index, table) in file.key.into_iter().enumerate() {
        let line = line_at(table.span().start);
        add_table(ring, table.into_inner()).map_err(|problem| KeysError::Table {
            path: path.to_owned(),
            line,
            number: index + 1,
            problem,
        })?;
    }
    Ok(())
}

fn add_argument(ring: &mut KeyRing, argument: &str) -> Result<(), Problem> {
    let (key, scopes) = match argument.split_once(':') {
        Some((key, scopes)) => (key, Some(scopes.split(',').map(str::to_owned).collect())),
        None => (argument, None),
    };
    let table = Table {
        key: Some(key.to_owned()),
        hash: None,
        organization: None,
        scopes,
        version: None,
    };
    add_table(ring, table)
}

fn add_table(ring: &mut KeyRing, table: Table) -> Result<(), Problem> {
    let hash = match (table.key, table.hash) {
        (Some(key), None) => ring.hash(&ApiKey::parse(key)?),
        (None, Some(hash)) => KeyHash::from_hex(&hash).ok_or(Problem::Hash)?,
        _ => return Err(Problem::KeyOrHash),
    };
    let organization = table
        .organization
        .unwrap_or_else(|| DEFAULT_ORGANIZATION.to_owned());
    if organization.is_empty() {
        return Err(Problem::Organization);
    }
    let scopes = table
        .scopes
        .unwrap_or_else(|| DEFAULT_SCOPES.map(str::to_owned).to_vec());
    if scopes.iter().any(String::is_empty) {
        return Err(Problem::Scope);
    }
    let version = match table.version {
        Some(version) => Version::parse(&version).ok_or(Problem::Version(version))?,
        None => Version::NEWEST,
    };
    ring.add(Grant {
        hash,
        organization,
        scopes,
        version: version.to_string(),
    })
    .map_err(|_| Problem::Duplicate)
}

fn versions() -> String {
    Version::ALL.map(Version::as_str).join(", ")
}

#[cfg(test)]
mod tests {
    use super::{KeysError, add_arguments, add_file};
    use crate::server::account::KeyRing;
    use crate::server::secret::ServerSecret;

    fn ring() -> KeyRing {
        KeyRing::new(ServerSecret::from_bytes(vec![7; 32]))
    }

    fn read(text: &str) -> Result<KeyRing, String> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("keys.toml");
        std::fs::write(&path, text).expect("written");
        let mut ring = ring();
        add_file(&mut ring, &path)
            .map_err(|error| {
                error
                    .to_string()
                    .replace(&path.display().to_string(), "keys.toml")
            })
            .map(|()| ring)
    }

    #[test]
    fn arguments_split_at_the_first_colon() {
        let mut ring = ring();
        let arguments = [
            "vk_live_a",
            "vk_live_b:sessions:create",
            "vk_live_c:sessions:create,other",
        ]
        .map(str::to_owned);
        add_arguments(&mut ring, &arguments).expect("good");
        let scopes = |key| ring.find(key).expect("known").scopes.to_vec();
        assert_eq!(scopes("vk_live_a"), ["sessions:create", "sessions:write"]);
        assert_eq!(scopes("vk_live_b"), ["sessions:create"]);
        assert_eq!(scopes("vk_live_c"), ["sessions:create", "other"]);
    }

    #[test]
    fn invalid_arguments_are_reported_by_number_and_never_quoted() {
        for (argument, problem) in [
            ("vk_live_secret:", "empty scope"),
            ("vk_live_secret:a,,b", "empty scope"),
            ("secret", "invalid API key: expected the prefix"),
            ("vk_live_first", "duplicate key"),
        ] {
            let error = add_arguments(
                &mut ring(),
                &["vk_live_first".to_owned(), argument.to_owned()],
            )
            .expect_err("wrong");
            let text = error.to_string();
            assert!(
                matches!(error, KeysError::Argument { number: 2, .. }) && text.contains(problem),
                "{text}"
            );
            assert!(!text.contains("secret"), "{text}");
        }
    }

    #[test]
    fn a_file_can_set_every_property_of_a_key() {
        let hash = hex::encode(
            ring()
                .hash(&crate::key::ApiKey::parse("vk_live_b").expect("a key"))
                .as_bytes(),
        );
        let ring = read(&format!(
            "[[key]]\nkey = 'vk_sandbox_a'\norganization = 'acme'\nscopes = []\nversion = '2026-01-01'\n[[key]]\nhash = '{hash}'\n"
        ))
        .expect("good");
        let account = ring.find("vk_sandbox_a").expect("known");
        assert_eq!(
            (
                &*account.organization,
                account.scopes.len(),
                &*account.version
            ),
            ("acme", 0, "2026-01-01")
        );
        let account = ring.find("vk_live_b").expect("known by its hash");
        assert_eq!(
            (
                &*account.organization,
                account.scopes.len(),
                &*account.version
            ),
            ("default", 2, "2026-02-01")
        );
        assert!(
            ring.find("vk_sandbox_b").is_none(),
            "the environment is part of the key"
        );
    }

    #[test]
    fn errors_in_files_are_reported_with_their_line() {
        for (text, expected) in [
            (
                "[[key]]\nkey = 'vk_live_a'\nscope = []\n",
                "keys.toml:3: unknown field `scope`",
            ),
            ("[[keys]]\n", "keys.toml:1: unknown field `keys`"),
            (
                "\n[[key]]\nkey = 'secret'\n",
                "keys.toml:2: [[key]] number 1: invalid API key: expected the prefix",
            ),
            (
                "[[key]]\norganization = 'a'\n",
                "keys.toml:1: [[key]] number 1: expected either `key` or `hash`",
            ),
            (
                "[[key]]\nkey = 'vk_live_a'\nhash = 'b'\n",
                "keys.toml:1: [[key]] number 1: expected either",
            ),
            (
                "[[key]]\nhash = 'b'\n",
                "keys.toml:1: [[key]] number 1: invalid `hash`: expected 64",
            ),
            (
                "[[key]]\nkey = 'vk_live_a'\nversion = '2020-01-01'\n",
                "unsupported API version \"2020-01-01\"; supported: 2026-01-01, 2026-02-01",
            ),
            (
                "[[key]]\nkey = 'vk_live_a'\n[[key]]\nkey = 'vk_live_a'\n",
                "keys.toml:3: [[key]] number 2: duplicate key",
            ),
            ("[[key]]\nkey = 'vk_live_secret\n", "keys.toml:2: "),
        ] {
            let error = read(text).expect_err(text);
            assert!(error.contains(expected), "{error}");
            assert!(!error.contains("secret"), "{error}");
        }
    }
}

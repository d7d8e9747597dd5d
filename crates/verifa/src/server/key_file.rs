//! Keys as the operator writes them: on the command line, or in a TOML file.
//!
//! ```toml
//! [[key]]
//! key = "vk_sandbox_…"          # or: hash = "…", HMAC-SHA-256 of the key under the server's secret, in hexadecimal
//! organization = "acme"          # left out: "default"
//! scopes = ["sessions:create"]   # left out: sessions:create and sessions:write
//! version = "2026-01-01"         # left out: the newest
//! ```

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::key::{ApiKey, KeyError};
use crate::server::account::{DEFAULT_ORGANIZATION, DEFAULT_SCOPES, Grant, KeyHash, KeyRing};
use crate::server::version::Version;

/// Why a key was not let in. None of these repeats a key.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// A `--key` is wrong.
    #[error("--key number {number}: {problem}")]
    Argument {
        /// Which one, from 1 on.
        number: usize,
        /// What is wrong with it.
        problem: Problem,
    },
    /// The file can't be read.
    #[error("the key file {} can't be read: {source}; check its name and permissions", path.display())]
    Read {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is no TOML, or not of the right form.
    #[error("{}:{line}: {message}", path.display())]
    Syntax {
        /// Which file.
        path: PathBuf,
        /// The line, from 1 on.
        line: usize,
        /// What is wrong with it.
        message: String,
    },
    /// One of its tables is wrong.
    #[error("{}:{line}: [[key]] number {number}: {problem}", path.display())]
    Table {
        /// Which file.
        path: PathBuf,
        /// The line at which the table's content begins, from 1 on.
        line: usize,
        /// Which table, from 1 on.
        number: usize,
        /// What is wrong with it.
        problem: Problem,
    },
}

/// What is wrong with one key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// It is no key.
    #[error("{0}")]
    Key(#[from] KeyError),
    /// It is no hash.
    #[error("`hash` must be 64 hexadecimal digits")]
    Hash,
    /// Both are there, or neither.
    #[error("give either `key` or `hash`")]
    KeyOrHash,
    /// The scope has no name.
    #[error("a scope is empty; write KEY:SCOPE,SCOPE, or leave out the colon for the usual scopes")]
    Scope,
    /// The organization has no name.
    #[error("`organization` is empty; leave it out for the organization `default`")]
    Organization,
    /// The version is not served.
    #[error("the version {0:?} is not served; known are {versions}", versions = versions())]
    Version(String),
    /// The key is in already.
    #[error("this key was given before; leave one of them out")]
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

/// Lets in the keys of `--key KEY[:SCOPE[,SCOPE]]`: the organization `default`, the newest version.
///
/// # Errors
/// The first one that is wrong.
pub fn add_arguments(ring: &mut KeyRing, arguments: &[String]) -> Result<(), KeysError> {
    for (index, argument) in arguments.iter().enumerate() {
        add_argument(ring, argument).map_err(|problem| KeysError::Argument {
            number: index + 1,
            problem,
        })?;
    }
    Ok(())
}

/// Lets in the keys of a file.
///
/// # Errors
/// The first thing that is wrong with it, and in which line.
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
    // Only the message: the rest of the error shows the line, which may hold a key.
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
    fn wrong_arguments_are_named_by_number_and_never_repeated() {
        for (argument, problem) in [
            ("vk_live_secret:", "a scope is empty"),
            ("vk_live_secret:a,,b", "a scope is empty"),
            ("secret", "an API key begins with"),
            ("vk_live_first", "this key was given before"),
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
    fn a_file_says_everything_of_a_key() {
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
    fn wrong_files_are_refused_with_the_line() {
        for (text, expected) in [
            (
                "[[key]]\nkey = 'vk_live_a'\nscope = []\n",
                "keys.toml:3: unknown field `scope`",
            ),
            ("[[keys]]\n", "keys.toml:1: unknown field `keys`"),
            (
                "\n[[key]]\nkey = 'secret'\n",
                "keys.toml:2: [[key]] number 1: an API key begins with",
            ),
            (
                "[[key]]\norganization = 'a'\n",
                "keys.toml:1: [[key]] number 1: give either `key` or `hash`",
            ),
            (
                "[[key]]\nkey = 'vk_live_a'\nhash = 'b'\n",
                "keys.toml:1: [[key]] number 1: give either",
            ),
            (
                "[[key]]\nhash = 'b'\n",
                "keys.toml:1: [[key]] number 1: `hash` must be 64",
            ),
            (
                "[[key]]\nkey = 'vk_live_a'\nversion = '2020-01-01'\n",
                "the version \"2020-01-01\" is not served; known are 2026-01-01, 2026-02-01",
            ),
            (
                "[[key]]\nkey = 'vk_live_a'\n[[key]]\nkey = 'vk_live_a'\n",
                "keys.toml:3: [[key]] number 2: this key was given before",
            ),
            ("[[key]]\nkey = 'vk_live_secret\n", "keys.toml:2: "),
        ] {
            let error = read(text).expect_err(text);
            assert!(error.contains(expected), "{error}");
            assert!(!error.contains("secret"), "{error}");
        }
    }
}

//! Documents as text, and the documents that mutations start from.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde_json::Value;

use crate::choices::Choices;
use crate::{document, mutation};

/// The source of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Origin {
    /// The document is grown from nothing.
    Grown,
    /// The document is a changed fixture of the generator's tests.
    Mutated,
}

impl Origin {
    /// Returns the document that a byte string describes.
    pub fn document(self, bytes: &[u8]) -> Value {
        match self {
            Self::Grown => document::grow(bytes),
            Self::Mutated => mutation::mutate(bytes, fixtures()),
        }
    }

    /// Returns the origin of document number `index` of a run.
    pub fn of(index: u64) -> Self {
        match index % 4 {
            3 => Self::Mutated,
            _ => Self::Grown,
        }
    }
}

/// Returns the name and the text of a document. A third of the documents are YAML, which the
/// choices decide.
pub fn text(document: &Value, choices: &mut Choices<'_>) -> (&'static str, String) {
    if choices.one_in(3)
        && let Ok(text) = serde_yaml::to_string(document)
    {
        return ("document.yaml", text);
    }
    ("document.json", format!("{document:#}"))
}

/// Returns the documents of the generator's tests, those that are meant to be rejected included.
///
/// # Panics
/// If there are none.
pub fn fixtures() -> &'static [Value] {
    static FIXTURES: OnceLock<Vec<Value>> = OnceLock::new();
    FIXTURES.get_or_init(|| {
        let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("../generator");
        let mut paths: Vec<PathBuf> = ["fixtures", "hostile", "negative"]
            .into_iter()
            .flat_map(|kind| fs::read_dir(tests.join(kind)).into_iter().flatten())
            .filter_map(Result::ok)
            .flat_map(|entry| ["openapi.yaml", "openapi.json"].map(|file| entry.path().join(file)))
            .collect();
        paths.sort();
        let documents: Vec<Value> = paths
            .iter()
            .filter_map(|path| fs::read_to_string(path).ok())
            // Some documents are meant to have syntax errors.
            .filter_map(|text| serde_yaml::from_str(&text).ok())
            .filter(Value::is_object)
            .collect();
        assert!(!documents.is_empty(), "no documents in {}", tests.display());
        documents
    })
}

//! The test documents of the generator, with their snapshots.

use std::fs;
use std::path::PathBuf;

use docs_tests::repository;

/// A folder with a document and its snapshots.
pub struct Document {
    /// Path from `tests/generator`, for example `fixtures/tuples`.
    pub folder: String,
}

/// A diagnostic in a snapshot.
pub struct Finding {
    pub code: String,
    pub message: String,
}

impl Document {
    /// Returns the document in a folder, or `None` if the folder does not exist.
    pub fn find(folder: &str) -> Option<Self> {
        let document = Self {
            folder: folder.to_owned(),
        };
        document.path("").is_dir().then_some(document)
    }

    /// Lists the documents of a kind, sorted by name.
    pub fn all(kind: &str) -> impl Iterator<Item = Self> {
        let entries = fs::read_dir(repository().join("tests/generator").join(kind))
            .expect("the folder of documents is readable");
        let mut folders: Vec<String> = entries
            .map(|entry| {
                entry
                    .expect("the folder of documents is readable")
                    .file_name()
            })
            .map(|name| format!("{kind}/{}", name.to_string_lossy()))
            .collect();
        assert!(!folders.is_empty(), "{kind} has no documents");
        folders.sort();
        folders.into_iter().filter_map(|folder| Self::find(&folder))
    }

    /// Returns the text of the snapshots of the model and the generated items.
    pub fn snapshots(&self) -> String {
        let texts = ["items.snap", "model.snap"].map(|name| fs::read_to_string(self.path(name)));
        texts.into_iter().flatten().collect()
    }

    /// Returns the reported diagnostics.
    pub fn findings(&self) -> Vec<Finding> {
        let text = fs::read_to_string(self.path("diagnostics.snap")).unwrap_or_default();
        let mut lines = text.lines().filter(|line| !line.trim().is_empty());
        let mut findings = Vec::new();
        while let Some(line) = lines.next() {
            let is_head = ["error[", "warning["]
                .iter()
                .any(|severity| line.starts_with(severity));
            let code = line.split(['[', ']']).nth(1).filter(|_| is_head);
            // The message follows its severity and code, after a symbol.
            if let (Some(code), Some((_, message))) = (
                code,
                lines
                    .clone()
                    .next()
                    .and_then(|it| it.trim().split_once(' ')),
            ) {
                findings.push(Finding {
                    code: code.to_owned(),
                    message: message.to_owned(),
                });
            }
        }
        findings
    }

    /// Returns the version of OpenAPI or Swagger that the document declares.
    pub fn version(&self) -> Option<String> {
        let names = ["openapi.yaml", "openapi.json"];
        let texts = names.map(|name| fs::read_to_string(self.path(name)));
        let text = texts.into_iter().flatten().next()?;
        let declared = text.lines().find_map(|line| {
            let line = line.trim_start_matches(['{', ' ', '"']);
            ["openapi", "swagger"].iter().find_map(|key| {
                line.strip_prefix(key)?
                    .trim_start_matches('"')
                    .strip_prefix(':')
            })
        })?;
        let version = declared.trim_start_matches([' ', '"', '\'']);
        let end = version.find(|c: char| !c.is_ascii_digit() && c != '.');
        Some(version[..end.unwrap_or(version.len())].to_owned())
    }

    fn path(&self, name: &str) -> PathBuf {
        repository()
            .join("tests/generator")
            .join(&self.folder)
            .join(name)
    }
}

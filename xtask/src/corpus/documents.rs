//! Discovery of the documents in a folder.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

/// A root document.
#[derive(Clone, Debug)]
pub struct Document {
    /// The path relative to the folder, with `/` as separator.
    pub name: String,
    /// The path of the file.
    pub path: PathBuf,
    /// The folder that contains all files of the document: at most two levels below the folder of
    /// the corpus.
    pub folder: PathBuf,
}

impl Document {
    /// Returns whether a document is invalid on purpose. The test suites with such documents put
    /// `-fail` in the file names.
    pub fn is_meant_to_fail(name: &str) -> bool {
        name.rsplit('/').next().unwrap_or(name).contains("-fail")
    }
}

/// Returns the documents that `manifest.tsv` lists or, without this file, all root documents below
/// the folder, sorted by name.
pub fn find(folder: &Path) -> anyhow::Result<Vec<Document>> {
    let manifest = folder.join("manifest.tsv");
    let mut names = Vec::new();
    if manifest.is_file() {
        let text = fs::read_to_string(&manifest)
            .with_context(|| format!("cannot read {}", manifest.display()))?;
        let mut lines = text.lines();
        let column = lines
            .next()
            .and_then(|head| head.split('\t').position(|name| name == "file"))
            .unwrap_or(0);
        names.extend(
            lines
                .filter_map(|line| line.split('\t').nth(column))
                .map(str::to_owned),
        );
    } else {
        walk(folder, "", &mut names)?;
    }
    names.sort();
    let document = |name: String| {
        let parts: Vec<&str> = name.split('/').collect();
        let parents = parts
            .split_last()
            .map_or(&[][..], |(_, folders)| folders)
            .iter()
            .take(2);
        Document {
            path: folder.join(&name),
            folder: parents.fold(folder.to_owned(), |folder, part| folder.join(part)),
            name,
        }
    };
    Ok(names.into_iter().map(document).collect())
}

/// Adds the names of all root documents below a folder.
fn walk(folder: &Path, prefix: &str, names: &mut Vec<String>) -> anyhow::Result<()> {
    let context = || format!("cannot list {}", folder.display());
    for entry in fs::read_dir(folder).with_context(context)? {
        let entry = entry.with_context(context)?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        let path = entry.path();
        if path.is_dir() {
            walk(&path, &format!("{name}/"), names)?;
        } else if is_root_document(&path) {
            names.push(name);
        }
    }
    Ok(())
}

/// Returns whether a file has a top-level key `openapi` or `swagger`.
fn is_root_document(path: &Path) -> bool {
    let extension = path
        .extension()
        .and_then(|extension| extension.to_str())
        .unwrap_or_default();
    let Ok(text) = fs::read_to_string(path) else {
        return false;
    };
    match extension {
        "yaml" | "yml" => text.lines().any(|line| {
            ["openapi:", "swagger:", "\"openapi\":"]
                .iter()
                .any(|key| line.starts_with(key))
        }),
        "json" => serde_json::from_str::<serde_json::Value>(&text).is_ok_and(|value| {
            value
                .get("openapi")
                .or_else(|| value.get("swagger"))
                .is_some()
        }),
        _ => false,
    }
}

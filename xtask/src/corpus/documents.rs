//! Which documents there are.

use std::fs;
use std::path::{Path, PathBuf};

use specwright::Failure;

use super::read_text;

/// A root document of the folder.
#[derive(Clone, Debug)]
pub struct Document {
    /// Its path from the folder, with slashes.
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
    /// The folder that all its files lie in: in a folder of documents with folders in them, one of those.
    pub folder: PathBuf,
}

impl Document {
    /// Whether it is invalid on purpose: the test suites that such documents come from put `fail` into their names.
    pub fn is_meant_to_fail(name: &str) -> bool {
        name.rsplit('/').next().unwrap_or(name).contains("-fail")
    }
}

/// The documents of a folder: those that `manifest.tsv` lists, or else all that look like a root document; in the order of their names.
pub fn find(folder: &Path) -> Result<Vec<Document>, Failure> {
    let manifest = folder.join("manifest.tsv");
    let mut names = Vec::new();
    if manifest.is_file() {
        let text = read_text(&manifest)?;
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
        let own = parts
            .split_last()
            .map_or(&[][..], |(_, folders)| folders)
            .iter()
            .take(2);
        Document {
            path: folder.join(&name),
            folder: own.fold(folder.to_owned(), |folder, part| folder.join(part)),
            name,
        }
    };
    Ok(names.into_iter().map(document).collect())
}

fn walk(folder: &Path, prefix: &str, names: &mut Vec<String>) -> Result<(), Failure> {
    let failed = |source| Failure::Read {
        path: folder.to_owned(),
        source,
    };
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
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

/// Whether a file says at its top level which version of OpenAPI it is written in.
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

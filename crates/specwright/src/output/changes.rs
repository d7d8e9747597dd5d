//! Comparison of the output folder with the generated files.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use specwright_codegen::Layout;

use super::error::Error;
use super::{Files, marker, safe_path};

/// A file that must be written or removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The path relative to the output folder, with `/` as separator.
    pub path: String,
    /// The kind of change.
    pub kind: ChangeKind,
    /// Whether the existing file lacks the marker, so that the generator must not overwrite it.
    pub foreign: bool,
}

/// The kind of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// The file is missing from the folder.
    Added,
    /// The file's content differs.
    Updated,
    /// The file is an orphan: it has the marker and is no longer generated.
    Removed,
}

/// Returns all changes, sorted by path.
pub(super) fn find(root: &Path, layout: Layout, files: &Files) -> Result<Vec<Change>, Error> {
    let mut changes = Vec::new();
    for (path, text) in files {
        let place = safe_path::locate(root, path)?;
        if !safe_path::is_file(&place)? {
            changes.push(Change {
                path: path.clone(),
                kind: ChangeKind::Added,
                foreign: false,
            });
            continue;
        }
        let old = fs::read(&place).map_err(|source| Error::io("read", &place, source))?;
        let old = String::from_utf8_lossy(&old);
        if !same_text(&old, text) {
            changes.push(Change {
                path: path.clone(),
                kind: ChangeKind::Updated,
                foreign: !marker::is_marked(&old),
            });
        }
    }
    let orphans = orphans(root, layout, files)?;
    changes.extend(orphans.into_iter().map(|path| Change {
        path,
        kind: ChangeKind::Removed,
        foreign: false,
    }));
    changes.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(changes)
}

/// Returns whether two texts are equal. CR LF equals LF, because Git may convert line endings on
/// checkout.
fn same_text(old: &str, new: &str) -> bool {
    old == new || (old.contains('\r') && old.replace("\r\n", "\n") == *new)
}

/// Returns the orphans in the part of the folder that the generator owns.
fn orphans(root: &Path, layout: Layout, files: &Files) -> Result<Vec<String>, Error> {
    let mut found = Vec::new();
    match layout {
        Layout::Workspace => walk(root, "", files, &mut found)?,
        Layout::Crates => {
            let owned: BTreeSet<&str> = files
                .keys()
                .filter_map(|path| path.split_once('/'))
                .map(|(top, _)| top)
                .collect();
            for top in owned {
                let folder = root.join(top);
                if safe_path::metadata(&folder)?.is_some_and(|found| found.is_dir()) {
                    walk(&folder, top, files, &mut found)?;
                }
            }
        }
    }
    Ok(found)
}

/// Searches a folder recursively for orphans. Symbolic links, folders with a leading dot and
/// Cargo's target folders are skipped.
fn walk(start: &Path, prefix: &str, files: &Files, found: &mut Vec<String>) -> Result<(), Error> {
    let mut pending = vec![(start.to_owned(), prefix.to_owned())];
    while let Some((folder, prefix)) = pending.pop() {
        let failed = |source| Error::io("read", &folder, source);
        for entry in fs::read_dir(&folder).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            // A name that is not Unicode was not generated.
            let Ok(name) = entry.file_name().into_string() else {
                continue;
            };
            let path = if prefix.is_empty() {
                name.clone()
            } else {
                format!("{prefix}/{name}")
            };
            let kind = entry.file_type().map_err(failed)?;
            if kind.is_dir() {
                if !name.starts_with('.') && !entry.path().join("CACHEDIR.TAG").exists() {
                    pending.push((entry.path(), path));
                }
            } else if kind.is_file() && !files.contains_key(&path) {
                let place = entry.path();
                if marker::is_marked_file(&place)
                    .map_err(|source| Error::io("read", &place, source))?
                {
                    found.push(path);
                }
            }
        }
    }
    Ok(())
}

//! What stands in the folder against what should.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::error::Error;
use super::{Files, Layout, marker, place};

/// A file that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Relative to the folder, with `/` between its parts.
    pub path: String,
    /// What has to happen to it.
    pub kind: ChangeKind,
    /// Whether the file that stands there now lacks the marker, so that it is not the generator's to change.
    pub foreign: bool,
}

/// What has to happen to a file, or did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// It is missing.
    Added,
    /// It says something else.
    Updated,
    /// It is an orphan.
    Removed,
}

/// All changes in the order of their paths.
pub(super) fn find(root: &Path, layout: Layout, files: &Files) -> Result<Vec<Change>, Error> {
    let mut changes = Vec::new();
    for (path, text) in files {
        let place = place::locate(root, path)?;
        if !place::is_file(&place)? {
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

/// Git may have turned line ends into CR LF on checkout; that alone makes no file stale.
fn same_text(old: &str, new: &str) -> bool {
    old == new || (old.contains('\r') && old.replace("\r\n", "\n") == *new)
}

/// Generated files that stand in what the generator owns and are generated no longer.
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
                if place::metadata(&folder)?.is_some_and(|found| found.is_dir()) {
                    walk(&folder, top, files, &mut found)?;
                }
            }
        }
    }
    Ok(found)
}

/// Looks into a folder and its folders; never through a symbolic link, and not where version control or Cargo keep theirs.
fn walk(start: &Path, prefix: &str, files: &Files, found: &mut Vec<String>) -> Result<(), Error> {
    let mut waiting = vec![(start.to_owned(), prefix.to_owned())];
    while let Some((folder, prefix)) = waiting.pop() {
        let failed = |source| Error::io("read", &folder, source);
        for entry in fs::read_dir(&folder).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            // A name that is not Unicode was never generated.
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
                    waiting.push((entry.path(), path));
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

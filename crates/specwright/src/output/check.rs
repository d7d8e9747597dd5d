//! Differences between the output folder and the generated files, for `--check`.

use std::fs;
use std::path::Path;

use similar::TextDiff;

use super::error::Error;
use super::{Change, ChangeKind, Files};

/// A file that is stale, missing or orphaned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The file, and the change that generating would make.
    pub change: Change,
    /// The unified diff from the existing to the generated text of a stale file; otherwise empty.
    /// Lines are not escaped.
    pub diff: String,
}

pub(super) fn all_missing(files: &Files) -> Vec<Difference> {
    let missing = |path: &String| Change {
        path: path.clone(),
        kind: ChangeKind::Added,
        foreign: false,
    };
    files
        .keys()
        .map(|path| Difference {
            change: missing(path),
            diff: String::new(),
        })
        .collect()
}

pub(super) fn differences(
    root: &Path,
    files: &Files,
    changes: Vec<Change>,
) -> Result<Vec<Difference>, Error> {
    changes
        .into_iter()
        .map(|change| {
            Ok(Difference {
                diff: diff(root, files, &change)?,
                change,
            })
        })
        .collect()
}

fn diff(root: &Path, files: &Files, change: &Change) -> Result<String, Error> {
    let (ChangeKind::Updated, Some(new)) = (change.kind, files.get(&change.path)) else {
        return Ok(String::new());
    };
    let path = root.join(&change.path);
    let old = fs::read(&path).map_err(|source| Error::io("read", &path, source))?;
    let old = String::from_utf8_lossy(&old).replace("\r\n", "\n");
    let (from, to) = (format!("a/{}", change.path), format!("b/{}", change.path));
    Ok(TextDiff::from_lines(old.as_str(), new.as_str())
        .unified_diff()
        .context_radius(3)
        .header(&from, &to)
        .to_string())
}

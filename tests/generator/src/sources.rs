//! The files below a folder of the repository.

use std::fs;
use std::path::{Path, PathBuf};

/// Lists the files below a folder that have an extension, sorted by path. Symbolic links are not
/// followed.
///
/// # Panics
/// If the folder is unreadable or contains no such file.
pub fn files_below(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut pending = vec![folder.to_owned()];
    while let Some(folder) = pending.pop() {
        let entries = fs::read_dir(&folder);
        for entry in entries.unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let entry = entry.expect("the folder is readable");
            let kind = entry.file_type().expect("the folder is readable");
            let path = entry.path();
            if kind.is_dir() {
                pending.push(path);
            } else if kind.is_file() && path.extension().is_some_and(|found| found == extension) {
                found.push(path);
            }
        }
    }
    assert!(
        !found.is_empty(),
        "no *.{extension} in {}",
        folder.display()
    );
    found.sort();
    found
}

//! The Rust files of the repository.

use std::fs;
use std::path::{Path, PathBuf};

/// A parsed file.
pub struct SourceFile {
    /// The file.
    pub path: PathBuf,
    /// Its text.
    pub text: String,
    /// Its items.
    pub syntax: syn::File,
}

/// All Rust files below a folder, in the order of their paths; links are not followed.
///
/// # Panics
/// When the folder can't be read, holds no Rust, or a file is not Rust.
pub fn rust_files(folder: &Path) -> Vec<SourceFile> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in
            fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        {
            let entry = entry.expect("the folder can be read");
            let kind = entry.file_type().expect("the folder can be read");
            if kind.is_dir() {
                waiting.push(entry.path());
            } else if kind.is_file()
                && entry
                    .path()
                    .extension()
                    .is_some_and(|extension| extension == "rs")
            {
                found.push(parse(entry.path()));
            }
        }
    }
    assert!(!found.is_empty(), "no Rust in {}", folder.display());
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn parse(path: PathBuf) -> SourceFile {
    let text =
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let syntax =
        syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    SourceFile { path, text, syntax }
}

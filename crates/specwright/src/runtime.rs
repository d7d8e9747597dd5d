//! The embedded source of the runtime crate, which generated workspaces contain so that they
//! compile anywhere.

use std::collections::BTreeMap;

use include_dir::{Dir, DirEntry, include_dir};

/// The folder `runtime-src`: a symbolic link to the runtime's `src` in the repository, and a folder
/// in the published package.
static SOURCE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/runtime-src");

/// The runtime's manifest without workspace inheritance; `cargo xtask codegen` writes it.
const MANIFEST: &str = include_str!("../runtime.toml");

/// Returns the files of the runtime crate by their path inside the crate.
pub(crate) fn files() -> BTreeMap<String, String> {
    let mut files = BTreeMap::from([("Cargo.toml".to_owned(), without_first_line(MANIFEST))]);
    let mut pending: Vec<&DirEntry<'_>> = SOURCE.entries().iter().collect();
    while let Some(entry) = pending.pop() {
        match entry {
            DirEntry::Dir(folder) => pending.extend(folder.entries()),
            DirEntry::File(file) => {
                let path = file.path().to_string_lossy().replace('\\', "/");
                // Unit tests need files that are not embedded.
                let is_source = path.ends_with(".rs") && !is_test(&path);
                if let Some(text) = file.contents_utf8().filter(|_| is_source) {
                    files.insert(format!("src/{path}"), text.to_owned());
                }
            }
        }
    }
    files
}

/// Removes the first line, which marks the file in this repository as generated; the emitter adds
/// its own marker.
fn without_first_line(text: &str) -> String {
    text.split_once('\n')
        .map_or("", |(_, rest)| rest)
        .trim_start()
        .to_owned()
}

fn is_test(path: &str) -> bool {
    path.ends_with("tests.rs") || path.contains("tests/")
}

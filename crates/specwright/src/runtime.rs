//! The source of the runtime crate, carried along so that the output compiles anywhere.

use std::collections::BTreeMap;

use include_dir::{Dir, DirEntry, include_dir};

/// `runtime-src` is a link to the runtime's `src` in the repository and a folder in the package.
static SOURCE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/runtime-src");

/// The runtime's manifest with everything written out that it inherits from the workspace; `cargo xtask codegen` makes it.
const MANIFEST: &str = include_str!("../runtime.toml");

/// The files of the runtime crate by their path in it.
pub(crate) fn files() -> BTreeMap<String, String> {
    let mut files = BTreeMap::from([("Cargo.toml".to_owned(), without_first_line(MANIFEST))]);
    let mut waiting: Vec<&DirEntry<'_>> = SOURCE.entries().iter().collect();
    while let Some(entry) = waiting.pop() {
        match entry {
            DirEntry::Dir(folder) => waiting.extend(folder.entries()),
            DirEntry::File(file) => {
                let path = file.path().to_string_lossy().replace('\\', "/");
                // Tests stay at home: what they need is not in the output.
                let wanted = path.ends_with(".rs") && !is_test(&path);
                if let Some(text) = file.contents_utf8().filter(|_| wanted) {
                    files.insert(format!("src/{path}"), text.to_owned());
                }
            }
        }
    }
    files
}

/// The first line says that the manifest was made, and from what; in the output another line says so.
fn without_first_line(text: &str) -> String {
    text.split_once('\n')
        .map_or("", |(_, rest)| rest)
        .trim_start()
        .to_owned()
}

fn is_test(path: &str) -> bool {
    path.ends_with("tests.rs") || path.contains("tests/")
}

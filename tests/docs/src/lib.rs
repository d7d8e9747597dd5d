//! The documentation as data: pages, headings, links and code blocks.
//!
//! The Rust code blocks of the book are compiled as documentation tests of this crate.

mod page;

use std::path::{Path, PathBuf};

pub use page::{CodeBlock, Page};

/// Returns the root of the repository.
pub fn repository() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// Returns the folder with the pages of the book.
pub fn book() -> PathBuf {
    repository().join("docs/src")
}

/// Returns all pages of the book, sorted by name, without the table of contents.
///
/// # Panics
/// If the folder cannot be read or contains no page, because a test over no pages always passes.
pub fn book_pages() -> Vec<Page> {
    let mut names: Vec<String> = std::fs::read_dir(book())
        .expect("docs/src is a folder")
        .map(|entry| entry.expect("docs/src can be listed").file_name())
        .map(|name| name.to_string_lossy().into_owned())
        .filter(|name| name.ends_with(".md") && name != "SUMMARY.md")
        .collect();
    assert!(!names.is_empty(), "docs/src contains no page");
    names.sort();
    names
        .iter()
        .map(|name| Page::read(&format!("docs/src/{name}")))
        .collect()
}

/// Returns the pages at the root of the repository.
pub fn root_pages() -> Vec<Page> {
    [
        "README.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "SECURITY.md",
    ]
    .map(Page::read)
    .into()
}

/// Documentation tests: the Rust code blocks of the pages compile.
macro_rules! compile_code_blocks {
    ($($name:ident => $page:literal),* $(,)?) => {
        $(
            #[cfg(doctest)]
            #[doc = include_str!(concat!("../../../docs/src/", $page))]
            pub struct $name;
        )*

        /// Names of the pages whose Rust code blocks are compiled.
        pub const COMPILED_PAGES: &[&str] = &[$($page),*];
    };
}

compile_code_blocks! {
    Introduction => "introduction.md",
    Guide => "guide.md",
    Client => "client.md",
    Server => "server.md",
    Streams => "streams.md",
    Webhooks => "webhooks.md",
    Runtime => "runtime.md",
}

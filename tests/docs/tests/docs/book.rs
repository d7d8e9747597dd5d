use std::collections::BTreeSet;

use docs_tests::{COMPILED_PAGES, Page, book_pages, repository};

#[test]
fn the_summary_lists_every_page_once() {
    let listed = Page::read("docs/src/SUMMARY.md").links();
    let pages: BTreeSet<String> = book_pages()
        .into_iter()
        .map(|page| page.name.replace("docs/src/", ""))
        .collect();
    assert_eq!(listed.iter().cloned().collect::<BTreeSet<_>>(), pages);
    assert_eq!(listed.len(), pages.len(), "a page is listed more than once");
}

#[test]
fn book_toml_names_the_folder_of_the_pages() {
    let text =
        std::fs::read_to_string(repository().join("docs/book.toml")).expect("docs/book.toml");
    let book: toml::Table = text.parse().expect("docs/book.toml is TOML");
    assert_eq!(book["book"]["src"].as_str(), Some("src"));
}

#[test]
fn every_page_has_one_title() {
    for page in book_pages() {
        assert_eq!(page.titles(), 1, "titles of {}", page.name);
    }
}

#[test]
fn pages_with_rust_are_compiled() {
    for page in book_pages() {
        let name = page.name.replace("docs/src/", "");
        let blocks = page.code_blocks();
        let to_compile = blocks
            .iter()
            .any(|block| block.is("rust") && !block.language.contains("ignore"));
        assert!(
            !to_compile || COMPILED_PAGES.contains(&name.as_str()),
            "{name} has Rust code blocks and is not in COMPILED_PAGES"
        );
    }
}

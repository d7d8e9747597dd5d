use docs_tests::Page;
use specwright::openapi::diagnostic::Code;

#[test]
fn the_chapter_contains_the_entry_of_every_code() {
    let page = Page::read("docs/src/diagnostics.md");
    for code in Code::ALL {
        assert!(
            page.text.contains(code.explanation().trim_end()),
            "docs/src/diagnostics.md does not contain the entry of `{code}`: run `cargo xtask codegen`"
        );
    }
}

#[test]
fn codes_that_pages_name_exist() {
    for page in docs_tests::book_pages()
        .into_iter()
        .chain(docs_tests::root_pages())
    {
        for code in page.inline_code() {
            let is_code = ["oas::", "gen::"]
                .iter()
                .any(|family| code.len() > family.len() && code.starts_with(family));
            assert!(
                !is_code || Code::ALL.iter().any(|known| known.as_str() == code),
                "{} names the unknown code `{code}`",
                page.name
            );
        }
    }
}

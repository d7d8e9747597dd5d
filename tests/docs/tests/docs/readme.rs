use docs_tests::{Page, repository};

#[test]
fn the_readme_has_at_most_150_lines() {
    let lines = Page::read("README.md").text.lines().count();
    assert!(lines <= 150, "README.md has {lines} lines");
}

#[test]
fn rust_in_the_readme_is_part_of_a_compiled_example() {
    let folder = repository().join("tests/docs/examples");
    let mut examples = String::new();
    for entry in std::fs::read_dir(&folder).expect("tests/docs/examples is a folder") {
        let path = entry.expect("the folder can be listed").path();
        examples.push_str(&std::fs::read_to_string(path).expect("an example is text"));
    }
    let examples = without_indentation(&examples);
    let blocks = Page::read("README.md").code_blocks();
    let rust: Vec<_> = blocks.iter().filter(|block| block.is("rust")).collect();
    assert!(!rust.is_empty(), "README.md has no Rust");
    for block in rust {
        assert!(
            examples.contains(&without_indentation(&block.text)),
            "no example contains this block of README.md:\n{}",
            block.text
        );
    }
}

fn without_indentation(text: &str) -> String {
    text.lines().map(str::trim).collect::<Vec<_>>().join("\n")
}

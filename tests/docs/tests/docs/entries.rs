//! The examples of the entries: the first example of an entry reports its code, the later ones do
//! not.

use std::fs;
use std::path::Path;

use docs_tests::{CodeBlock, Page};
use specwright::openapi::diagnostic::Code;
use specwright::{Input, Job, read_config};

const HEAD: &str = "openapi: 3.1.0\ninfo: {title: Example, version: 1.0.0}\n";
const SOME_PATH: &str = "paths:\n  /pets:\n    get: {operationId: listPets, tags: [pets], responses: {'204': {description: None.}}}\n";

/// Codes whose cause cannot be shown as text.
const WITHOUT_EXAMPLE: &[Code] = &[Code::NotText];

fn blocks(code: Code) -> Vec<CodeBlock> {
    let entry = Page {
        name: code.as_str().to_owned(),
        text: code.explanation().to_owned(),
    };
    let mut blocks = entry.code_blocks();
    blocks.retain(|block| {
        ["yaml", "json", "toml"]
            .iter()
            .any(|language| block.is(language))
    });
    blocks
}

fn indented(text: &str, by: usize) -> String {
    text.lines()
        .map(|line| format!("{}{line}\n", " ".repeat(by)))
        .collect()
}

/// Completes a fragment of a document. The first key of the fragment determines its parent.
fn completed(piece: &str) -> String {
    let first = piece
        .lines()
        .find(|line| !line.starts_with('#'))
        .and_then(|line| line.trim().split_once(':'))
        .map_or("", |(key, _)| key);
    let paths = if piece.lines().any(|line| line.starts_with("paths:")) {
        ""
    } else {
        "paths: {}\n"
    };
    match first {
        "" | "openapi" | "swagger" | "info" => piece.to_owned(),
        "paths" | "components" | "security" => format!("{HEAD}{paths}{piece}"),
        key if key.starts_with("x-") => format!("{HEAD}{paths}{piece}"),
        "parameters" | "requestBody" => format!(
            "{HEAD}paths:\n  /pets:\n    post:\n      responses: {{'204': {{description: None.}}}}\n{}",
            indented(piece, 6)
        ),
        _ => format!(
            "{HEAD}{paths}components:\n  schemas:\n{}",
            indented(piece, 4)
        ),
    }
}

/// Returns the codes that an example reports, in a folder with a subfolder `schemas`.
fn reported(block: &CodeBlock, folder: &Path) -> Vec<Code> {
    fs::create_dir_all(folder.join("schemas")).expect("a temporary folder can be written");
    let write = |name: &str, text: &str| {
        let path = folder.join(name);
        fs::write(&path, text).expect("a temporary folder can be written");
        path
    };
    let with_some_path = format!("{HEAD}{SOME_PATH}");
    let piece = &block.text;
    let job = if block.is("toml") {
        let mut job = Job::new(Input::File(write("openapi.yaml", &with_some_path)));
        job.config = read_config(&write("specwright.toml", piece)).expect("the file was written");
        job
    } else if piece.starts_with("overlay") || piece.trim_start().starts_with("- target") {
        let head = "overlay: 1.0.0\ninfo: {title: Changes, version: 1.0.0}\nactions:\n";
        let head = if piece.starts_with("overlay") {
            ""
        } else {
            head
        };
        let mut job = Job::new(Input::File(write("openapi.yaml", &with_some_path)));
        job.overlays = vec![Input::File(write(
            "overlay.yaml",
            &format!("{head}{piece}"),
        ))];
        job
    } else if block.is("json") {
        Job::new(Input::File(write("openapi.json", piece)))
    } else {
        Job::new(Input::File(write(
            "openapi.yaml",
            &completed(&dedented(piece)),
        )))
    };
    let generated = job.run().expect("the files were written");
    generated
        .diagnostics
        .iter()
        .map(|diagnostic| diagnostic.code)
        .collect()
}

/// Removes the indentation of the first line from all lines.
fn dedented(text: &str) -> String {
    let by = text.len() - text.trim_start().len();
    text.lines()
        .map(|line| format!("{}\n", line.get(by..).unwrap_or_default()))
        .collect()
}

#[test]
fn the_first_example_reports_the_code_and_the_others_do_not() {
    for code in Code::ALL.iter().copied() {
        let blocks = blocks(code);
        assert_eq!(
            blocks.is_empty(),
            WITHOUT_EXAMPLE.contains(&code),
            "`{code}` has no example"
        );
        for (index, block) in blocks.iter().enumerate() {
            let folder = tempfile::tempdir().expect("a temporary folder can be created");
            let codes = reported(block, folder.path());
            assert_eq!(
                codes.contains(&code),
                index == 0,
                "block {} of `{code}` reports {codes:?}:\n{}",
                index + 1,
                block.text
            );
        }
    }
}

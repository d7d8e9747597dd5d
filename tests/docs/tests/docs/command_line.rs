use std::collections::BTreeSet;

use clap::{Arg, Command};
use docs_tests::Page;
use specwright::{Input, Job};

fn page() -> Page {
    Page::read("docs/src/command-line.md")
}

/// Returns all arguments of all commands but `--help` and `--version`.
fn arguments(command: &Command) -> Vec<Arg> {
    let own = command.get_arguments().cloned();
    let inner = command.get_subcommands().flat_map(arguments);
    own.chain(inner)
        .filter(|argument| !["help", "version"].contains(&argument.get_id().as_str()))
        .collect()
}

/// Returns the long options of all commands.
fn flags_of(command: &Command) -> BTreeSet<String> {
    arguments(command)
        .iter()
        .filter_map(|argument| argument.get_long().map(|long| format!("--{long}")))
        .collect()
}

fn flags() -> BTreeSet<String> {
    flags_of(&specwright::cli::definition())
}

/// Returns the options in a piece of inline code: `--out <DIR>` is `--out`.
fn options_in(code: &str) -> Vec<String> {
    code.split([' ', '=', '[', ']'])
        .filter(|word| word.starts_with("--") && !word.contains('…'))
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_option_is_documented() {
    let documented: BTreeSet<String> = page()
        .table_rows()
        .iter()
        .filter_map(|row| row.first().cloned())
        .flat_map(|cell| options_in(&cell.replace('`', "").replace(',', " ")))
        .collect();
    assert_eq!(documented, flags());
}

#[test]
fn every_command_has_a_heading() {
    let anchors = page().anchors();
    for command in specwright::cli::definition().get_subcommands() {
        let name = command.get_name().to_owned();
        assert!(
            name == "help" || anchors.contains(&name),
            "`{name}` has no heading"
        );
    }
}

#[test]
fn options_that_pages_name_exist() {
    let mut known = flags();
    known.extend(flags_of(&xtask::definition()));
    // Options of clap and Cargo.
    let foreign = [
        "--help",
        "--version",
        "--path",
        "--workspace",
        "--timings",
        "--no-default-features",
        "--release",
    ];
    known.extend(foreign.map(str::to_owned));
    for page in docs_tests::book_pages() {
        if page.name.contains("sandbox") {
            continue;
        }
        for option in page.inline_code().iter().flat_map(|code| options_in(code)) {
            assert!(known.contains(&option), "{} names `{option}`", page.name);
        }
    }
}

#[test]
fn documented_defaults_are_the_defaults() {
    let rows = page().table_rows();
    for argument in arguments(&specwright::cli::definition()) {
        let (Some(long), [default]) = (argument.get_long(), argument.get_default_values()) else {
            continue;
        };
        let default = default.to_string_lossy();
        let start = format!("`--{long}");
        let row = rows
            .iter()
            .find(|row| row.first().is_some_and(|cell| cell.starts_with(&start)))
            .unwrap_or_else(|| panic!("no table documents `--{long}`"));
        let cell = row
            .last()
            .map(|cell| cell.replace('`', ""))
            .unwrap_or_default();
        assert_eq!(cell, default, "default of `--{long}`");
    }
}

#[test]
fn every_field_of_the_summary_is_documented() {
    let text = r#"{"openapi": "3.1.0", "info": {"title": "Tiny", "version": "1"}, "paths": {}}"#;
    let generated = Job::new(Input::text("tiny.json", text))
        .run()
        .expect("no file is read");
    let summary = specwright::report::summary_json(&generated, 0);
    let summary: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(&summary).expect("the summary is a JSON object");
    let code = page().inline_code();
    for field in summary.keys() {
        assert!(
            code.contains(field),
            "the summary field `{field}` is not documented"
        );
    }
}

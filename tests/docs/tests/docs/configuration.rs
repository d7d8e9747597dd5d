use std::collections::BTreeSet;

use docs_tests::{Page, book_pages, root_pages};
use specwright::Config;

/// A key that is unknown in every table of the configuration.
const UNKNOWN: &str = "zzz";

/// Returns the keys that the reader expects in a table, from its message about an unknown key.
fn keys_of(header: &str) -> Vec<String> {
    let config = Config::read("specwright.toml", &format!("{header}\n{UNKNOWN} = 1\n"));
    let message = config
        .problems
        .iter()
        .map(|problem| problem.message.as_str())
        .find(|message| message.starts_with(&format!("unknown field `{UNKNOWN}`")));
    message
        .map(|message| {
            message
                .split('`')
                .skip(3)
                .step_by(2)
                .map(str::to_owned)
                .collect()
        })
        .unwrap_or_default()
}

/// Adds the keys below a table; `*` is a key that the user chooses.
fn collect(path: &[String], keys: &[String], found: &mut BTreeSet<String>) {
    for key in keys {
        let path = [path, std::slice::from_ref(key)].concat();
        let header = path
            .iter()
            .map(|key| key.replace('*', "any"))
            .collect::<Vec<_>>()
            .join(".");
        let is_map = accepts_any_key(&header);
        let of_table = keys_of(&format!("[{header}]"));
        let of_list = keys_of(&format!("[[{header}]]"));
        let of_entry = keys_of(&format!("[{header}.any]"));
        let entry = [path.as_slice(), &["*".to_owned()]].concat();
        if !of_table.is_empty() {
            collect(&path, &of_table, found);
        } else if !of_list.is_empty() {
            found.insert(path.join("."));
            collect(&path, &of_list, found);
        } else if !of_entry.is_empty() {
            collect(&entry, &of_entry, found);
        } else if is_map {
            found.insert(entry.join("."));
        } else {
            found.insert(path.join("."));
        }
    }
}

/// Returns whether a table accepts any key with a string as its value.
fn accepts_any_key(header: &str) -> bool {
    ["Any", "any"].iter().any(|value| {
        Config::read(
            "specwright.toml",
            &format!("[{header}]\nanything = \"{value}\"\n"),
        )
        .problems
        .is_empty()
    }) || Config::read(
        "specwright.toml",
        &format!("[{header}]\nanything = \"std::any::Any\"\n"),
    )
    .problems
    .is_empty()
}

fn known() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let top = keys_of("");
    assert!(!top.is_empty(), "the reader lists no keys");
    collect(&[], &top, &mut found);
    found
}

/// Replaces placeholders such as `<schema>` with `*`.
fn normalized(key: &str) -> String {
    key.split('.')
        .map(|part| if part.starts_with('<') { "*" } else { part })
        .collect::<Vec<_>>()
        .join(".")
}

#[test]
fn every_key_is_documented_and_every_documented_key_exists() {
    let documented: BTreeSet<String> = Page::read("docs/src/configuration.md")
        .table_rows()
        .iter()
        .filter_map(|row| row.first().cloned())
        .filter(|cell| cell.starts_with('`'))
        .flat_map(|cell| {
            cell.split(", ")
                .map(|key| normalized(key.trim_matches('`')))
                .collect::<Vec<_>>()
        })
        .collect();
    assert_eq!(documented, known());
}

#[test]
fn toml_blocks_are_valid_configurations() {
    let mut checked = 0;
    for page in book_pages().into_iter().chain(root_pages()) {
        for block in page.code_blocks().iter().filter(|block| block.is("toml")) {
            let is_other_file =
                page.name.contains("sandbox") || block.text.starts_with("# Cargo.toml");
            if is_other_file {
                let parsed = block.text.parse::<toml::Table>();
                assert!(parsed.is_ok(), "{}:\n{}\n{parsed:?}", page.name, block.text);
                continue;
            }
            // The entries of diagnostics show invalid configurations on purpose.
            if page.name.ends_with("diagnostics.md") {
                continue;
            }
            let problems = Config::read("specwright.toml", &block.text).problems;
            assert!(
                problems.is_empty(),
                "{}:\n{}\n{problems:?}",
                page.name,
                block.text
            );
            checked += 1;
        }
    }
    assert!(checked > 0, "no page has a TOML block");
}

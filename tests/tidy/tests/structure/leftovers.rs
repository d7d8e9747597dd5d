//! Unfinished code and silenced lints do not reach the repository.

use crate::workspace;

#[test]
fn no_unfinished_code_and_no_silenced_lints() {
    // Written in two parts, so that this file passes its own test.
    let markers = [
        ["todo", "!("],
        ["unimpl", "emented!("],
        ["FIX", "ME"],
        ["XX", "X:"],
        ["#[ign", "ore"],
        ["allow(warn", "ings"],
        ["allow(clippy::", "all"],
        ["allow(dead", "_code"],
        ["allow(unu", "sed"],
        ["dbg", "!("],
    ]
    .map(|parts| parts.concat());
    let mut found = Vec::new();
    for analysis in workspace() {
        for (path, text) in &analysis.package.files {
            for (index, line) in text.lines().enumerate() {
                if let Some(marker) = markers.iter().find(|marker| line.contains(*marker)) {
                    found.push(format!("{}:{}: {marker}", path.display(), index + 1));
                }
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

//! The generated code in the repository is up to date.

use std::process::Command;

use generator_tests::case::repository;

#[test]
fn checked_in_code_is_up_to_date() {
    let check = Command::new(env!("CARGO"))
        .args(["xtask", "codegen", "--check"])
        .current_dir(repository())
        .output();
    let output = check.expect("cargo runs");
    let shown = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{shown}");
}

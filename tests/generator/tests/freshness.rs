//! What is checked in is what the generator makes.

use std::process::Command;

use generator_tests::case::repository;

#[test]
fn generated_code_is_fresh() {
    let check = Command::new(env!("CARGO"))
        .args(["xtask", "codegen", "--check"])
        .current_dir(repository())
        .output();
    let output = check.expect("cargo can be run");
    let shown = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{shown}");
}

//! `cargo xtask schema-suite` on a small suite: equal verdicts are counted, and each difference is
//! reported with the diagnostics of its schema.

use std::path::Path;
use std::process::Command;

#[test]
fn each_difference_is_reported() {
    let suite = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schema-suite");
    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .arg("schema-suite")
        .arg(suite)
        .arg("--work")
        .arg(Path::new(env!("CARGO_TARGET_TMPDIR")).join("schema-suite"))
        .output()
        .expect("the command runs");
    let text = String::from_utf8_lossy(&output.stdout);
    let error = String::from_utf8_lossy(&output.stderr);
    let expected = [
        "draft4: 3 tests, 3 agreeing verdicts (100.0 %), 0 changed values, 0 differences without a diagnostic\n",
        "draft2020-12: 15 tests, 12 agreeing verdicts (80.0 %), 0 changed values, 2 differences without a diagnostic\n",
        "1 with oas::unresolved-ref: ",
        "silent: different: verdicts that are wrong on purpose: a valid value: accepts the invalid value 7\n",
        "silent: different: verdicts that are wrong on purpose: an invalid value: rejects the valid value \"seven\"",
    ];
    for expected in expected {
        assert!(
            text.contains(expected),
            "missing `{expected}` in:\n{text}{error}"
        );
    }
    assert_eq!(text.matches("silent: ").count(), 2, "{text}");
    assert!(
        !output.status.success(),
        "a silent difference fails the run"
    );
}

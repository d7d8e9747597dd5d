//! Runs every target over its seeds and over a fixed number of pseudo-random inputs.

use std::fs;
use std::panic;
use std::path::{Path, PathBuf};

use fuzz_tests::run::parent::{self, DocumentResult};
use fuzz_tests::{TARGETS, Target, random};

/// The seed of the random inputs.
const SEED: u64 = 13;

/// The number of documents that are generated in child processes.
const DOCUMENTS: u64 = 60;

#[test]
fn documents_hold_all_rules_and_end_no_process() {
    let program = Path::new(env!("CARGO_BIN_EXE_fuzz-tests"));
    let outcomes = parent::run(program, SEED, 0..DOCUMENTS, 2).expect("a worker starts");
    let failures: Vec<_> = outcomes
        .iter()
        .filter(|outcome| matches!(outcome.result, DocumentResult::Failed(_)))
        .collect();
    assert!(failures.is_empty(), "{failures:#?}");
    let accepted = outcomes
        .iter()
        .filter(|outcome| outcome.result == DocumentResult::Accepted);
    let (accepted, all) = (accepted.count() as u64, outcomes.len() as u64);
    assert_eq!(all, DOCUMENTS);
    assert!(accepted * 2 > all, "only {accepted} documents are accepted");
}

#[cfg(unix)]
#[test]
fn a_document_that_ends_the_process_is_reported_and_others_continue() {
    use std::os::unix::fs::PermissionsExt;

    // This program names a document and aborts, like a worker whose stack overflows.
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let program = folder.join("abort.sh");
    fs::write(&program, "#!/bin/sh\necho begin \"$2\"\nkill -ABRT $$\n")
        .expect("a file is written");
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("the file exists");
    let outcomes = parent::run(&program, SEED, 5..7, 1).expect("a worker starts");
    let indices: Vec<u64> = outcomes.iter().map(|outcome| outcome.index).collect();
    assert_eq!(indices, [5, 6]);
    for outcome in outcomes {
        assert!(
            matches!(outcome.result, DocumentResult::Failed(text) if text.contains("ends the process"))
        );
    }
}

#[test]
fn every_target_runs_under_cargo_fuzz() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz");
    let manifest = fs::read_to_string(folder.join("Cargo.toml")).expect("the manifest is readable");
    for Target { name, .. } in TARGETS {
        let file = format!("fuzz_targets/{name}.rs");
        let text = fs::read_to_string(folder.join(&file)).expect("each target has a file");
        assert!(
            text.contains(&format!("::{name}(bytes)")),
            "{file} runs another target"
        );
        assert!(
            manifest.contains(&format!("path = \"{file}\"")),
            "{file} is not a binary"
        );
    }
}

#[test]
fn every_target_holds_its_rules_for_its_seeds() {
    for target in TARGETS {
        for seed in seeds(target) {
            let bytes = fs::read(&seed).expect("a seed is readable");
            run(target, &bytes, &seed.display().to_string());
        }
    }
}

#[test]
fn every_target_holds_its_rules_for_random_inputs() {
    for target in TARGETS {
        for index in 0..target.inputs {
            let name = format!("input {index} of seed {SEED}");
            run(target, &random::bytes(SEED, index), &name);
        }
    }
}

/// Runs a target, and names the input if the target panics.
fn run(target: &Target, bytes: &[u8], name: &str) {
    let result = panic::catch_unwind(|| (target.run)(bytes));
    assert!(result.is_ok(), "{} fails for {name}", target.name);
}

/// Lists the seeds of a target.
fn seeds(target: &Target) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../fuzz/seeds")
        .join(target.name);
    let entries = fs::read_dir(&folder);
    let entries = entries.unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = entries
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .collect();
    assert!(!paths.is_empty(), "no seeds in {}", folder.display());
    paths.sort();
    paths
}

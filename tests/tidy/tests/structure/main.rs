//! The structural rules of the repository.

mod cycles;
mod dependencies;
mod documented_paths;
mod layers;
mod leftovers;
mod sizes;

use std::sync::OnceLock;

use tidy::analysis::{Analysis, analyze};
use tidy::workspace::{read, repository};

/// Returns all packages of the workspace. They are parsed once for all tests.
fn workspace() -> &'static [Analysis] {
    static WORKSPACE: OnceLock<Vec<Analysis>> = OnceLock::new();
    WORKSPACE.get_or_init(|| analyze(repository()).expect("the workspace parses"))
}

fn architecture() -> String {
    read(&repository().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md is readable")
}

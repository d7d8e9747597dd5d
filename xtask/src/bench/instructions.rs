//! `cargo xtask bench --instructions`: the number of instructions of generation and of calls. They
//! barely depend on the load of the machine, so CI can compare them with expected numbers.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, bail};
use comfy_table::{CellAlignment, Table, presets};
use specwright::cli::{Console, Exit};

use super::callgrind;
use super::expectation::{Expectation, Verdict};
use super::figure::group_digits;
use crate::{cargo, specwright_program};

/// The use of the numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Print them.
    Print,
    /// Compare them with the expected numbers.
    Check,
    /// Make them the expected numbers.
    Update,
}

/// The expected numbers.
const EXPECTATION: &str = "xtask/instructions.toml";

/// The tolerance of a new file, in percent.
const TOLERANCE: u8 = 5;

/// The folder for generated crates.
const OUTPUT: &str = "target/bench/instructions";

/// The documents whose generation is measured, with their configuration.
const DOCUMENTS: [(&str, &str, &str); 2] = [
    (
        "generate-example",
        "spec/openapi.yaml",
        "spec/specwright.toml",
    ),
    (
        "generate-zoo",
        "tests/generator/compiled/zoo.yaml",
        "tests/generator/compiled/zoo.toml",
    ),
];

/// The calls of the program `in-process-calls` that are measured.
const CALLS: [&str; 4] = ["client", "client-by-hand", "server", "server-by-hand"];

/// The numbers of calls of the two runs whose difference is measured, so that the start of the
/// program does not count.
const FEW_CALLS: u64 = 100;
const MANY_CALLS: u64 = 300;

/// Returns whether instructions can be counted on this machine.
pub fn is_available() -> bool {
    callgrind::find().is_some()
}

/// Counts instructions. Without Valgrind, prints how to install it, and a comparison fails.
///
/// # Errors
/// If a program cannot be built or run, or the expected numbers cannot be read or written.
pub fn run(mode: Mode, console: &mut Console) -> anyhow::Result<Exit> {
    if !is_available() {
        console.note("valgrind is not installed: run `apt-get install valgrind`");
        return Ok(match mode {
            Mode::Check => Exit::Rejected,
            Mode::Print | Mode::Update => Exit::Success,
        });
    }
    let counts = count_all()?;
    let path = Path::new(EXPECTATION);
    if mode == Mode::Update {
        let tolerance = Expectation::read(path).map_or(TOLERANCE, |expected| expected.tolerance);
        let expectation = Expectation {
            tolerance,
            instructions: counts,
        };
        std::fs::write(path, expectation.write())
            .with_context(|| format!("cannot write {EXPECTATION}"))?;
        console.print(&format!("updated {EXPECTATION}"))?;
        return Ok(Exit::Success);
    }
    let expectation = Expectation::read(path)?;
    console.print(&draw(&counts, &expectation))?;
    Ok(match mode {
        Mode::Check => check(&counts, &expectation, console),
        Mode::Print | Mode::Update => Exit::Success,
    })
}

/// Reports each number that differs by more than the tolerance. Rejects greater numbers only.
fn check(counts: &BTreeMap<String, u64>, expectation: &Expectation, console: &mut Console) -> Exit {
    let mut exit = Exit::Success;
    for (name, count) in counts {
        let problem = match expectation.compare(name, *count) {
            Verdict::Equal => continue,
            Verdict::Fewer => "fewer instructions than expected",
            Verdict::More => {
                exit = Exit::Rejected;
                "more instructions than expected"
            }
        };
        console.note(&format!(
            "{name}: {problem}; to accept, run `cargo xtask bench --instructions --update`"
        ));
    }
    exit
}

fn count_all() -> anyhow::Result<BTreeMap<String, u64>> {
    let specwright = specwright_program::build()?;
    let mut counts = BTreeMap::new();
    for (name, document, configuration) in DOCUMENTS {
        let output = Path::new(OUTPUT).join(name);
        crate::folder::remove(&output)?;
        let mut command = Command::new(&specwright);
        command
            .args(["generate", document, "--config", configuration, "--out"])
            .arg(&output);
        counts.insert(name.to_owned(), callgrind::count(&command)?);
    }
    let calls = build_calls()?;
    for call in CALLS {
        let count = |number: u64| {
            let mut command = Command::new(&calls);
            command.arg(call).arg(number.to_string());
            callgrind::count(&command)
        };
        let difference = count(MANY_CALLS)?.saturating_sub(count(FEW_CALLS)?);
        counts.insert(
            format!("call-{call}"),
            difference / (MANY_CALLS - FEW_CALLS),
        );
    }
    Ok(counts)
}

/// Compiles the program that makes calls and returns its path.
fn build_calls() -> anyhow::Result<std::path::PathBuf> {
    let status = cargo::command()
        .args([
            "build",
            "--release",
            "--quiet",
            "--package",
            "in-process-calls",
        ])
        .status();
    if !status.is_ok_and(|status| status.success()) {
        bail!("the package in-process-calls does not compile");
    }
    let here = std::env::current_dir().context("cannot read the working folder")?;
    Ok(here.join("target/release/in-process-calls"))
}

fn draw(counts: &BTreeMap<String, u64>, expectation: &Expectation) -> String {
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY);
    table.set_header(["program", "instructions", "expected", "difference"]);
    for (name, count) in counts {
        let expected = expectation.instructions.get(name);
        let difference = expectation.difference(name, *count);
        table.add_row([
            name.clone(),
            group_digits(&count.to_string()),
            expected.map_or_else(dash, |expected| group_digits(&expected.to_string())),
            difference.map_or_else(dash, |difference| format!("{difference:+.1} %")),
        ]);
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table.to_string()
}

fn dash() -> String {
    "-".to_owned()
}

//! `cargo xtask bench`: measures generation, the size of the output, and its compilation, compared
//! with other generators on the same documents; and counts instructions.

mod callgrind;
mod compile;
mod consumer;
mod document;
mod expectation;
mod figure;
mod generator;
mod growth;
pub mod instructions;
mod results;
mod source;
mod table;
mod tool;

use std::path::PathBuf;

use clap::Args;
use specwright::cli::{Console, Exit};

use self::document::Measurement;
use self::figure::Phase;
use self::generator::Generator;
use self::instructions::Mode;
use self::results::Results;
use self::table::{Format, Report};
use self::tool::Tool;
use crate::specwright_program;

/// The documents, the peers and the phases.
#[derive(Args)]
pub struct Bench {
    /// Documents to measure.
    #[arg(
        value_name = "DOC",
        default_value = "tests/generator/compiled/zoo.yaml"
    )]
    documents: Vec<PathBuf>,
    /// Generators to compare with; by default, all that are installed.
    #[arg(long, value_name = "PEER", value_enum, value_delimiter = ',')]
    against: Vec<Generator>,
    /// Folder with the programs of the peers, in addition to `PATH`.
    #[arg(long, value_name = "DIR")]
    peer_dir: Option<PathBuf>,
    /// Phases to measure; all by default.
    #[arg(long, value_name = "PHASE", value_enum, value_delimiter = ',')]
    only: Vec<Phase>,
    /// Number of runs of each phase. The results are medians.
    #[arg(long, value_name = "N", default_value_t = 5)]
    runs: usize,
    /// Folder for outputs and compiler artifacts.
    #[arg(long, value_name = "DIR", default_value = "target/bench")]
    work: PathBuf,
    /// Print the tables in Markdown.
    #[arg(long, conflicts_with = "json")]
    markdown: bool,
    /// Print a JSON object for each document, on one line.
    #[arg(long)]
    json: bool,
    /// Measure only Specwright's generation, for multiples of each document instead.
    #[arg(long, conflicts_with_all = ["against", "only", "instructions", "markdown", "json"])]
    growth: bool,
    /// Multiples to measure, in ascending order.
    #[arg(
        long,
        value_name = "N",
        requires = "growth",
        value_delimiter = ',',
        default_value = "1,2,4,8",
        value_parser = clap::builder::RangedU64ValueParser::<usize>::new().range(1..)
    )]
    factors: Vec<usize>,
    /// Count instructions with Valgrind instead: of generation, and of one call in process.
    #[arg(long)]
    instructions: bool,
    /// Fail if a number of instructions exceeds the expected one in `xtask/instructions.toml`.
    #[arg(long, requires = "instructions")]
    check: bool,
    /// Write the numbers of instructions to `xtask/instructions.toml`.
    #[arg(long, requires = "instructions", conflicts_with = "check")]
    update: bool,
}

/// Measures and prints the results.
///
/// # Errors
/// If Specwright cannot be built, or a program or file cannot be accessed.
pub fn run(bench: &Bench, console: &mut Console) -> anyhow::Result<Exit> {
    if bench.instructions {
        let mode = match (bench.check, bench.update) {
            (true, _) => Mode::Check,
            (_, true) => Mode::Update,
            _ => Mode::Print,
        };
        return instructions::run(mode, console);
    }
    if bench.growth {
        let runs = bench.runs.max(1);
        return growth::run(&bench.documents, &bench.factors, runs, &bench.work, console);
    }
    let tools = find_tools(bench, console)?;
    let labels: Vec<String> = tools.iter().map(|tool| tool.label.clone()).collect();
    let work = std::path::absolute(&bench.work)?;
    let mut measurements = Vec::new();
    for document in &bench.documents {
        measurements.push(Measurement {
            document: std::path::absolute(document)?,
            tools: &tools,
            work: &work,
            runs: bench.runs.max(1),
            results: Results::default(),
        });
    }
    for phase in Phase::ALL {
        let is_measured = bench.only.is_empty() || bench.only.contains(&phase);
        for measurement in &mut measurements {
            if is_measured {
                console.note(&format!("{phase:?}: {}", measurement.document.display()));
            }
            measurement.run(phase, is_measured)?;
        }
    }
    for measurement in &measurements {
        let name = measurement.document.file_name().unwrap_or_default();
        let report = Report {
            document: &name.to_string_lossy(),
            tools: &labels,
            runs: measurement.runs,
            results: &measurement.results,
        };
        console.print(&report.write(bench.format()))?;
    }
    Ok(Exit::Success)
}

/// Returns Specwright and the selected peers. Prints a line for each peer that is not installed.
fn find_tools(bench: &Bench, console: &mut Console) -> anyhow::Result<Vec<Tool>> {
    let program = specwright_program::build()?;
    let mut tools = vec![Tool::new(Generator::Specwright, program, 0)];
    for peer in Generator::PEERS {
        if !bench.against.is_empty() && !bench.against.contains(&peer) {
            continue;
        }
        match tool::find_peer(peer, bench.peer_dir.as_deref()) {
            Ok(program) => tools.push(Tool::new(peer, program, tools.len())),
            Err(line) => console.note(&line),
        }
    }
    Ok(tools)
}

impl Bench {
    fn format(&self) -> Format {
        match (self.markdown, self.json) {
            (true, _) => Format::Markdown,
            (_, true) => Format::Json,
            _ => Format::Terminal,
        }
    }
}

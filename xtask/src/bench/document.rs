//! The phases of one document. Runs of the tools are interleaved, so that all tools see the same
//! load of the machine.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context as _;

use super::compile::{Project, Step};
use super::consumer::{self, Client};
use super::figure::{Figure, Phase};
use super::results::Results;
use super::source::Source;
use super::tool::Tool;
use crate::folder;
use crate::process::{self, Finished, first_line};

/// The time limit for one run of a generator.
const GENERATE_TIMEOUT: Duration = Duration::from_secs(600);

/// A document, the tools to measure with it, and their results so far.
pub struct Measurement<'a> {
    /// The document.
    pub document: PathBuf,
    /// The tools. The first one is Specwright.
    pub tools: &'a [Tool],
    /// The folder for outputs and compiler artifacts.
    pub work: &'a Path,
    /// The number of runs of each phase.
    pub runs: usize,
    /// The results.
    pub results: Results,
}

impl<'a> Measurement<'a> {
    /// Runs a phase. Generation comes first; if it is not `is_measured`, it only writes the output
    /// that other phases need.
    ///
    /// # Errors
    /// If a file cannot be written or a program cannot be run. A program that fails is a result.
    pub fn run(&mut self, phase: Phase, is_measured: bool) -> anyhow::Result<()> {
        match phase {
            Phase::Generate => self.generate(is_measured),
            _ if !is_measured => Ok(()),
            Phase::Size => self.count(),
            Phase::Check => {
                let projects = self.projects()?;
                self.compile(&projects, Step::Check)
            }
            Phase::Build => {
                let projects = self.projects()?;
                self.write_programs(&projects)?;
                self.compile(&projects, Step::Build)
            }
        }
    }

    fn generate(&mut self, is_measured: bool) -> anyhow::Result<()> {
        let runs = if is_measured { self.runs } else { 1 };
        for _ in 0..runs {
            for tool in self.remaining() {
                self.generate_once(tool, is_measured)?;
            }
        }
        for tool in self.remaining() {
            if let Err(error) = tool.generator.complete(&self.output(tool)) {
                self.fail(tool, Phase::Generate, &error.to_string());
            }
        }
        Ok(())
    }

    fn generate_once(&mut self, tool: &Tool, is_measured: bool) -> anyhow::Result<()> {
        let output = self.output(tool);
        folder::remove(&output)?;
        std::fs::create_dir_all(&output)
            .with_context(|| format!("cannot create {}", output.display()))?;
        let mut command = tool
            .generator
            .command(&tool.program, &self.document, &output);
        let finished = process::run(&mut command, GENERATE_TIMEOUT)
            .with_context(|| format!("cannot run {}", tool.program.display()))?;
        if finished.code != Some(0) {
            self.fail(tool, Phase::Generate, &generation_error(&finished));
        } else if is_measured {
            self.add(tool, Figure::GenerateTime, finished.elapsed.as_secs_f64());
            self.add(tool, Figure::GenerateMemory, finished.own_peak as f64);
        }
        Ok(())
    }

    /// Counts the types and lines of each output.
    fn count(&mut self) -> anyhow::Result<()> {
        for tool in self.remaining() {
            match self.source(tool) {
                Ok(source) => {
                    self.add(tool, Figure::Types, source.types as f64);
                    self.add(tool, Figure::Lines, source.lines as f64);
                }
                Err(error) => self.fail(tool, Phase::Size, &format!("{error:#}")),
            }
        }
        Ok(())
    }

    /// Writes the program of each tool. All programs call the same operations.
    fn write_programs(&mut self, projects: &[(&Tool, Project)]) -> anyhow::Result<()> {
        let operations = consumer::operations(&self.document)?;
        let mut clients = Vec::new();
        for &(tool, ref project) in projects {
            let client = self
                .source(tool)
                .ok()
                .and_then(|source| Client::find(&source));
            let own = client.filter(|client| consumer::select(&operations, &[client]).is_some());
            match own {
                Some(client) => clients.push((tool, project, client)),
                None => self.fail(
                    tool,
                    Phase::Build,
                    "fewer than three methods are named after an `operationId`",
                ),
            }
        }
        let all: Vec<&Client> = clients.iter().map(|(_, _, client)| client).collect();
        let selected = consumer::select(&operations, &all);
        for (tool, project, client) in &clients {
            match &selected {
                Some(selected) => {
                    project.set_program(&client.program(tool.generator, selected))?;
                }
                None => self.fail(
                    tool,
                    Phase::Build,
                    "the clients have fewer than three operations in common",
                ),
            }
        }
        Ok(())
    }

    fn compile(&mut self, projects: &[(&Tool, Project)], step: Step) -> anyhow::Result<()> {
        let (phase, time, memory) = match step {
            Step::Check => (Phase::Check, Figure::CheckTime, Figure::CheckMemory),
            Step::Build => (Phase::Build, Figure::BuildTime, Figure::BuildMemory),
        };
        for run in 0..=self.runs {
            for &(tool, ref project) in projects {
                if self.results.has_failed(tool.column) {
                    continue;
                }
                if run == 0 {
                    if let Err(error) = project.compile_dependencies(step)? {
                        self.fail(tool, phase, &error);
                    }
                    continue;
                }
                match project.compile(step)? {
                    Ok(finished) => {
                        self.add(tool, time, finished.elapsed.as_secs_f64());
                        self.add(tool, memory, finished.peak as f64);
                        if step == Step::Build {
                            let size = project.binary_size()?;
                            self.add(tool, Figure::BinarySize, size as f64);
                        }
                    }
                    Err(error) => self.fail(tool, phase, &error),
                }
            }
        }
        Ok(())
    }

    /// Returns the projects of all tools that have not failed.
    fn projects(&self) -> anyhow::Result<Vec<(&'a Tool, Project)>> {
        let target = self.work.join("target");
        let project = |tool: &'a Tool| {
            let project = Project::create(tool.generator, &self.output(tool), &target)?;
            Ok((tool, project))
        };
        self.remaining().into_iter().map(project).collect()
    }

    /// Reads the source of types and client.
    fn source(&self, tool: &Tool) -> anyhow::Result<Source> {
        let mut source = Source::default();
        for package in tool.generator.packages(&self.output(tool)) {
            source.add_folder(&package.folder.join("src"))?;
        }
        Ok(source)
    }

    /// Returns the tools that have not failed.
    fn remaining(&self) -> Vec<&'a Tool> {
        let has_failed = |tool: &&Tool| self.results.has_failed(tool.column);
        self.tools.iter().filter(|tool| !has_failed(tool)).collect()
    }

    /// Returns the folder for the output of a tool.
    fn output(&self, tool: &Tool) -> PathBuf {
        let document = folder::name(&self.document.to_string_lossy());
        self.work.join(document).join(tool.generator.name())
    }

    fn add(&mut self, tool: &Tool, figure: Figure, value: f64) {
        self.results.add(tool.column, figure, value);
    }

    fn fail(&mut self, tool: &Tool, phase: Phase, error: &str) {
        self.results.fail(tool.column, phase, error);
    }
}

/// Returns the line that describes why a generator failed.
fn generation_error(finished: &Finished) -> String {
    if finished.timed_out {
        return format!("exceeded {} s", GENERATE_TIMEOUT.as_secs());
    }
    let text = match finished.stderr.trim() {
        "" => &finished.stdout,
        _ => &finished.stderr,
    };
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    let is_error =
        |line: &&&str| line.to_lowercase().contains("error") || line.contains("panicked");
    match lines.iter().find(is_error) {
        Some(line) => (*line).to_owned(),
        None => first_line(&lines.join("\n"), ""),
    }
}

#[cfg(test)]
mod tests {
    use super::super::generator::Generator;
    use super::super::results::Cell;
    use super::*;

    const DOCUMENT: &str = r##"{
  "openapi": "3.0.3",
  "info": { "title": "Pets", "version": "1" },
  "paths": {
    "/pets/{id}": {
      "get": {
        "operationId": "getPet",
        "parameters": [
          { "name": "id", "in": "path", "required": true, "schema": { "type": "string" } }
        ],
        "responses": {
          "200": {
            "description": "The pet.",
            "content": {
              "application/json": { "schema": { "$ref": "#/components/schemas/Pet" } }
            }
          }
        }
      }
    }
  },
  "components": {
    "schemas": {
      "Pet": {
        "type": "object",
        "required": ["name"],
        "properties": {
          "name": { "type": "string" },
          "kind": { "type": "string", "enum": ["cat", "dog"] }
        }
      }
    }
  }
}"##;

    /// Returns the program that was built together with this test, or else builds it.
    fn specwright() -> PathBuf {
        let test = std::env::current_exe().expect("the path of the test");
        let profile = test.ancestors().nth(2).expect("the folder of the profile");
        let program = profile.join(format!("specwright{}", std::env::consts::EXE_SUFFIX));
        if !program.is_file() {
            let built = crate::cargo::command()
                .args([
                    "build",
                    "--quiet",
                    "--package",
                    "specwright",
                    "--target-dir",
                ])
                .arg(profile.parent().expect("the target folder"))
                .status()
                .expect("cargo runs");
            assert!(built.success());
        }
        program
    }

    #[test]
    fn generation_is_measured_without_peers_and_a_failing_peer_is_a_result() {
        let work = tempfile::tempdir().expect("a folder");
        let document = work.path().join("pets.json");
        std::fs::write(&document, DOCUMENT).expect("a file");
        let tools = [
            Tool::new(Generator::Specwright, specwright(), 0),
            // Another program rejects the arguments of this peer.
            Tool::new(Generator::Oas3Gen, specwright(), 1),
        ];
        let mut measurement = Measurement {
            document,
            tools: &tools,
            work: work.path(),
            runs: 2,
            results: Results::default(),
        };
        for phase in [Phase::Generate, Phase::Size] {
            measurement.run(phase, true).expect("the tools run");
        }
        let results = measurement.results;
        for figure in [Figure::GenerateTime, Figure::GenerateMemory] {
            let samples = results.samples(0, figure);
            assert_eq!(samples.len(), 2, "{figure:?}");
            assert!(samples.iter().all(|sample| *sample > 0.0), "{figure:?}");
        }
        // `Pet`, `PetKind`, `Client`, `ClientBuilder` and the call of the operation.
        assert_eq!(results.cell(0, Figure::Types), Cell::Median(5.0));
        assert_eq!(results.cell(0, Figure::CheckTime), Cell::Missing);
        assert!(
            matches!(results.cell(1, Figure::GenerateTime), Cell::Fails(line) if line.contains("error")),
            "the error is a result"
        );
        assert_eq!(results.ratio(Figure::Types, 2), None);
    }
}

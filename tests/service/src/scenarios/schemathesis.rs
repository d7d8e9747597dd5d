//! Requests that [Schemathesis](https://schemathesis.readthedocs.io) generates from the API
//! description.

use std::path::{Path, PathBuf};

use tokio::process::Command;

use crate::Result;
use crate::fixture::Fixture;
use crate::report::Report;
use crate::server_process::{NO_LIMIT, Sandbox};

/// The size of the scenario.
#[derive(Clone, Copy, Debug)]
pub struct Parameters {
    /// The largest number of test cases of each kind.
    pub examples: u32,
}

impl Parameters {
    /// Returns the bounded form.
    pub fn bounded() -> Self {
        Self { examples: 200 }
    }

    /// Returns the full form: more than 10,000 test cases.
    pub fn full() -> Self {
        Self { examples: 10_500 }
    }
}

/// Returns the installed program, or `None` if it is neither on the path nor in the folder that the
/// README of `tests/schemathesis` creates.
pub fn available() -> Option<PathBuf> {
    let own = root().join("target/schemathesis/bin");
    let on_path = std::env::var_os("PATH")
        .into_iter()
        .flat_map(|path| std::env::split_paths(&path).collect::<Vec<_>>());
    std::iter::once(own)
        .chain(on_path)
        .map(|folder| folder.join("schemathesis"))
        .find(|program| program.is_file())
}

/// Returns the installed program, or prints how to install it and returns `None`.
pub fn required() -> Option<PathBuf> {
    let found = available();
    if found.is_none() {
        println!(
            "to run this test, install Schemathesis as described in tests/schemathesis/README.md"
        );
    }
    found
}

/// Tests a server.
///
/// # Errors
/// Returns an error if the server or Schemathesis does not start.
pub async fn run(fixture: &Fixture, program: &Path, parameters: Parameters) -> Result<Report> {
    let mut report = Report::new(format!("schemathesis, {:?}", fixture.kind()));
    report.note(format!("{parameters:?}"));
    let server = Sandbox::start(fixture, NO_LIMIT).await?;
    let key = fixture
        .accounts
        .first()
        .ok_or("the fixture has no account")?
        .key
        .clone();
    let root = root();
    let output = Command::new(program)
        .arg("run")
        .arg(root.join("spec/openapi.yaml"))
        .args([
            "--url",
            &format!("http://{}", server.address()),
            "--checks",
            "all",
        ])
        .args(["--max-examples", &parameters.examples.to_string()])
        .env("SCHEMATHESIS_HOOKS", "hooks")
        .env("PYTHONPATH", root.join("tests/schemathesis"))
        .env("VERIFA_API_KEY", key)
        .current_dir(fixture.folder())
        .output()
        .await?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let cases = text
        .lines()
        .find(|line| line.contains(" generated, "))
        .map(str::trim)
        .unwrap_or("the output contains no number of test cases")
        .to_owned();
    report.check(output.status.success(), &cases);
    let generated: u32 = cases
        .split_whitespace()
        .next()
        .and_then(|number| number.parse().ok())
        .unwrap_or(0);
    report.check(
        generated > parameters.examples / 2,
        format!("{generated} test cases were generated"),
    );
    if !output.status.success() {
        report.note(&text);
        report.note(String::from_utf8_lossy(&output.stderr));
    }
    Ok(report)
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

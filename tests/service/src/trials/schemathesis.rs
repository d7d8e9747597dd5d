//! The server judged by requests that [Schemathesis](https://schemathesis.readthedocs.io) draws from its document.

use std::path::{Path, PathBuf};

use tokio::process::Command;

use crate::Result;
use crate::process::{NO_LIMIT, Sandbox};
use crate::report::Report;
use crate::setting::Setting;

/// How many cases are drawn.
#[derive(Clone, Copy, Debug)]
pub struct Parameters {
    /// How many, for each kind of test that there is.
    pub examples: u32,
}

impl Parameters {
    /// As many as a test may take.
    pub fn bounded() -> Self {
        Self { examples: 200 }
    }

    /// More than 10,000 cases.
    pub fn full() -> Self {
        Self { examples: 10_500 }
    }
}

/// The program of this machine, if there is one: in the folder that the README of `tests/schemathesis` makes, or on the path.
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

/// The program, or a line that says how to get it.
pub fn required() -> Option<PathBuf> {
    let found = available();
    if found.is_none() {
        println!("install Schemathesis as tests/schemathesis/README.md says to run this test");
    }
    found
}

/// Judges a server of a setting.
///
/// # Errors
/// When the server or Schemathesis does not start.
pub async fn run(setting: &Setting, program: &Path, parameters: Parameters) -> Result<Report> {
    let mut report = Report::new(format!("schemathesis, {:?}", setting.kind()));
    report.note(format!("{parameters:?}"));
    let server = Sandbox::start(setting, NO_LIMIT).await?;
    let key = setting
        .accounts
        .first()
        .ok_or("there is an account")?
        .key
        .clone();
    let root = root();
    let judged = Command::new(program)
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
        .current_dir(setting.folder())
        .output()
        .await?;
    let text = String::from_utf8_lossy(&judged.stdout).into_owned();
    let cases = text
        .lines()
        .find(|line| line.contains(" generated, "))
        .map(str::trim)
        .unwrap_or("no cases were counted")
        .to_owned();
    report.promise(judged.status.success(), &cases);
    let generated: u32 = cases
        .split_whitespace()
        .next()
        .and_then(|number| number.parse().ok())
        .unwrap_or(0);
    report.promise(
        generated > parameters.examples / 2,
        format!("{generated} cases were drawn"),
    );
    if !judged.status.success() {
        report.note(&text);
        report.note(String::from_utf8_lossy(&judged.stderr));
    }
    Ok(report)
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

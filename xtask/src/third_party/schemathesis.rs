//! Schemathesis as a client of the generated server.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::Context as _;
use operation_driver::{TOKEN, USER};
use specwright::codegen::plan::model::Plan;
use specwright::codegen::plan::model::security::CredentialKind;

use super::{Running, ThirdParty, Verdict, free_address, wait_for};
use crate::corpus::documents::Document;
use crate::corpus::operations;
use crate::corpus::program::Output;
use crate::corpus::worker::Prepared;

/// Serves a valid response for each operation, and runs all checks of Schemathesis that do not
/// depend on the state of the server.
pub fn check(
    third_party: &ThirdParty,
    document: &Document,
    prepared: &Prepared,
    output: &Output<'_>,
) -> anyhow::Result<Result<Verdict, String>> {
    let mut driver = match operations::build(&prepared.plan, output)? {
        Ok(driver) => driver,
        Err(reason) => return Ok(Err(reason)),
    };
    let address = free_address()?;
    driver.arguments = vec!["serve".to_owned(), address.clone()];
    let lines = operations::prepared_responses(&prepared.api, &prepared.plan);
    let started = driver.start(&lines).context("cannot run the driver")?;
    let _server = Running(started);
    wait_for(&address)?;
    let config = prepared.workspace.join("schemathesis.toml");
    fs::write(&config, configuration(&prepared.plan))
        .with_context(|| format!("cannot write {}", config.display()))?;
    let text = run(third_party, document, &config, &address)?;
    Ok(Ok(verdict(&text)))
}

fn run(
    third_party: &ThirdParty,
    document: &Document,
    config: &Path,
    address: &str,
) -> anyhow::Result<String> {
    let program = &third_party.program;
    let output = Command::new(program)
        .arg("--config-file")
        .arg(config)
        .arg("run")
        .arg(&document.path)
        .args(["--url", &format!("http://{address}")])
        .args(["--checks", "all", "--phases", "examples,coverage,fuzzing"])
        .args([
            "--exclude-checks",
            "use_after_free,ensure_resource_availability",
        ])
        .args(["--continue-on-failure", "--no-color", "--seed", "1"])
        .args(["--max-examples", &third_party.cases.to_string()])
        .env("NO_PROXY", "*")
        .output()
        .with_context(|| format!("cannot run {}", program.display()))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    if let Some(folder) = config.parent() {
        let log = folder.with_extension("schemathesis.txt");
        fs::write(&log, &text).with_context(|| format!("cannot write {}", log.display()))?;
    }
    Ok(text)
}

/// Returns the configuration with the credentials that the driver accepts.
fn configuration(plan: &Plan) -> String {
    let mut text = String::new();
    let schemes = plan.client.schemes.iter().filter(|scheme| !scheme.excluded);
    for scheme in schemes {
        let credential = match &scheme.kind {
            CredentialKind::ApiKey { .. } => format!("api_key = {TOKEN:?}\n"),
            CredentialKind::Bearer => format!("bearer = {TOKEN:?}\n"),
            CredentialKind::Basic => {
                format!("username = {USER:?}\npassword = {TOKEN:?}\n")
            }
            CredentialKind::Http { .. } | CredentialKind::MutualTls => continue,
        };
        text.push_str(&format!("[auth.openapi.{:?}]\n{credential}\n", scheme.name));
    }
    text
}

/// Reads the report of a run: its failures, and the number of test cases.
fn verdict(report: &str) -> Verdict {
    let mut violations = Vec::new();
    let mut operation = "";
    for line in report.lines().map(str::trim) {
        if let Some(name) = line
            .strip_prefix('_')
            .map(|rest| rest.trim_matches(['_', ' ']))
        {
            operation = name;
        }
        if let Some(problem) = line.strip_prefix("- ").filter(|_| !operation.is_empty()) {
            violations.push(format!("{operation}: {problem}"));
        }
    }
    let generated = report.lines().find_map(|line| {
        let (before, _) = line.trim().split_once(" generated")?;
        let number = before.rsplit(' ').next()?.replace(',', "");
        number.parse().ok()
    });
    let left_out = report
        .lines()
        .filter(|line| line.contains("Errors:") || line.contains("Skipped:"))
        .map(|line| line.trim().to_owned());
    Verdict {
        requests: generated.unwrap_or_default(),
        violations,
        left_out: left_out.collect(),
    }
}

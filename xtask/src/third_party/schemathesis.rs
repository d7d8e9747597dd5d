//! Schemathesis as a client of the generated server.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::Context as _;
use operation_driver::{TOKEN, USER};
use specwright::codegen::plan::model::Plan;
use specwright::codegen::plan::model::security::CredentialKind;

use super::explanation::{Explanations, Failure};
use super::{Running, ThirdParty, Verdict, free_address, wait_for};
use crate::corpus::documents::Document;
use crate::corpus::operations::{self, Prepared as Responses};
use crate::corpus::program::Output;
use crate::corpus::worker::Prepared;

/// The checks of valid requests, which the server must answer as documented.
const VALID: &[&str] = &[
    "--mode",
    "positive",
    "--checks",
    "not_a_server_error,status_code_conformance,content_type_conformance,\
     response_headers_conformance,response_schema_conformance,positive_data_acceptance",
];

/// The checks of invalid requests, which the server must reject. The document rarely describes how
/// the server of an application renders a rejection, so that its content is not checked.
const INVALID: &[&str] = &[
    "--mode",
    "negative",
    "--checks",
    "not_a_server_error,negative_data_rejection,missing_required_header,unsupported_method,\
     ignored_auth",
];

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
    let responses = match operations::prepared_responses(&prepared.api, &prepared.plan, &driver)? {
        Ok(responses) => responses,
        Err(reason) => return Ok(Err(reason)),
    };
    let address = free_address()?;
    driver.arguments = vec!["serve".to_owned(), address.clone()];
    let started = driver
        .start(&responses.lines)
        .context("cannot run the driver")?;
    let _server = Running(started);
    wait_for(&address)?;
    let config = prepared.workspace.join("schemathesis.toml");
    fs::write(&config, configuration(&prepared.plan))
        .with_context(|| format!("cannot write {}", config.display()))?;
    let explanations = Explanations::of(prepared, &responses);
    let mut verdict = Verdict::default();
    for (name, checks) in [("valid", VALID), ("invalid", INVALID)] {
        let run = Run {
            third_party,
            document,
            config: &config,
            address: &address,
            responses: &responses,
        };
        let report = run.report(checks)?;
        let log = prepared.workspace.with_extension(format!("{name}.txt"));
        fs::write(&log, &report).with_context(|| format!("cannot write {}", log.display()))?;
        read(&report, &explanations, &mut verdict);
    }
    let missing = responses.missing.iter();
    let missing = missing.map(|path| format!("{path}: no valid response is known"));
    verdict.left_out.extend(missing);
    Ok(Ok(verdict))
}

struct Run<'a> {
    third_party: &'a ThirdParty,
    document: &'a Document,
    config: &'a Path,
    address: &'a str,
    responses: &'a Responses,
}

impl Run<'_> {
    /// Runs Schemathesis, and returns what it prints.
    fn report(&self, checks: &[&str]) -> anyhow::Result<String> {
        let program = &self.third_party.program;
        let mut command = Command::new(program);
        command
            .arg("--config-file")
            .arg(self.config)
            .arg("run")
            .arg(&self.document.path)
            .args(["--url", &format!("http://{}", self.address)])
            .args(checks)
            .args(["--phases", "examples,coverage,fuzzing"])
            .args(["--continue-on-failure", "--no-color", "--seed", "1"])
            .args(["--max-examples", &self.third_party.cases.to_string()])
            .env("NO_PROXY", "*");
        for path in &self.responses.missing {
            command.args(["--exclude-path", path]);
        }
        let output = command
            .output()
            .with_context(|| format!("cannot run {}", program.display()))?;
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }
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

/// Reads the report of a run: the number of test cases, and the failures below the heading of each
/// operation.
fn read(report: &str, explanations: &Explanations, verdict: &mut Verdict) {
    let mut found = BTreeSet::new();
    let mut failure = Failure::default();
    let mut problems: Vec<&str> = Vec::new();
    for line in report.lines() {
        let trimmed = line.trim();
        if line.starts_with("____") {
            failure.operation = line.trim_matches(['_', ' ']);
        } else if trimmed.contains("Test Case ID: ") {
            problems.clear();
            failure = Failure::of(failure.operation);
        } else if let Some(problem) = line.strip_prefix("- ") {
            problems.push(problem);
        } else if let Some(component) = trimmed.strip_prefix("Invalid component: ") {
            component.clone_into(&mut failure.component);
        } else if !failure.component.is_empty() && trimmed.starts_with("- violates ") {
            failure.component.push('\n');
            failure.component.push_str(trimmed);
        } else if line.starts_with('[') {
            failure.status = line;
        } else if trimmed.starts_with('`') {
            failure.body = trimmed;
        } else if trimmed.starts_with("curl ") && !problems.is_empty() {
            failure.request = trimmed;
            let (operation, body) = (failure.operation, failure.body);
            for problem in problems.drain(..) {
                found.insert(match explanations.reason(&failure, problem) {
                    Some(reason) => (false, format!("{operation}: {reason}")),
                    None => {
                        let body: String = body.chars().take(200).collect();
                        (true, format!("{operation}: {problem}: {body}"))
                    }
                });
            }
        }
        if let Some((before, _)) = trimmed.split_once(" generated, ") {
            let number = before.replace(',', "");
            verdict.requests += number.parse().unwrap_or(0);
        }
    }
    for (is_violation, text) in found {
        match is_violation {
            true => verdict.violations.push(text),
            false => verdict.left_out.push(text),
        }
    }
}

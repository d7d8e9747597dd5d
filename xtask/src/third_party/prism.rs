//! Prism as a validating proxy between the generated client and the generated server.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::Context as _;

use super::{Running, Verdict, free_address, wait_for};
use crate::corpus::documents::Document;
use crate::corpus::operations;
use crate::corpus::program::Output;
use crate::corpus::worker::Prepared;

/// Exchanges the same values as `cargo xtask corpus --round-trip` through the proxy. Prism answers a
/// request or a response that violates the document with an error, so that the values do not
/// arrive.
pub fn check(
    program: &Path,
    document: &Document,
    prepared: &Prepared,
    output: &Output<'_>,
) -> anyhow::Result<Result<Verdict, String>> {
    let mut driver = match operations::build(&prepared.plan, output)? {
        Ok(driver) => driver,
        Err(reason) => return Ok(Err(reason)),
    };
    let (proxy, server) = (free_address()?, free_address()?);
    let _prism = start(program, document, &proxy, &server)?;
    let proxy = format!("http://{proxy}");
    driver.arguments = vec!["proxy".to_owned(), proxy, server];
    let findings = operations::run_program(&prepared.api, &prepared.plan, &driver)?;
    Ok(findings.map(|findings| {
        let mut violations: BTreeMap<String, usize> = BTreeMap::new();
        for difference in &findings.differences {
            *violations.entry(difference.to_string()).or_default() += 1;
        }
        let times = |(text, count)| format!("{count} x {text}");
        Verdict {
            requests: findings.requests + findings.responses,
            violations: violations.into_iter().map(times).collect(),
            left_out: findings
                .left_out
                .into_iter()
                .map(|(reason, count)| format!("{count} x {reason}"))
                .collect(),
        }
    }))
}

fn start(
    program: &Path,
    document: &Document,
    proxy: &str,
    server: &str,
) -> anyhow::Result<Running> {
    let (host, port) = proxy.split_once(':').unwrap_or((proxy, ""));
    let child = Command::new(program)
        .args(["proxy", "--errors", "--host", host, "--port", port])
        .arg(&document.path)
        .arg(format!("http://{server}"))
        .env("NO_PROXY", "*")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .with_context(|| format!("cannot run {}", program.display()))?;
    let running = Running(child);
    wait_for(proxy)?;
    Ok(running)
}

//! Prism as a validating proxy between the generated client and the generated server.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::Context as _;
use serde_json::Value;
use specwright::codegen::plan::model::Plan;
use specwright::codegen::plan::model::body::{BodyKind, BodyPlan};
use specwright::codegen::plan::model::client::ClientOperationPlan;
use specwright::codegen::plan::model::response::Content;
use specwright::openapi::vocabulary::ParameterLocation;

use super::{Running, Verdict, free_address, wait_for};
use crate::corpus::documents::Document;
use crate::corpus::operations::{self, BODY, Case};
use crate::corpus::program::Output;
use crate::corpus::worker::Prepared;

/// Exchanges the same values as `cargo xtask corpus --exchange` through the proxy. Prism answers a
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
    let _prism = match start(program, document, &proxy, &server) {
        Ok(running) => running,
        Err(error) => return Ok(Err(format!("Prism does not start: {error}"))),
    };
    let proxy = format!("http://{proxy}");
    driver.arguments = vec!["proxy".to_owned(), proxy, server];
    let plan = &prepared.plan;
    let unsuited = |case: &Case| unsuited(plan, case);
    let findings = operations::run_program(&prepared.api, plan, &driver, &unsuited)?;
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

/// Returns why Prism changes or rejects a valid value.
fn unsuited(plan: &Plan, case: &Case) -> Option<&'static str> {
    let groups = plan.client.groups.iter();
    let mut operations = groups.flat_map(|group| &group.operations);
    let operation = operations.find(|operation| operation.common.index == case.operation)?;
    let parameters = &operation.common.parameters;
    let is_in = |name: &str, location: ParameterLocation| {
        let mut parameters = parameters.iter();
        parameters.any(|it| it.name.as_str() == name && it.wire.location == location)
    };
    let values = || case.sent.iter().chain(&case.returned);
    if values().any(|(_, value)| has_inexact_integer(value)) {
        return Some("JavaScript rounds integers beyond 2^53");
    }
    if is_binary(operation, case) {
        return Some("Prism reads bodies as UTF-8");
    }
    let is_header = |name: &str| {
        name.starts_with("header ")
            || is_in(name, ParameterLocation::Header)
            || is_in(name, ParameterLocation::Cookie)
    };
    if values().any(|(name, value)| is_header(name) && !value.to_string().is_ascii()) {
        return Some("Node.js reads headers as Latin-1");
    }
    let mut sent = case.sent.iter();
    if sent.any(|(name, value)| is_in(name, ParameterLocation::Query) && value == "") {
        return Some("Prism takes an empty value in a query for a missing one");
    }
    let is_parts = |body: &BodyPlan| body.sent().iter().any(|it| it.kind == BodyKind::Parts);
    if operation.common.body.as_ref().is_some_and(is_parts) {
        return Some("the schema of a list of parts is ignored, with a diagnostic");
    }
    let is_multipart =
        |body: &BodyPlan| body.sent().iter().any(|it| it.kind == BodyKind::Multipart);
    let has_list = |body: &Value| {
        body.as_object()
            .is_some_and(|it| it.values().any(Value::is_array))
    };
    if operation.common.body.as_ref().is_some_and(is_multipart)
        && case.sent.get(BODY).is_some_and(has_list)
    {
        return Some("Prism reads one part of each name");
    }
    None
}

/// Returns whether the response of a case consists of bytes that are not UTF-8.
fn is_binary(operation: &ClientOperationPlan, case: &Case) -> bool {
    let position = case.returned.get("position").and_then(Value::as_u64);
    let mut responses = operation.common.responses.iter();
    let response = position.and_then(|position| responses.nth(position as usize));
    let content = match response.map(|response| &response.content) {
        Some(Content::Bytes { .. } | Content::Open { .. } | Content::Several { .. }) => {
            case.returned.get(BODY)
        }
        _ => None,
    };
    // The content of a variant, and bytes with a media type, are properties of objects.
    let content = content.map(|it| it.get("content").unwrap_or(it));
    let bytes = content.map(|it| it.get("bytes").unwrap_or(it));
    let bytes = bytes.and_then(Value::as_array).into_iter().flatten();
    let bytes: Vec<u8> = bytes
        .filter_map(|byte| byte.as_u64().and_then(|byte| u8::try_from(byte).ok()))
        .collect();
    std::str::from_utf8(&bytes).is_err()
}

/// Returns whether a value contains an integer that a float does not represent exactly.
fn has_inexact_integer(value: &Value) -> bool {
    const LAST: u64 = (1 << 53) - 1;
    match value {
        Value::Number(number) => {
            let integer = number.as_i64().map(i64::unsigned_abs).or(number.as_u64());
            integer.is_some_and(|integer| integer > LAST)
        }
        Value::Array(items) => items.iter().any(has_inexact_integer),
        Value::Object(properties) => properties.values().any(has_inexact_integer),
        _ => false,
    }
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

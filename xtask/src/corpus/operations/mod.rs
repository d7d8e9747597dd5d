//! Round trip of requests and responses: for every operation that was generated on both sides, the
//! generated client sends values to the generated server and receives typed responses, in one
//! process, and the values at both ends are compared.

mod cases;
mod contents;
mod driver;
mod findings;
mod text;
mod values;

use std::collections::BTreeMap;

use serde_json::{Value, json};
use specwright::codegen::plan::model::Plan;
use specwright::openapi::ir::Api;

pub use self::cases::{Case, Direction};
pub use self::driver::source;
pub use self::driver::value::BODY;
pub use self::findings::{Difference, Findings};

use self::values::ValueMaker;
use super::program::{Output, Program};

/// Answers cases with the records of their exchanges, in order.
pub type Answer<'a> = &'a mut dyn FnMut(&[Case]) -> anyhow::Result<Result<Vec<Value>, String>>;

/// The responses of a server that any client may call.
#[derive(Debug, Default)]
pub struct Prepared {
    /// A case with a response for each operation, as the lines of a driver.
    pub lines: Vec<String>,
    /// The methods and paths of the operations whose response is an error.
    pub failing: Vec<String>,
    /// The paths of the operations for which no valid response is known.
    pub missing: Vec<String>,
}

/// Compiles the driver of a document with its generated crates, and exchanges values. Returns the
/// message of the compiler if the driver does not compile.
///
/// # Errors
/// If the driver cannot be written or run.
pub fn run(
    api: &Api,
    plan: &Plan,
    output: &Output<'_>,
) -> anyhow::Result<Result<Findings, String>> {
    if driver::pairs(plan).is_empty() {
        return Ok(Ok(Findings::of(api, plan)));
    }
    match build(plan, output)? {
        Ok(program) => run_program(api, plan, &program, &|_| None),
        Err(error) => Ok(Err(error)),
    }
}

/// Compiles the driver of a document with its generated crates. Returns the message of the compiler
/// if the driver does not compile.
///
/// # Errors
/// If the driver cannot be written.
pub fn build<'a>(
    plan: &Plan,
    output: &'a Output<'a>,
) -> anyhow::Result<Result<Program<'a>, String>> {
    let program = program(plan, output)?;
    Ok(match program.build()? {
        Ok(()) => Ok(program),
        Err(error) => Err(format!("the driver does not compile: {error}")),
    })
}

/// Exchanges values with a compiled driver, except those for which `unsuited` returns a reason.
///
/// # Errors
/// If the driver cannot be run.
pub fn run_program(
    api: &Api,
    plan: &Plan,
    program: &Program<'_>,
    unsuited: &dyn Fn(&Case) -> Option<&'static str>,
) -> anyhow::Result<Result<Findings, String>> {
    exchange(api, plan, &mut |cases| {
        let reasons: Vec<Option<&str>> = cases.iter().map(unsuited).collect();
        let suited = cases.iter().zip(&reasons);
        let suited = suited.filter(|(_, reason)| reason.is_none());
        let lines: Vec<String> = suited.map(|(case, _)| case.json().to_string()).collect();
        let answers = match program.run(&lines)? {
            Ok(answers) => answers,
            Err(error) => return Ok(Err(error)),
        };
        let mut answers = answers.into_iter();
        let all = reasons.into_iter().map(|reason| match reason {
            Some(reason) => json!({ "stopped": { "kind": "unsuited", "message": reason } }),
            None => answers.next().unwrap_or_default(),
        });
        Ok(Ok(all.collect()))
    })
}

/// Returns a response for each operation: the first successful one that arrives at the generated
/// client, or else the first failure.
///
/// # Errors
/// If the driver cannot be run.
pub fn prepared_responses(
    api: &Api,
    plan: &Plan,
    program: &Program<'_>,
) -> anyhow::Result<Result<Prepared, String>> {
    let mut arrived: BTreeMap<usize, Case> = BTreeMap::new();
    let is_success = |case: &Case| {
        let status = case.returned.get("status").and_then(Value::as_u64);
        status.is_some_and(|code| code / 100 == 2)
    };
    let exchanged = exchange(api, plan, &mut |cases| {
        let lines: Vec<String> = cases.iter().map(|case| case.json().to_string()).collect();
        let answers = program.run(&lines)?;
        for (case, answer) in cases.iter().zip(answers.iter().flatten()) {
            let has_arrived = answer.get("stopped").is_none() && answer.get("got").is_some();
            if case.direction == Direction::Response && has_arrived {
                let kept = arrived
                    .entry(case.operation)
                    .or_insert_with(|| case.clone());
                if is_success(case) && !is_success(kept) {
                    *kept = case.clone();
                }
            }
        }
        Ok(answers)
    })?;
    if let Err(error) = exchanged {
        return Ok(Err(error));
    }
    let pairs = driver::pairs(plan);
    let failing = pairs.iter().filter(|pair| {
        let response = arrived.get(&pair.client.common.index);
        response.is_some_and(|case| !is_success(case))
    });
    let missing = pairs
        .iter()
        .filter(|pair| !arrived.contains_key(&pair.client.common.index));
    let label = |pair: &driver::OperationPair<'_>| {
        let operation = &pair.client.common;
        format!("{} {}", operation.method, operation.path.text)
    };
    Ok(Ok(Prepared {
        failing: failing.map(label).collect(),
        missing: missing
            .map(|pair| pair.client.common.path.text.clone())
            .collect(),
        lines: arrived
            .values()
            .map(|case| case.json().to_string())
            .collect(),
    }))
}

/// Sends requests with all values, then responses with all values in answer to a request that
/// arrived, and compares both ends.
///
/// # Errors
/// If `answer` fails.
pub fn exchange(
    api: &Api,
    plan: &Plan,
    answer: Answer<'_>,
) -> anyhow::Result<Result<Findings, String>> {
    let request_maker = ValueMaker::for_requests(api);
    let response_maker = ValueMaker::for_responses(api);
    let mut findings = Findings::of(api, plan);
    let pairs = driver::pairs(plan);
    let mut requests: Vec<Case> = Vec::new();
    for pair in &pairs {
        let (responses, _) = cases::responses(*pair, api, &response_maker);
        let returned = responses.into_iter().next().map(|case| case.returned);
        match cases::requests(*pair, &request_maker, &returned.unwrap_or_default()) {
            Ok(cases) => requests.extend(cases),
            Err(reason) => findings.leave_out(reason, 1),
        }
    }
    let answers = match answer(&requests)? {
        Ok(answers) => answers,
        Err(error) => return Ok(Err(error)),
    };
    let mut responses: Vec<Case> = Vec::new();
    for pair in &pairs {
        let own = requests.iter().zip(&answers);
        let mut own = own.filter(|(case, _)| case.operation == pair.client.common.index);
        let arrived = own.find(|(_, answer)| answer.get("received").is_some());
        let (cases, left_out) = cases::responses(*pair, api, &response_maker);
        match arrived {
            Some((request, _)) => {
                left_out
                    .into_iter()
                    .for_each(|reason| findings.leave_out(reason, 1));
                responses.extend(cases.into_iter().map(|case| case.after(request)));
            }
            None => findings.leave_out("response: no request arrives".to_owned(), cases.len()),
        }
    }
    let response_answers = match answer(&responses)? {
        Ok(answers) => answers,
        Err(error) => return Ok(Err(error)),
    };
    let shortened = request_maker.shortened() + response_maker.shortened();
    let reason = "example: properties that its schema does not declare";
    findings.leave_out(reason.to_owned(), shortened);
    let all = requests.iter().zip(&answers);
    for (case, answer) in all.chain(responses.iter().zip(&response_answers)) {
        let pair = pairs
            .iter()
            .find(|pair| pair.client.common.index == case.operation);
        if let Some(pair) = pair {
            findings.compare(*pair, case, answer);
        }
    }
    Ok(Ok(findings))
}

fn program<'a>(plan: &Plan, output: &'a Output<'a>) -> anyhow::Result<Program<'a>> {
    let package = &plan.package;
    let own = [
        ("types", package.types()),
        ("client", package.client()),
        ("server", package.server()),
    ];
    let own = own.map(|(name, package)| {
        let package = package.as_str();
        format!("{name} = {{ package = {package:?}, path = \"../{package}\" }}\n")
    });
    let here = std::env::current_dir()?;
    let dependencies = format!(
        "{}driver = {{ package = \"operation-driver\", path = {:?} }}\n\
         specwright-runtime = {{ path = {:?}, features = [\"client\", \"server\"] }}\n",
        own.concat(),
        here.join("tests/driver"),
        output.runtime,
    );
    let main = "mod document;\n\nfn main() {\n    driver::main(document::open);\n}\n";
    Ok(Program {
        output,
        name: "driver",
        dependencies,
        files: vec![
            ("main.rs", main.to_owned()),
            ("document.rs", driver::source(plan)?),
        ],
        arguments: Vec::new(),
    })
}

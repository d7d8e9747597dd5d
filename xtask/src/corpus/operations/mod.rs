//! Round trip of requests and responses: for every operation that was generated on both sides, the
//! generated client sends values to the generated server and receives typed responses, in one
//! process, and the values at both ends are compared.

mod cases;
mod driver;
mod findings;
mod text;
mod values;

use serde_json::Value;
use specwright::codegen::plan::model::Plan;
use specwright::openapi::ir::Api;

pub use self::cases::{Case, Direction};
pub use self::driver::source;
pub use self::findings::{Difference, Findings};

use self::values::ValueMaker;
use super::program::{Output, Program};

/// Answers cases with the records of their exchanges, in order.
pub type Answer<'a> = &'a mut dyn FnMut(&[Case]) -> anyhow::Result<Result<Vec<Value>, String>>;

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
        Ok(program) => run_program(api, plan, &program),
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

/// Exchanges values with a compiled driver.
///
/// # Errors
/// If the driver cannot be run.
pub fn run_program(
    api: &Api,
    plan: &Plan,
    program: &Program<'_>,
) -> anyhow::Result<Result<Findings, String>> {
    exchange(api, plan, &mut |cases| {
        let lines: Vec<String> = cases.iter().map(|case| case.json().to_string()).collect();
        program.run(&lines)
    })
}

/// Returns a case with a response for each operation, as the lines of a driver. The response is the
/// first successful one for which a value is known.
pub fn prepared_responses(api: &Api, plan: &Plan) -> Vec<String> {
    let maker = ValueMaker::new(api);
    let pairs = driver::pairs(plan);
    let responses = pairs.iter().filter_map(|pair| {
        let (cases, _) = cases::responses(*pair, api, &maker);
        let status = |case: &Case| case.returned.get("status").and_then(Value::as_u64);
        let is_success = |case: &&Case| status(case).is_some_and(|code| code / 100 == 2);
        let case = cases.iter().find(is_success).or(cases.first())?;
        Some(case.json().to_string())
    });
    responses.collect()
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
    let maker = ValueMaker::new(api);
    let mut findings = Findings::of(api, plan);
    let pairs = driver::pairs(plan);
    let mut requests: Vec<Case> = Vec::new();
    for pair in &pairs {
        match cases::requests(*pair, api, &maker) {
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
        let (cases, left_out) = cases::responses(*pair, api, &maker);
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

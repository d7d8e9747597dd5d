//! A program that deserializes JSON values into generated types and serializes them again.

use serde_json::Value;

use crate::corpus::program::{Output, Program};

/// A value and the type to send it through.
pub struct Sample {
    /// The component schema.
    pub component: String,
    /// The name of the generated type, after a `?` if the value is `null`.
    pub ty: String,
    /// The JSON value.
    pub value: Value,
    /// The variant that the value must become, if it is known.
    pub expected: Option<String>,
}

/// Builds and runs the program inside a generated workspace.
pub struct Probe<'a> {
    /// The generated workspace.
    pub output: &'a Output<'a>,
    /// The name of the generated crate with the types.
    pub types_crate: String,
}

/// The program without the function `answer`, which depends on the types.
const PROGRAM: &str = r#"use serde_json::{Value, json};

fn round_trip<T: serde::de::DeserializeOwned + serde::Serialize + std::fmt::Debug + Send>(value: &str) -> Value {
    let read: T = match specwright_runtime::json::from_slice(value.as_bytes()) {
        Ok(read) => read,
        Err(error) => return json!({ "error": error.to_string() }),
    };
    match serde_json::to_value(&read) {
        Ok(value) => json!({ "value": value, "shown": format!("{read:?}").chars().take(200).collect::<String>() }),
        Err(error) => json!({ "error": error.to_string() }),
    }
}

fn answers() {
    for line in std::io::stdin().lines() {
        let line = line.expect("standard input is UTF-8");
        let (ty, value) = line.split_once(' ').expect("each line has a type and a value");
        println!("{}", answer(ty, value));
    }
}

// The stack is as large as that of a server's worker thread.
fn main() {
    let worker = std::thread::Builder::new().stack_size(2 << 20).spawn(answers);
    worker.expect("the thread starts").join().expect("no value makes the program panic");
}
"#;

impl Probe<'_> {
    /// Returns the answer to each sample, or the first compiler error.
    ///
    /// # Errors
    /// If the program cannot be written or run.
    pub fn run(&self, samples: &[Sample]) -> anyhow::Result<Result<Vec<Value>, String>> {
        let program = self.program(samples);
        if let Err(error) = program.build()? {
            return Ok(Err(error));
        }
        let line = |Sample { ty, value, .. }: &Sample| format!("{ty} {value}");
        let lines: Vec<String> = samples.iter().map(line).collect();
        program.run(&lines)
    }

    fn program(&self, samples: &[Sample]) -> Program<'_> {
        let mut types: Vec<&str> = samples.iter().map(|sample| sample.ty.as_str()).collect();
        types.sort_unstable();
        types.dedup();
        let library = self.types_crate.replace('-', "_");
        let arm = |ty: &&str| match ty.strip_prefix('?') {
            Some(name) => {
                format!("        {ty:?} => round_trip::<Option<{library}::{name}>>(value),\n")
            }
            None => format!("        {ty:?} => round_trip::<{library}::{ty}>(value),\n"),
        };
        let arms: String = types.iter().map(arm).collect();
        let source = format!(
            "{PROGRAM}
fn answer(ty: &str, value: &str) -> Value {{
    match ty {{
{arms}        _ => json!({{ \"error\": \"unknown type\" }}),
    }}
}}
"
        );
        let dependencies = format!(
            r#"serde = "1"
serde_json = "1"
specwright-runtime = {{ path = {:?} }}
{types} = {{ path = "../{types}" }}
"#,
            self.output.runtime,
            types = self.types_crate,
        );
        Program {
            output: self.output,
            name: "probe",
            dependencies,
            files: vec![("main.rs", source)],
            arguments: Vec::new(),
        }
    }
}

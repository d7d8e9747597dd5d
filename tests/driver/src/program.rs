//! The program that answers cases.

use std::io::{BufWriter, Write as _};

use serde_json::{Value, json};

use crate::{Document, Stop};

/// Answers the cases on standard input, one JSON object per line, with a line each.
///
/// # Panics
/// If the document cannot be opened or a line is not JSON: cases come from `cargo xtask`.
pub fn main(open: fn() -> Result<Box<dyn Document>, String>) {
    let document = open().expect("the client connects to the server");
    let mut output = BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lines() {
        let line = line.expect("standard input is UTF-8");
        let case = serde_json::from_str(&line).expect("each line is JSON");
        writeln!(output, "{}", answer(&*document, case)).expect("standard output is open");
    }
}

/// Sends the request of a case and returns the record of the exchange. A panic of the client is
/// recorded.
///
/// # Panics
/// If no runtime can be created.
pub fn answer(document: &dyn Document, case: Value) -> Value {
    let operation = case.get("operation").and_then(Value::as_str);
    let operation = operation.unwrap_or_default().to_owned();
    let trip = document.trip();
    trip.start(case);
    let Some(exchange) = document.send(&operation) else {
        return json!({ "stopped": { "kind": "value", "message": "unknown operation" } });
    };
    let runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = { runtime }.enable_time().build().expect("a runtime");
    let result = runtime.block_on(async { tokio::spawn(exchange).await });
    let result = result.unwrap_or_else(|error| {
        Err(Stop {
            kind: "panic",
            message: error.to_string(),
        })
    });
    if let Err(stop) = result {
        trip.stopped(&stop);
    }
    trip.finish()
}

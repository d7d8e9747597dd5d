//! The program of a driver: it answers cases, or serves requests of others.

use std::cell::RefCell;
use std::io::{BufWriter, Write as _};
use std::net::TcpListener;

use serde_json::{Value, json};

use crate::Document;
use crate::connection::{Connect, in_process, serve, through};
use crate::stop::Stop;
use crate::trip::operation;

/// Opens a document with a connection between its client and its server.
type Open = fn(Connect<'_>) -> Result<Box<dyn Document>, String>;

/// Runs the program. Cases are on standard input, one JSON object per line.
///
/// - Without arguments: sends the request of each case, and writes a line with the answer.
/// - `proxy URL ADDRESS`: does the same through a proxy at a URL, whose server is at an address.
/// - `serve ADDRESS`: serves requests at an address. Each operation returns the response of its case.
///
/// # Panics
/// If the document cannot be opened, a line is not JSON, or the arguments are others: `cargo xtask`
/// writes them.
pub fn main(open: Open) {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        [] => answer_all(open(&in_process)),
        ["proxy", url, address] => answer_all(open(&|router| through(url, address, router))),
        ["serve", address] => serve_responses(open, address),
        _ => panic!("the arguments are unknown"),
    }
}

fn cases() -> impl Iterator<Item = Value> {
    std::io::stdin().lines().map(|line| {
        let line = line.expect("standard input is UTF-8");
        serde_json::from_str(&line).expect("each line is JSON")
    })
}

fn answer_all(document: Result<Box<dyn Document>, String>) {
    let document = document.expect("the client connects to the server");
    let mut output = BufWriter::new(std::io::stdout().lock());
    for case in cases() {
        writeln!(output, "{}", answer(&*document, case)).expect("standard output is open");
    }
}

fn serve_responses(open: Open, address: &str) {
    let listener = TcpListener::bind(address).expect("the address is free");
    let routes = RefCell::new(None);
    let document = open(&|router| {
        routes.replace(Some(router.clone()));
        in_process(router)
    });
    let document = document.expect("the client connects to the server");
    for case in cases() {
        document.trip().prepare(case);
    }
    let router = routes.take().expect("the document connects its client");
    serve(listener, router).expect("the server runs");
}

/// Sends the request of a case and returns the record of the exchange. A panic of the client is
/// recorded.
///
/// # Panics
/// If no runtime can be created.
pub fn answer(document: &dyn Document, case: Value) -> Value {
    let operation = operation(&case).to_owned();
    let trip = document.trip();
    trip.start(case);
    let Some(exchange) = document.send(&operation) else {
        return json!({ "stopped": { "kind": "value", "message": "unknown operation" } });
    };
    let runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = { runtime }.enable_all().build().expect("a runtime");
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

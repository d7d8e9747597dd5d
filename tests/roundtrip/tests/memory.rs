//! The memory that streams need in two processes.
#![cfg(target_os = "linux")]

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

/// The number of bytes that are sent in each direction.
const BYTES: usize = 128 << 20;

/// The number of events, and of lines.
const ITEMS: usize = 20_000;

/// The limit on the memory of each process in bytes.
const LIMIT: u64 = 64 << 20;

#[test]
fn streams_of_any_length_need_little_memory() {
    let program = env!("CARGO_BIN_EXE_transfer");
    let mut server = Command::new(program)
        .arg("serve")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the server starts");
    let output = server.stdout.take().expect("the output is piped");
    let mut lines = BufReader::new(output).lines();
    let mut line = || lines.next().expect("a line").expect("the line is readable");
    let address = line();
    let client = Command::new(program)
        .args(["call", &address, &BYTES.to_string(), &ITEMS.to_string()])
        .stderr(Stdio::inherit())
        .output()
        .expect("the client starts");
    assert!(client.status.success());
    // The end of its input stops the server.
    drop(server.stdin.take());
    let peak = |text: &str| -> u64 { text.trim().parse().expect("a number") };
    let (sent, received) = (
        peak(&String::from_utf8_lossy(&client.stdout)),
        peak(&line()),
    );
    assert!(server.wait().expect("the server ends").success());
    println!("client: {sent} bytes, server: {received} bytes");
    assert!(sent < LIMIT, "the client needs {sent} bytes");
    assert!(received < LIMIT, "the server needs {received} bytes");
}

//! The program as operators run it, and plain requests to it.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

pub const KEY: &str = "vk_sandbox_test";

/// A running `verifa sandbox`, killed when the test ends.
pub struct Sandbox {
    child: Child,
    /// Host and port of the API.
    pub address: String,
    /// Host and port of what is for operators, if it is apart.
    pub internal: Option<String>,
    /// What it printed until it was ready.
    pub printed: String,
}

/// A whole response.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: BTreeMap<String, String>,
    pub body: String,
}

/// `verifa` with these arguments in this folder.
pub fn verifa(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_verifa"));
    command
        .current_dir(folder)
        .env_remove("VERIFA_API_KEY")
        .env_remove("RUST_LOG")
        .args(arguments);
    command.output().expect("the program runs")
}

/// What it printed, provided that it succeeded.
#[track_caller]
pub fn printed(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout.clone()).expect("text")
}

/// Issues a key with these flags, and gives what is printed as JSON.
#[track_caller]
pub fn issue(folder: &Path, flags: &[&str]) -> Value {
    let output = verifa(folder, &[&["keys", "issue", "--json"], flags].concat());
    serde_json::from_str(&printed(&output)).expect("JSON")
}

impl Sandbox {
    pub fn start(folder: &Path, flags: &[&str]) -> Self {
        Self::start_as(Command::new(env!("CARGO_BIN_EXE_verifa")), folder, flags)
    }

    /// Starts it under a shell that has run this before.
    pub fn start_after(shell: &str, folder: &Path, flags: &[&str]) -> Self {
        let mut command = Command::new("sh");
        command.args([
            "-c",
            &format!("{shell} && exec \"$0\" \"$@\""),
            env!("CARGO_BIN_EXE_verifa"),
        ]);
        Self::start_as(command, folder, flags)
    }

    fn start_as(mut command: Command, folder: &Path, flags: &[&str]) -> Self {
        let mut child = command
            .current_dir(folder)
            .env_remove("RUST_LOG")
            .args(["sandbox", "--listen", "127.0.0.1:0"])
            .args(flags)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        let mut printed = String::new();
        while let Some(Ok(line)) = lines.next() {
            printed.push_str(&line);
            printed.push('\n');
            if line.starts_with("Try: ") {
                break;
            }
        }
        let address_after = |label: &str| {
            let line = printed.lines().find_map(|line| line.strip_prefix(label))?;
            Some(line.trim_start_matches("http://").to_owned())
        };
        let address =
            address_after("Verifa sandbox: ").unwrap_or_else(|| panic!("no address: {printed}"));
        let internal = address_after("Metrics and readiness: ");
        Self {
            child,
            address,
            internal,
            printed,
        }
    }

    pub fn get(&self, path: &str) -> Answer {
        ask(
            &self.address,
            &format!("GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"),
        )
    }

    /// Creates a session with this key and these header fields, each ended by CRLF.
    pub fn create(&self, key: &str, fields: &str) -> Answer {
        let head = format!(
            "POST /api/v1/sessions HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-API-Key: {key}\r\n{fields}\r\n"
        );
        ask(&self.address, &head)
    }

    pub fn signal(&self, signal: &str) {
        let killed = Command::new("kill")
            .args([signal, &self.child.id().to_string()])
            .status()
            .expect("kill runs");
        assert!(killed.success());
    }

    /// Waits for its end, and gives its exit code and its log.
    pub fn end(mut self) -> (Option<i32>, String) {
        let mut log = String::new();
        self.child
            .stderr
            .take()
            .expect("piped")
            .read_to_string(&mut log)
            .expect("text");
        let status = self.child.wait().expect("it ends");
        (status.code(), log)
    }

    /// Ends it with a signal, and gives its exit code and its log.
    pub fn stop(self, signal: &str) -> (Option<i32>, String) {
        self.signal(signal);
        self.end()
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Waits until a line is among the metrics.
pub fn wait_for_metric(address: &str, line: &str) {
    let since = Instant::now();
    loop {
        let metrics = ask(
            address,
            "GET /metrics HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        )
        .body;
        if metrics.lines().any(|found| found == line) {
            return;
        }
        assert!(
            since.elapsed() < Duration::from_secs(5),
            "{line} is missing in:\n{metrics}"
        );
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// A connection that gives up after 10 s.
pub fn connect(address: &str) -> std::io::Result<TcpStream> {
    let stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    Ok(stream)
}

/// Sends a whole request that asks for the end of the connection, and reads the response.
pub fn ask(address: &str, request: &str) -> Answer {
    let mut stream = connect(address).expect("a connection");
    stream.write_all(request.as_bytes()).expect("sent");
    read(stream)
}

/// Reads a response to the end of the connection.
pub fn read(mut stream: TcpStream) -> Answer {
    let mut text = String::new();
    stream.read_to_string(&mut text).expect("a response");
    let (head, body) = text
        .split_once("\r\n\r\n")
        .unwrap_or_else(|| panic!("no response: {text:?}"));
    let mut lines = head.lines();
    let status = lines
        .next()
        .and_then(|line| line.split(' ').nth(1))
        .and_then(|status| status.parse().ok())
        .expect("a status");
    let headers = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        .collect();
    Answer {
        status,
        headers,
        body: body.to_owned(),
    }
}

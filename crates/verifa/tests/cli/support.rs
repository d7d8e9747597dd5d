//! Running the program, and sending plain requests to it.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

pub const KEY: &str = "vk_sandbox_test";

/// A running `verifa sandbox`. Dropping it kills the process.
pub struct Sandbox {
    child: Child,
    /// The host and port of the API.
    pub address: String,
    /// The host and port of `--internal-listen`, if the flag is set.
    pub internal: Option<String>,
    /// The standard output until the sandbox was ready.
    pub printed: String,
}

/// A response with its whole body.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: BTreeMap<String, String>,
    pub body: String,
}

/// Runs `verifa` in a folder until it exits.
pub fn verifa(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_verifa"));
    command
        .current_dir(folder)
        .env_remove("VERIFA_API_KEY")
        .env_remove("RUST_LOG")
        .args(arguments);
    command.output().expect("the program runs")
}

/// Returns the standard output of a successful command.
#[track_caller]
pub fn printed(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout.clone()).expect("text")
}

/// Issues a key, and returns its JSON.
#[track_caller]
pub fn issue(folder: &Path, flags: &[&str]) -> Value {
    let output = verifa(folder, &[&["keys", "issue", "--json"], flags].concat());
    serde_json::from_str(&printed(&output)).expect("JSON")
}

impl Sandbox {
    pub fn start(folder: &Path, flags: &[&str]) -> Self {
        Self::start_as(Command::new(env!("CARGO_BIN_EXE_verifa")), folder, flags)
    }

    /// Starts the sandbox after a shell command, such as `ulimit`.
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

    /// Creates a session with additional headers, each ended by CRLF.
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

    /// Waits until the process exits, and returns its exit code and its log.
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

    /// Sends a signal, waits until the process exits, and returns its exit code and its log.
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

/// Waits until the metrics contain a line.
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

/// Connects with a read timeout of 10 s.
pub fn connect(address: &str) -> std::io::Result<TcpStream> {
    let stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    Ok(stream)
}

/// Sends a request with `Connection: close`, and reads the response.
pub fn ask(address: &str, request: &str) -> Answer {
    let mut stream = connect(address).expect("a connection");
    stream.write_all(request.as_bytes()).expect("sent");
    read(stream)
}

/// Reads a response until the connection is closed.
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

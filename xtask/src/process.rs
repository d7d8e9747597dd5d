//! Child processes with measured time and memory.

use std::io::{self, Read};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use wait4::Wait4;

/// The result of a process.
#[derive(Debug)]
pub struct Finished {
    /// The exit code; none if a signal ended the process.
    pub code: Option<i32>,
    /// The content of standard output.
    pub stdout: String,
    /// The content of standard error.
    pub stderr: String,
    /// The duration.
    pub elapsed: Duration,
    /// The peak memory of the process, or of one of its children if larger, in bytes. At least the
    /// peak memory of this process when it started the other one.
    pub peak: u64,
    /// The peak memory of the process alone, in bytes. On other systems than Linux, the same as
    /// `peak`.
    pub own_peak: u64,
    /// Whether the process was killed because it exceeded the time limit.
    pub timed_out: bool,
}

/// The interval between checks whether the process has ended.
const POLL_INTERVAL: Duration = Duration::from_millis(2);

/// Returns the peak memory of a running process in bytes, where the system reports it.
fn peak_of(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}

/// Runs a command until it ends, or kills it after `limit`.
pub fn run(command: &mut Command, limit: Duration) -> io::Result<Finished> {
    let started = Instant::now();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let (stdout, stderr) = (collect(child.stdout.take()), collect(child.stderr.take()));
    let mut timed_out = false;
    let mut own_peak = None;
    let used = loop {
        own_peak = peak_of(child.id()).or(own_peak);
        if let Some(used) = child.try_wait4()? {
            break used;
        }
        if !timed_out && started.elapsed() > limit {
            timed_out = true;
            child.kill()?;
        }
        std::thread::sleep(POLL_INTERVAL);
    };
    Ok(Finished {
        code: used.status.code(),
        elapsed: started.elapsed(),
        peak: used.rusage.maxrss,
        own_peak: own_peak.unwrap_or(used.rusage.maxrss),
        stdout: stdout.join().unwrap_or_default(),
        stderr: stderr.join().unwrap_or_default(),
        timed_out,
    })
}

/// Returns the first line with a prefix (or else the first line) and its `-->` location, without
/// tabs.
pub fn first_line(text: &str, prefix: &str) -> String {
    let line = text
        .lines()
        .find(|line| line.starts_with(prefix))
        .or_else(|| text.lines().next())
        .unwrap_or_default();
    let location = text
        .lines()
        .skip_while(|other| *other != line)
        .nth(1)
        .map(str::trim)
        .filter(|line| line.starts_with("-->"));
    [Some(line), location]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ")
        .replace('\t', " ")
}

fn collect(pipe: Option<impl Read + Send + 'static>) -> std::thread::JoinHandle<String> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut pipe) = pipe {
            // Output before a read error is still useful.
            let _ = pipe.read_to_end(&mut bytes);
        }
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

//! Commands that are measured.

use std::io::{self, Read};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use wait4::Wait4;

/// What a command did.
#[derive(Debug)]
pub struct Finished {
    /// How it ended; none if a signal ended it.
    pub code: Option<i32>,
    /// What it printed.
    pub stdout: String,
    /// What it complained of.
    pub stderr: String,
    /// How long it took.
    pub elapsed: Duration,
    /// The most memory that it, or one of the processes that it waited for, had at once, in bytes.
    pub peak: u64,
    /// Whether it was stopped because it took too long.
    pub is_late: bool,
}

/// How often it is asked whether a command has ended.
const PAUSE: Duration = Duration::from_millis(2);

/// Runs a command to its end, or for so long.
pub fn run(command: &mut Command, limit: Duration) -> io::Result<Finished> {
    let started = Instant::now();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let (stdout, stderr) = (collect(child.stdout.take()), collect(child.stderr.take()));
    let mut is_late = false;
    let used = loop {
        if let Some(used) = child.try_wait4()? {
            break used;
        }
        if !is_late && started.elapsed() > limit {
            is_late = true;
            child.kill()?;
        }
        std::thread::sleep(PAUSE);
    };
    Ok(Finished {
        code: used.status.code(),
        elapsed: started.elapsed(),
        peak: used.rusage.maxrss,
        stdout: stdout.join().unwrap_or_default(),
        stderr: stderr.join().unwrap_or_default(),
        is_late,
    })
}

fn collect(pipe: Option<impl Read + Send + 'static>) -> std::thread::JoinHandle<String> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut pipe) = pipe {
            // What was read before an error is worth showing too.
            let _ = pipe.read_to_end(&mut bytes);
        }
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

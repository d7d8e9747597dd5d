//! Numbers of executed instructions, counted by Callgrind, a tool of Valgrind.

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, bail};

use super::tool::find_program;
use crate::process;

/// The time limit for one program. Callgrind slows programs down about 50 times.
const TIMEOUT: Duration = Duration::from_secs(1800);

/// Returns the path of Valgrind if it is installed.
pub fn find() -> Option<PathBuf> {
    find_program("valgrind", None)
}

/// Returns the number of instructions that a program executes.
///
/// # Errors
/// If Valgrind cannot be run or the program fails.
pub fn count(program: &Command) -> anyhow::Result<u64> {
    let mut command = Command::new("valgrind");
    command
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null", "--"])
        .arg(program.get_program())
        .args(program.get_args())
        // The work of several threads is distributed differently in each run.
        .env("RAYON_NUM_THREADS", "1");
    let finished = process::run(&mut command, TIMEOUT).context("cannot run valgrind")?;
    if finished.code != Some(0) {
        bail!("{command:?} failed: {}", finished.stderr.trim());
    }
    parse(&finished.stderr).with_context(|| format!("{command:?} printed no count"))
}

/// Reads the total, such as `==1== Collected : 12345`.
fn parse(text: &str) -> Option<u64> {
    let line = text.lines().find(|line| line.contains("Collected :"))?;
    line.rsplit(':').next()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_total_is_parsed() {
        let text = "==7== Callgrind, a call-graph profiler\n==7== Events    : Ir\n\
                    ==7== Collected : 43218765\n==7==\n";
        assert_eq!(parse(text), Some(43_218_765));
        assert_eq!(parse("==7== Events    : Ir\n"), None);
    }
}

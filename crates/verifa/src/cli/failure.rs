//! Failures of commands, and their exit codes.

use std::process::ExitCode;

/// The exit code of a failed command, and a message of one line, which may be empty.
#[derive(Debug)]
pub struct Failure {
    code: u8,
    line: String,
}

impl Failure {
    /// Creates a failure of the operation itself: exit code 1.
    pub fn failed(reason: impl ToString) -> Self {
        Self {
            code: 1,
            line: reason.to_string(),
        }
    }

    /// Creates a failure because of the command line or of a file that it names: exit code 2.
    pub fn usage(reason: impl ToString) -> Self {
        Self {
            code: 2,
            line: reason.to_string(),
        }
    }

    /// Creates a failure to write the output: exit code 1.
    pub fn output(error: std::io::Error) -> Self {
        Self::failed(format!("cannot write to standard output: {error}"))
    }

    /// Creates a failure that is in the log already: exit code 1.
    pub fn logged() -> Self {
        Self {
            code: 1,
            line: String::new(),
        }
    }

    /// Prints the message and returns the exit code.
    pub fn report(self) -> ExitCode {
        if !self.line.is_empty() {
            eprintln!("error: {}", self.line.replace('\n', " "));
        }
        ExitCode::from(self.code)
    }
}

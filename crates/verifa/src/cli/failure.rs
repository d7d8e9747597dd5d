//! How a command ends when it does not succeed.

use std::process::ExitCode;

/// One line for the operator, if there is one to be printed, and the exit code.
#[derive(Debug)]
pub struct Failure {
    code: u8,
    line: String,
}

impl Failure {
    /// What was asked for did not come about: exit code 1.
    pub fn failed(reason: impl ToString) -> Self {
        Self {
            code: 1,
            line: reason.to_string(),
        }
    }

    /// What was given on the command line, or the files that it names, can't be used: exit code 2.
    pub fn usage(reason: impl ToString) -> Self {
        Self {
            code: 2,
            line: reason.to_string(),
        }
    }

    /// What was to be printed can't be.
    pub fn output(error: std::io::Error) -> Self {
        Self::failed(format!("standard output can't be written: {error}"))
    }

    /// What the log has told already: exit code 1.
    pub fn logged() -> Self {
        Self {
            code: 1,
            line: String::new(),
        }
    }

    /// Prints the line and gives the exit code.
    pub fn report(self) -> ExitCode {
        if !self.line.is_empty() {
            eprintln!("error: {}", self.line.replace('\n', " "));
        }
        ExitCode::from(self.code)
    }
}

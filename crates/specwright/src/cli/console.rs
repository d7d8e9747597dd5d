//! Output to standard output and standard error.

use std::io::{self, IsTerminal, Write};

use crate::cli::MessageFormat;
use crate::report::{escape_text, failure_json, usage_json};
use crate::{Failure, Phase};

/// Prints results, diagnostics and progress.
pub struct Console {
    format: MessageFormat,
    /// Whether the terminal shows a progress line that must be cleared before other output.
    progress: bool,
    /// Whether the reader of standard output has closed the pipe, as `head` does.
    closed: bool,
}

impl Console {
    /// Creates a console that prints in `format`.
    pub fn new(format: MessageFormat) -> Self {
        Self {
            format,
            progress: false,
            closed: false,
        }
    }

    /// Returns the output format.
    pub fn format(&self) -> MessageFormat {
        self.format
    }

    /// Returns whether standard error is a capable terminal and `NO_COLOR` is not set.
    pub fn color(&self) -> bool {
        let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        io::stderr().is_terminal()
            && !set("NO_COLOR")
            && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
    }

    /// Prints a result to standard output, unless its reader has closed it.
    ///
    /// # Errors
    /// If writing fails for any reason other than a closed pipe.
    pub fn print(&mut self, text: &str) -> Result<(), Failure> {
        self.clear();
        if self.closed {
            return Ok(());
        }
        match writeln!(io::stdout().lock(), "{text}") {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => self.closed = true,
            Err(error) => return Err(Failure::Print(error)),
            Ok(()) => {}
        }
        Ok(())
    }

    /// Prints to standard error.
    pub fn note(&mut self, text: &str) {
        self.clear();
        // An error of standard error itself cannot be reported.
        let _ = writeln!(io::stderr().lock(), "{text}");
    }

    /// Prints why the run failed, on one line.
    pub fn failure(&mut self, failure: &Failure) {
        let is_printed = self.format == MessageFormat::Json
            && !self.closed
            && self.print(&failure_json(failure)).is_ok();
        if !is_printed {
            self.note(&format!("error: {}", escape_text(&failure.to_string())));
        }
    }

    /// Prints an error in the arguments, on one line. `command` names the subcommand, if it is
    /// known.
    pub fn usage(&mut self, message: &str, command: Option<&str>) {
        let help = command.map_or_else(
            || "see `specwright --help`".to_owned(),
            |command| format!("see `specwright {command} --help`"),
        );
        let is_printed =
            self.format == MessageFormat::Json && self.print(&usage_json(message, &help)).is_ok();
        if !is_printed {
            self.note(&format!("error: {} ({help})", escape_text(message)));
        }
    }

    /// Shows the current phase if standard error is a terminal.
    pub fn progress(&mut self, phase: Phase) {
        if !io::stderr().is_terminal() {
            return;
        }
        let text = match phase {
            Phase::Reading => "reading",
            Phase::Generating => "generating",
        };
        let _ = write!(io::stderr().lock(), "\r\u{1b}[K{text} …");
        self.progress = true;
    }

    /// Clears the progress line.
    fn clear(&mut self) {
        if std::mem::take(&mut self.progress) {
            let _ = write!(io::stderr().lock(), "\r\u{1b}[K");
        }
    }
}

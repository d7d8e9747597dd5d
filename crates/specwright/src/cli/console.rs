//! Standard output and standard error.

use std::io::{self, IsTerminal, Write};

use crate::cli::MessageFormat;
use crate::report::{escape_text, failure_json, usage_json};
use crate::{Failure, Phase};

/// Where results, diagnostics and progress go.
pub struct Console {
    format: MessageFormat,
    /// Whether a line of progress stands on the terminal.
    progress: bool,
    /// Whether standard output was closed by its reader.
    closed: bool,
}

impl Console {
    /// A console that shows results in a form.
    pub fn new(format: MessageFormat) -> Self {
        Self {
            format,
            progress: false,
            closed: false,
        }
    }

    /// The form.
    pub fn format(&self) -> MessageFormat {
        self.format
    }

    /// Whether standard error shows colors: it is a terminal that can, and `NO_COLOR` does not forbid it.
    pub fn color(&self) -> bool {
        let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        io::stderr().is_terminal()
            && !set("NO_COLOR")
            && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
    }

    /// Prints a result. Once the reader is gone (`| head`), nothing more is printed.
    ///
    /// # Errors
    /// When standard output can't be written for another reason.
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

    /// Prints something about the document.
    pub fn note(&mut self, text: &str) {
        self.clear();
        // There is nowhere to say that standard error can't be written.
        let _ = writeln!(io::stderr().lock(), "{text}");
    }

    /// Prints why nothing could be done, on one line.
    pub fn failure(&mut self, failure: &Failure) {
        let is_told = self.format == MessageFormat::Json
            && !self.closed
            && self.print(&failure_json(failure)).is_ok();
        if !is_told {
            self.note(&format!("error: {}", escape_text(&failure.to_string())));
        }
    }

    /// Prints what is wrong with the arguments of a command, on one line.
    pub fn usage(&mut self, message: &str, command: Option<&str>) {
        let help = command.map_or_else(
            || "see `specwright --help`".to_owned(),
            |command| format!("see `specwright {command} --help`"),
        );
        let is_told =
            self.format == MessageFormat::Json && self.print(&usage_json(message, &help)).is_ok();
        if !is_told {
            self.note(&format!("error: {} ({help})", escape_text(message)));
        }
    }

    /// Shows what is being done, on a terminal only.
    pub fn progress(&mut self, work: Phase) {
        if !io::stderr().is_terminal() {
            return;
        }
        let text = match work {
            Phase::Reading => "reading",
            Phase::Generating => "generating",
        };
        let _ = write!(io::stderr().lock(), "\r\u{1b}[K{text} …");
        self.progress = true;
    }

    /// Takes the line of progress away.
    fn clear(&mut self) {
        if std::mem::take(&mut self.progress) {
            let _ = write!(io::stderr().lock(), "\r\u{1b}[K");
        }
    }
}

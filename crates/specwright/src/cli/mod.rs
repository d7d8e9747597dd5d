//! The command line. `cargo xtask codegen` uses the same functions.

mod args;
mod console;
mod execute;
mod explain;

use std::ffi::OsString;

use clap::{CommandFactory as _, Parser};

pub use self::console::Console;
pub use self::execute::{Action, execute};

use args::{Arguments, Command};

/// The exit code of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// The command succeeded.
    Success = 0,
    /// The document was rejected, or the output is out of date.
    Rejected = 1,
    /// The usage or the configuration is invalid, or a file cannot be read or written.
    Failed = 2,
}

/// The format of diagnostics and results.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum MessageFormat {
    /// For people: diagnostics with source excerpts on standard error, results on standard output.
    #[default]
    Human,
    /// For programs: one JSON object per line on standard output. The last line is the summary,
    /// unless the run failed.
    Json,
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Returns the definition of the command line, for documentation and shell completions.
pub fn definition() -> clap::Command {
    Arguments::command()
}

/// Runs the `specwright` command line. The first argument is the name of the program.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Exit {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let parsed = match Arguments::try_parse_from(&arguments) {
        Ok(parsed) => parsed,
        Err(error) => {
            return usage(
                &error,
                command(&arguments),
                &mut Console::new(requested_format(&arguments)),
            );
        }
    };
    let mut console = Console::new(match &parsed.command {
        Command::Generate(generate) => generate.read.message_format,
        Command::Check(check) => check.read.message_format,
        Command::Explain(_) => MessageFormat::Human,
    });
    let result = match parsed.command {
        Command::Generate(generate) => generate
            .job()
            .and_then(|job| execute(&job, &generate.action(), &mut console)),
        Command::Check(check) => check
            .read
            .job()
            .and_then(|job| execute(&job, &Action::Diagnose, &mut console)),
        Command::Explain(explain) => explain::explain(&explain.code, &mut console),
    };
    result.unwrap_or_else(|failure| {
        console.failure(&failure);
        Exit::Failed
    })
}

/// Returns the format that invalid arguments ask for.
fn requested_format(arguments: &[OsString]) -> MessageFormat {
    let mut requested = arguments
        .iter()
        .skip(1)
        .take_while(|argument| *argument != "--")
        .skip_while(|argument| {
            // An option's value follows a space or an equals sign.
            *argument != "--message-format" && *argument != "--message-format=json"
        });
    match requested.next() {
        Some(option)
            if option == "--message-format=json"
                || requested.next().is_some_and(|value| value == "json") =>
        {
            MessageFormat::Json
        }
        _ => MessageFormat::Human,
    }
}

/// Returns the subcommand that the arguments name, if it exists.
fn command(arguments: &[OsString]) -> Option<&str> {
    let named = arguments.get(1)?.to_str()?;
    Arguments::command().find_subcommand(named).map(|_| named)
}

/// Prints help and version as clap renders them, and an error in the arguments as one line, with the
/// name that was probably meant.
fn usage(error: &clap::Error, command: Option<&str>, console: &mut Console) -> Exit {
    if !error.use_stderr() {
        // The only likely error is a closed pipe, whose reader wants no more output.
        let _ = error.print();
        return Exit::Success;
    }
    if error.kind() == clap::error::ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        let _ = error.print();
        return Exit::Failed;
    }
    let text = error.render().to_string();
    let ends = ["Usage:", "tip:", "For more information"];
    let lines = text
        .lines()
        .map(str::trim)
        .take_while(|line| !ends.iter().any(|end| line.starts_with(end)));
    let message = lines
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    let message = message.strip_prefix("error: ").unwrap_or(&message);
    let tip = text
        .lines()
        .find_map(|line| line.trim().strip_prefix("tip: "));
    match tip.filter(|tip| tip.contains("similar")) {
        Some(tip) => console.usage(&format!("{message}: {tip}"), command),
        None => console.usage(message, command),
    }
    Exit::Failed
}

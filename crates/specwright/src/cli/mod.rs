//! The command line. `cargo xtask codegen` runs through the same functions.

mod args;
mod console;
mod execute;

use std::ffi::OsString;

use clap::{CommandFactory as _, Parser};

pub use self::console::Console;
pub use self::execute::{Action, execute};

use args::{Arguments, Command};

/// How a command ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// All is well.
    Success = 0,
    /// The document was refused, or the output is stale.
    Rejected = 1,
    /// Wrong usage or a wrong configuration, or a file that cannot be read or written.
    Failed = 2,
}

/// In which form results are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum MessageFormat {
    /// For people: frames on standard error, results on standard output.
    #[default]
    Human,
    /// For programs: a JSON object a line on standard output, the last one the summary unless nothing could be done.
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

/// Runs the command line of `specwright`; the first argument is the name of the program.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Exit {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let parsed = match Arguments::try_parse_from(&arguments) {
        Ok(parsed) => parsed,
        Err(error) => {
            return usage(
                &error,
                command(&arguments),
                &mut Console::new(wanted_format(&arguments)),
            );
        }
    };
    let (read, action) = match parsed.command {
        Command::Check(check) => (check.read, None),
        Command::Generate(generate) => (generate.read.clone(), Some(generate)),
    };
    let mut console = Console::new(read.message_format);
    let result = match action {
        None => read
            .job()
            .and_then(|job| execute(&job, &Action::Diagnose, &mut console)),
        Some(generate) => generate
            .job()
            .and_then(|job| execute(&job, &generate.action(), &mut console)),
    };
    result.unwrap_or_else(|failure| {
        console.failure(&failure);
        Exit::Failed
    })
}

/// The form that arguments ask for of which not all can be read.
fn wanted_format(arguments: &[OsString]) -> MessageFormat {
    let mut asked = arguments
        .iter()
        .skip(1)
        .take_while(|argument| *argument != "--")
        .skip_while(|argument| {
            // Both ways of writing an option.
            *argument != "--message-format" && *argument != "--message-format=json"
        });
    match asked.next() {
        Some(option)
            if option == "--message-format=json"
                || asked.next().is_some_and(|value| value == "json") =>
        {
            MessageFormat::Json
        }
        _ => MessageFormat::Human,
    }
}

/// The command that the arguments name.
fn command(arguments: &[OsString]) -> Option<&str> {
    let named = arguments.get(1)?.to_str()?;
    Arguments::command().find_subcommand(named).map(|_| named)
}

/// Help and version as clap shows them; a mistake as one line.
fn usage(error: &clap::Error, command: Option<&str>, console: &mut Console) -> Exit {
    if !error.use_stderr() {
        // Whoever closed standard output does not want to read it.
        let _ = error.print();
        return Exit::Success;
    }
    if error.kind() == clap::error::ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        console.usage("a command is missing", None);
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
    console.usage(message.strip_prefix("error: ").unwrap_or(&message), command);
    Exit::Failed
}

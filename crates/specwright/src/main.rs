//! The command line of Specwright.

use std::process::ExitCode;

fn main() -> ExitCode {
    specwright::cli::run(std::env::args_os()).into()
}

//! The installed programs of the generators.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::generator::Generator;

/// A generator whose program was found.
#[derive(Clone, Debug)]
pub struct Tool {
    /// The generator.
    pub generator: Generator,
    /// The path of its program.
    pub program: PathBuf,
    /// The name of the generator with its version if the program prints one.
    pub label: String,
    /// The column of the tool in the results.
    pub column: usize,
}

impl Tool {
    /// Creates a tool from the path of a program, which is run for its version.
    pub fn new(generator: Generator, program: PathBuf, column: usize) -> Self {
        let version = match generator {
            Generator::Specwright => None,
            _ => version(&program),
        };
        let label = [Some(generator.name()), version.as_deref()]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" ");
        Self {
            generator,
            program,
            label,
            column,
        }
    }
}

/// Finds the program of a peer in `folder` or on `PATH`.
///
/// # Errors
/// If the program is not installed. The error names the command that installs it.
pub fn find_peer(peer: Generator, folder: Option<&Path>) -> Result<PathBuf, String> {
    let program = peer.program();
    find_program(program, folder).ok_or_else(|| {
        format!(
            "{} is not installed: run `cargo install --locked {program}`, or pass the folder of \
             the program as `--peer-dir`",
            peer.name()
        )
    })
}

/// Returns the path of a program in `folder`, or else on `PATH`.
pub fn find_program(name: &str, folder: Option<&Path>) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let name = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    folder
        .map(Path::to_owned)
        .into_iter()
        .chain(std::env::split_paths(&path))
        .map(|folder| folder.join(&name))
        .find(|path| path.is_file())
}

/// Returns the version that a program prints.
fn version(program: &Path) -> Option<String> {
    let output = Command::new(program).arg("--version").output().ok()?;
    parse_version(&String::from_utf8_lossy(&output.stdout))
}

/// Returns the last word of the first line if it is a version.
fn parse_version(text: &str) -> Option<String> {
    let word = text.lines().next()?.split_whitespace().last()?;
    let is_version = word.contains('.') && word.starts_with(|c: char| c.is_ascii_digit());
    is_version.then(|| word.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_the_last_word_of_the_first_line() {
        assert_eq!(
            parse_version("ploidy 0.15.0\nmore 1.2\n").as_deref(),
            Some("0.15.0")
        );
        assert_eq!(parse_version("usage: cargo <COMMAND>\n"), None);
        assert_eq!(parse_version(""), None);
    }

    #[test]
    fn a_missing_peer_is_a_line_that_names_the_command_to_install_it() {
        let folder = Path::new("no such folder");
        assert!(find_program("no-such-program", Some(folder)).is_none());
        // A peer on `PATH` would be found, so that this test only reads the message if it is absent.
        if let Err(line) = find_peer(Generator::Progenitor, Some(folder)) {
            assert!(line.contains("cargo install --locked cargo-progenitor"));
            assert_eq!(line.lines().count(), 1);
        }
    }
}

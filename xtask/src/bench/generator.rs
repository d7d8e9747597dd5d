//! The generators that can be measured: their command lines, and what their output lacks to be
//! compiled.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A generator of Rust clients.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Generator {
    /// This project.
    #[value(skip)]
    Specwright,
    /// <https://crates.io/crates/ploidy>
    Ploidy,
    /// <https://crates.io/crates/openapi-to-rust>
    OpenapiToRust,
    /// <https://crates.io/crates/oas3-gen>
    Oas3Gen,
    /// <https://crates.io/crates/cargo-progenitor>
    Progenitor,
}

/// A generated package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// The name of the package.
    pub name: &'static str,
    /// The folder of its manifest.
    pub folder: PathBuf,
}

/// The name of the package that contains the client.
pub const CLIENT: &str = "bench-client";

/// The name of the package that contains the types, if they are separate.
const TYPES: &str = "bench-types";

impl Generator {
    /// All generators except Specwright.
    pub const PEERS: [Self; 4] = [
        Self::Ploidy,
        Self::OpenapiToRust,
        Self::Oas3Gen,
        Self::Progenitor,
    ];

    /// Returns the name of the project.
    pub fn name(self) -> &'static str {
        match self {
            Self::Specwright => "specwright",
            Self::Ploidy => "ploidy",
            Self::OpenapiToRust => "openapi-to-rust",
            Self::Oas3Gen => "oas3-gen",
            Self::Progenitor => "progenitor",
        }
    }

    /// Returns the name of the package in the registry, which is also the name of the program.
    pub fn program(self) -> &'static str {
        match self {
            Self::Progenitor => "cargo-progenitor",
            _ => self.name(),
        }
    }

    /// Returns the command that generates types and client from a document into `output`.
    pub fn command(self, program: &Path, document: &Path, output: &Path) -> Command {
        let client = output.join(CLIENT);
        let mut command = Command::new(program);
        match self {
            Self::Specwright => command
                .arg("generate")
                .arg(document)
                .args(["--name", "bench", "--only", "types,client"])
                .arg("--out")
                .arg(output),
            Self::Ploidy => command
                .args(["generate", "rust", "--name", CLIENT])
                .arg(document)
                .arg("--output")
                .arg(client),
            Self::OpenapiToRust => command
                .args(["generate", "--quiet"])
                .arg(document)
                .arg("--output-dir")
                .arg(client.join("src/api")),
            Self::Oas3Gen => command
                .args(["generate", "client-mod", "--workspace", "--quiet"])
                .arg("--input")
                .arg(document)
                .arg("--output")
                .arg(client),
            Self::Progenitor => command
                .args(["progenitor", "--name", CLIENT, "--version", "0.1.0"])
                .arg("--input")
                .arg(document)
                .arg("--output")
                .arg(client),
        };
        command
    }

    /// Adds what the output lacks to be a package.
    ///
    /// # Errors
    /// If a file cannot be read or written.
    pub fn complete(self, output: &Path) -> io::Result<()> {
        if self != Self::OpenapiToRust {
            return Ok(());
        }
        let client = output.join(CLIENT);
        let dependencies = fs::read_to_string(client.join("src/api/REQUIRED_DEPS.toml"))?;
        let manifest = format!(
            "[package]\nname = {CLIENT:?}\nversion = \"0.1.0\"\nedition = \"2024\"\n\n{dependencies}"
        );
        fs::write(client.join("Cargo.toml"), manifest)?;
        fs::write(client.join("src/lib.rs"), "pub mod api;\n")
    }

    /// Returns the packages of types and client. The client is last.
    pub fn packages(self, output: &Path) -> Vec<Package> {
        let names: &[&'static str] = match self {
            Self::Specwright => &[TYPES, CLIENT],
            _ => &[CLIENT],
        };
        let package = |name: &&'static str| Package {
            name,
            folder: output.join(name),
        };
        names.iter().map(package).collect()
    }

    /// Returns the expression that creates a client whose type has this name.
    pub fn constructor(self, client: &str) -> String {
        match self {
            Self::Specwright => format!(
                "bench_client::{client}::builder().server(\"http://localhost\").build().expect(\"a client\")"
            ),
            Self::Ploidy => {
                format!("bench_client::{client}::new(\"http://localhost\").expect(\"a client\")")
            }
            Self::OpenapiToRust => format!("bench_client::api::client::{client}::new()"),
            Self::Oas3Gen => format!("bench_client::{client}::new()"),
            Self::Progenitor => format!("bench_client::{client}::new(\"http://localhost\")"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_generator_reads_the_document_and_writes_to_the_output() {
        for generator in Generator::PEERS.into_iter().chain([Generator::Specwright]) {
            let command = generator.command(
                Path::new("program"),
                Path::new("a.yaml"),
                Path::new("output"),
            );
            let arguments: Vec<_> = command.get_args().map(|a| a.to_string_lossy()).collect();
            assert!(arguments.iter().any(|argument| argument == "a.yaml"));
            assert!(
                arguments
                    .iter()
                    .any(|argument| argument.starts_with("output"))
            );
        }
    }
}

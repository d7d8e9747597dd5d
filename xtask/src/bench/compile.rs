//! Compilation of generated packages with all dependencies built, and of a program that uses them.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime};

use anyhow::Context as _;

use super::consumer;
use super::generator::{CLIENT, Generator, Package};
use crate::cargo;
use crate::process::{self, Finished, first_line};

/// The time limit for one run of the compiler.
const TIMEOUT: Duration = Duration::from_secs(3600);

/// A command of Cargo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// `cargo check` of the client and its types.
    Check,
    /// `cargo build --release` of the program.
    Build,
}

/// The generated packages of a tool, and the program that uses them.
pub struct Project {
    packages: Vec<Package>,
    program: PathBuf,
    target: PathBuf,
}

impl Project {
    /// Adds the program to the output of a generator. `target` is the target folder of the compiler.
    ///
    /// # Errors
    /// If a file cannot be written.
    pub fn create(generator: Generator, output: &Path, target: &Path) -> anyhow::Result<Self> {
        let program = output.join("consumer");
        consumer::write_package(&program)?;
        if generator == Generator::Specwright {
            // With the locked versions of this repository, Cargo need not resolve dependencies.
            fs::copy("Cargo.lock", program.join("Cargo.lock")).context("cannot copy Cargo.lock")?;
        }
        Ok(Self {
            packages: generator.packages(output),
            program,
            target: target.to_owned(),
        })
    }

    /// Replaces the text of the program.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn set_program(&self, text: &str) -> anyhow::Result<()> {
        let path = self.program.join("src/main.rs");
        fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))
    }

    /// Compiles the dependencies, with empty files in place of the generated source and of the
    /// program. The inner error is the first line of the compiler's.
    ///
    /// # Errors
    /// If the source cannot be moved or Cargo cannot be run.
    pub fn compile_dependencies(&self, step: Step) -> anyhow::Result<Result<(), String>> {
        let context = "cannot move the generated source";
        let packages = self.packages.iter().map(|package| &package.folder);
        let folders: Vec<&PathBuf> = packages.chain([&self.program]).collect();
        for folder in &folders {
            hide(folder).context(context)?;
        }
        let finished = self.cargo(step);
        for folder in &folders {
            restore(folder).context(context)?;
        }
        Ok(finished?.map(|_| ()))
    }

    /// Compiles the generated packages, and the program if the step builds it. The inner error is
    /// the first line of the compiler's.
    ///
    /// # Errors
    /// If the source cannot be touched or Cargo cannot be run.
    pub fn compile(&self, step: Step) -> anyhow::Result<Result<Finished, String>> {
        let libraries = self
            .packages
            .iter()
            .map(|package| package.folder.join("src/lib.rs"));
        for path in libraries.chain([self.program.join("src/main.rs")]) {
            touch(&path).with_context(|| format!("cannot touch {}", path.display()))?;
        }
        self.cargo(step)
    }

    /// Returns the size of the program in bytes.
    ///
    /// # Errors
    /// If the program was not built.
    pub fn binary_size(&self) -> anyhow::Result<u64> {
        let name = format!("consumer{}", std::env::consts::EXE_SUFFIX);
        let path = self.target.join("release").join(name);
        let metadata = fs::metadata(&path);
        let metadata = metadata.with_context(|| format!("cannot read {}", path.display()))?;
        Ok(metadata.len())
    }

    fn cargo(&self, step: Step) -> anyhow::Result<Result<Finished, String>> {
        let mut command = cargo::command();
        self.configure(step, &mut command);
        let finished = process::run(&mut command, TIMEOUT).context("cannot run cargo")?;
        Ok(match finished.code {
            Some(0) => Ok(finished),
            _ if finished.timed_out => Err(format!("exceeded {} s", TIMEOUT.as_secs())),
            _ => Err(first_line(&finished.stderr, "error")),
        })
    }

    fn configure(&self, step: Step, command: &mut Command) {
        match step {
            Step::Check => command.args(["check", "--quiet", "--package", CLIENT]),
            Step::Build => command.args(["build", "--quiet", "--release"]),
        };
        command
            .arg("--manifest-path")
            .arg(self.program.join("Cargo.toml"))
            .env("CARGO_TARGET_DIR", &self.target)
            // Incremental state would make every run but the first one cheaper.
            .env("CARGO_INCREMENTAL", "0");
    }
}

/// Moves the source of a package aside, and puts an empty library in its place.
fn hide(package: &Path) -> io::Result<()> {
    fs::rename(package.join("src"), package.join("hidden-src"))?;
    fs::create_dir(package.join("src"))?;
    fs::write(package.join("src/lib.rs"), "")
}

/// Reverses [`hide`].
fn restore(package: &Path) -> io::Result<()> {
    fs::remove_dir_all(package.join("src"))?;
    fs::rename(package.join("hidden-src"), package.join("src"))
}

/// Sets the time of the last modification, which makes Cargo compile the package of a file again.
fn touch(path: &Path) -> io::Result<()> {
    File::options()
        .append(true)
        .open(path)?
        .set_modified(SystemTime::now())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_source_is_restored() {
        let folder = tempfile::tempdir().expect("a folder");
        let folder = folder.path();
        fs::create_dir_all(folder.join("src")).expect("a folder");
        fs::write(folder.join("src/lib.rs"), "pub struct A;").expect("a file");
        hide(folder).expect("hidden");
        let read = || fs::read_to_string(folder.join("src/lib.rs")).expect("a file");
        assert_eq!(read(), "");
        restore(folder).expect("restored");
        assert_eq!(read(), "pub struct A;");
    }
}

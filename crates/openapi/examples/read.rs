//! Reads documents and prints their diagnostics: `cargo run --example read -- [--dump] FILE...`.
//! `--dump` also prints the model.

use std::path::{Path, PathBuf};

use specwright_openapi::diagnostic::Severity;
use specwright_openapi::{Input, Limits, LoadError, Loader, read};

/// Loads the files in the folder of a document.
struct Folder(PathBuf);

impl Loader for Folder {
    fn load(&mut self, path: &str) -> Result<Vec<u8>, LoadError> {
        std::fs::read(self.0.join(path)).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => LoadError::NotFound,
            _ => LoadError::Other(error.to_string()),
        })
    }
}

fn main() -> std::io::Result<()> {
    let mut dump = false;
    for file in std::env::args().skip(1) {
        if file == "--dump" {
            dump = true;
            continue;
        }
        let started = std::time::Instant::now();
        let folder = Path::new(&file)
            .parent()
            .unwrap_or(Path::new(""))
            .to_owned();
        let input = Input {
            bytes: std::fs::read(&file)?,
            name: file.clone(),
        };
        let outcome = read(input, &mut Folder(folder), &Limits::default());
        let elapsed = started.elapsed();
        for diagnostic in &outcome.diagnostics {
            let severity = if diagnostic.severity == Severity::Error {
                "error"
            } else {
                "warning"
            };
            let location = outcome.sources.locate_diagnostic(diagnostic);
            let location = location
                .map(|found| format!("{}:{}:{}", found.file, found.line, found.column))
                .unwrap_or_default();
            println!(
                "{severity}[{}] {location}: {} ({})",
                diagnostic.code, diagnostic.message, diagnostic.span.pointer
            );
        }
        match &outcome.api {
            None => println!(
                "{file}: rejected, {} diagnostics, {elapsed:?}",
                outcome.diagnostics.len()
            ),
            Some(api) => {
                let (operations, all, schemas) = (
                    api.operations.len(),
                    api.document_operations,
                    api.schemas.len(),
                );
                let diagnostics = outcome.diagnostics.len();
                println!(
                    "{file}: {operations}/{all} operations, {schemas} schemas, {diagnostics} diagnostics, {elapsed:?}"
                );
                if dump {
                    print!("{}", specwright_openapi::ir::dump(api));
                }
            }
        }
    }
    Ok(())
}

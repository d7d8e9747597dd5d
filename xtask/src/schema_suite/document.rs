//! A document for each file of the suite, with one operation for each schema.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Error};
use serde_json::{Map, Value, json};
use specwright::openapi::Unresolved;
use specwright::openapi::diagnostic::{Diagnostic, Severity};
use specwright::output::Files;
use specwright::{Crates, Generated, Input, Job, Layout, Runtime};

use super::suite::{Draft, SuiteFile};

/// A file of the suite and the crates generated for it.
pub struct Document {
    /// The file.
    pub file: SuiteFile,
    /// What the generator did with each schema of the file.
    pub schemas: Vec<Lowered>,
    /// The prefix of the names of the crates.
    pub prefix: String,
    /// The files of the crates.
    pub crates: Files,
}

/// The result of the generator for a schema.
pub struct Lowered {
    /// The codes and messages of the diagnostics, without duplicates.
    pub diagnostics: Vec<String>,
    /// Whether the server reads request bodies of this schema.
    pub is_served: bool,
}

impl Document {
    /// Generates the crates for a file. `work` is the folder for the document.
    pub fn generate(file: SuiteFile, draft: Draft, work: &Path) -> anyhow::Result<Self> {
        let folder = work.join("documents").join(&file.name);
        let mut schemas = Vec::new();
        // A schema of its own file, because `#` and `$id` refer to the root of the file, in a folder
        // of its own, because relative identifiers are resolved in the folder.
        for (index, group) in file.groups.iter().enumerate() {
            write(&schema_path(&folder, index), &group.schema)?;
            // A rejected schema rejects its document, so that the diagnostics are collected from
            // documents with a single schema.
            let generated = generate(&file, draft, &folder, &[index])?;
            schemas.push(Lowered {
                diagnostics: messages(&generated.diagnostics),
                is_served: generated.files.is_some(),
            });
        }
        let served: Vec<usize> = (0..schemas.len())
            .filter(|index| schemas.get(*index).is_some_and(|schema| schema.is_served))
            .collect();
        let generated = generate(&file, draft, &folder, &served)?;
        let crates = generated.files.unwrap_or_default();
        let source: String = crates
            .iter()
            .filter(|(path, _)| path.ends_with("-server/src/schemas_of_the_suite.rs"))
            .map(|(_, text)| text.as_str())
            .collect();
        for (index, schema) in schemas.iter_mut().enumerate() {
            if schema.is_served && !source.contains(&format!("fn s{index}(")) {
                schema.is_served = false;
                schema.diagnostics.extend(messages(&generated.diagnostics));
            }
        }
        let server = crates.keys().find_map(|path| path.split_once("-server/"));
        let prefix = server.map_or_else(String::new, |(prefix, _)| prefix.to_owned());
        Ok(Self {
            file,
            schemas,
            prefix,
            crates,
        })
    }

    /// Returns the indexes of the schemas whose request bodies the server reads.
    pub fn served(&self) -> impl Iterator<Item = usize> {
        let schemas = self.schemas.iter().enumerate();
        schemas
            .filter(|(_, schema)| schema.is_served)
            .map(|(index, _)| index)
    }
}

/// Generates the types and the server for some schemas of a file.
fn generate(
    file: &SuiteFile,
    draft: Draft,
    folder: &Path,
    indexes: &[usize],
) -> anyhow::Result<Generated> {
    let mut paths = Map::new();
    for index in indexes {
        let schema = match file.groups.get(*index).map(|group| &group.schema) {
            Some(boolean @ Value::Bool(_)) => boolean.clone(),
            _ => json!({ "$ref": format!("schemas/{index}/schema.json") }),
        };
        let operation = json!({
            "operationId": format!("s{index}"),
            "tags": ["schemas of the suite"],
            "requestBody": { "required": true, "content": { "application/json": { "schema": schema } } },
            "responses": { "204": { "description": "The value is valid." } },
        });
        paths.insert(format!("/s{index}"), json!({ "post": operation }));
    }
    // Cargo hashes the path inside the workspace, so that equal names of two drafts would share
    // artifacts.
    let document = json!({
        "openapi": draft.openapi(),
        "info": { "title": format!("{} {}", draft.folder(), file.name), "version": "1" },
        "paths": paths,
    });
    let path = folder.join("openapi.json");
    write(&path, &document)?;
    let mut job = Job::new(Input::File(path));
    job.options.crates = Crates {
        client: false,
        server: true,
        sender: false,
        receiver: false,
    };
    job.options.layout = Layout::Crates;
    // The keywords beside a reference to a document that the suite does not contain are tested.
    job.config.document.unresolved = Unresolved::Any;
    let runtime =
        std::path::absolute("crates/runtime").context("cannot read the working folder")?;
    job.options.runtime = Runtime::Path(runtime.display().to_string());
    // The message of a failure includes its source already.
    job.run().map_err(Error::msg)
}

/// Returns the code and the message of each diagnostic, without duplicates.
fn messages(diagnostics: &[Diagnostic]) -> Vec<String> {
    let message = |diagnostic: &Diagnostic| {
        let mark = match diagnostic.severity {
            Severity::Error => "error ",
            _ => "",
        };
        // Equal problems are one diagnostic with the number of its locations.
        let text = diagnostic
            .message
            .strip_suffix(" locations, this is the first)");
        let text = text.and_then(|text| text.rsplit_once(" ("));
        let text = text.map_or(diagnostic.message.as_str(), |(text, _)| text);
        format!("{mark}{}: {text}", diagnostic.code)
    };
    let mut messages: Vec<String> = diagnostics.iter().map(message).collect();
    messages.sort();
    messages.dedup();
    messages
}

fn schema_path(folder: &Path, index: usize) -> PathBuf {
    let folder = folder.join("schemas").join(index.to_string());
    folder.join("schema.json")
}

fn write(path: &Path, value: &Value) -> anyhow::Result<()> {
    fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))
        .and_then(|()| fs::write(path, value.to_string()))
        .with_context(|| format!("cannot write {}", path.display()))
}

//! `cargo xtask bench --growth`: time and memory of generation for documents that are a multiple of a
//! document.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, bail};
use comfy_table::{CellAlignment, Table, presets};
use serde_yaml::{Mapping, Value};
use specwright::cli::{Console, Exit};

use super::results::median;
use crate::process::first_line;
use crate::{folder, process, specwright_program};

/// The limit of bytes and values of a document, high enough for every multiple.
const LIMIT: &str = "1000000000";

/// The time limit for one run.
const TIMEOUT: Duration = Duration::from_secs(600);

/// The start of references to components.
const COMPONENTS: &str = "#/components/";

/// The kinds of components that all copies share.
const SHARED: [&str; 1] = ["securitySchemes"];

/// A multiple of a document, and the measurements of its runs.
struct Multiple {
    factor: usize,
    path: PathBuf,
    bytes: u64,
    seconds: Vec<f64>,
    peaks: Vec<f64>,
}

impl Multiple {
    fn seconds(&self) -> f64 {
        median(&self.seconds).unwrap_or_default()
    }

    fn peak(&self) -> f64 {
        median(&self.peaks).unwrap_or_default()
    }
}

/// Measures each document. The runs of all multiples are interleaved.
///
/// # Errors
/// If a document cannot be read, a file cannot be written, or generation fails.
pub fn run(
    documents: &[PathBuf],
    factors: &[usize],
    runs: usize,
    work: &Path,
    console: &mut Console,
) -> anyhow::Result<Exit> {
    let specwright = specwright_program::build()?;
    for document in documents {
        let mut multiples = write_multiples(document, factors, work)?;
        for _ in 0..runs {
            for multiple in &mut multiples {
                measure(&specwright, multiple, work)?;
            }
        }
        console.print(&format!("{}\n{}", document.display(), draw(&multiples)))?;
    }
    Ok(Exit::Success)
}

fn write_multiples(
    document: &Path,
    factors: &[usize],
    work: &Path,
) -> anyhow::Result<Vec<Multiple>> {
    let text = fs::read_to_string(document)
        .with_context(|| format!("cannot read {}", document.display()))?;
    let value: Value = serde_yaml::from_str(&text)
        .with_context(|| format!("cannot parse {}", document.display()))?;
    fs::create_dir_all(work).with_context(|| format!("cannot create {}", work.display()))?;
    let mut multiples = Vec::new();
    for &factor in factors {
        let path = work.join(format!("growth-{factor}.yaml"));
        let text = serde_yaml::to_string(&multiply(&value, factor))?;
        fs::write(&path, &text).with_context(|| format!("cannot write {}", path.display()))?;
        multiples.push(Multiple {
            factor,
            path,
            bytes: text.len() as u64,
            seconds: Vec::new(),
            peaks: Vec::new(),
        });
    }
    Ok(multiples)
}

fn measure(specwright: &Path, multiple: &mut Multiple, work: &Path) -> anyhow::Result<()> {
    let output = work.join("growth");
    folder::remove(&output)?;
    let mut command = Command::new(specwright);
    command
        .arg("generate")
        .arg(&multiple.path)
        .args(["--max-bytes", LIMIT, "--max-nodes", LIMIT])
        .arg("--out")
        .arg(&output);
    let finished = process::run(&mut command, TIMEOUT).context("cannot run specwright")?;
    if finished.code != Some(0) {
        bail!(
            "generation failed: {}",
            first_line(&finished.stderr, "error")
        );
    }
    multiple.seconds.push(finished.elapsed.as_secs_f64());
    multiple.peaks.push(finished.own_peak as f64);
    Ok(())
}

/// Draws a table. The last columns are the time and the memory relative to the first multiple,
/// divided by the relative size.
fn draw(multiples: &[Multiple]) -> String {
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY);
    table.set_header([
        "document",
        "size",
        "time",
        "memory",
        "time per size",
        "memory per size",
    ]);
    let first = multiples.first();
    for multiple in multiples {
        let (seconds, peak) = (multiple.seconds(), multiple.peak());
        let relative = |own: f64, value: fn(&Multiple) -> f64| {
            let size = first.map_or(1.0, |first| multiple.bytes as f64 / first.bytes as f64);
            let growth = first.map_or(1.0, |first| own / value(first));
            format!("{:.2}x", growth / size)
        };
        table.add_row([
            format!("{}x", multiple.factor),
            format!("{:.1} MB", multiple.bytes as f64 / 1e6),
            format!("{seconds:.2} s"),
            format!("{:.0} MB", peak / 1e6),
            relative(seconds, Multiple::seconds),
            relative(peak, Multiple::peak),
        ]);
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table.to_string()
}

/// Returns a document with several copies of all paths and components, each with names of its own.
fn multiply(document: &Value, factor: usize) -> Value {
    let mut all = document.clone();
    for number in 1..factor {
        let suffix = format!("Copy{number}");
        if let Some(paths) = document.get("paths").and_then(Value::as_mapping) {
            let copies = paths.iter().map(|(path, item)| {
                let path = format!("/{suffix}{}", path.as_str().unwrap_or_default());
                (Value::from(path), copy(item, &suffix))
            });
            extend(all.get_mut("paths"), copies);
        }
        let kinds = document.get("components").and_then(Value::as_mapping);
        for (kind, components) in kinds.into_iter().flatten() {
            let is_shared = kind.as_str().is_none_or(|kind| SHARED.contains(&kind));
            if let (Some(components), false) = (components.as_mapping(), is_shared) {
                let copies = components.iter().map(|(name, component)| {
                    let name = format!("{}{suffix}", name.as_str().unwrap_or_default());
                    (Value::from(name), copy(component, &suffix))
                });
                let target = all.get_mut("components").and_then(|it| it.get_mut(kind));
                extend(target, copies);
            }
        }
    }
    all
}

fn extend(mapping: Option<&mut Value>, entries: impl Iterator<Item = (Value, Value)>) {
    if let Some(mapping) = mapping.and_then(Value::as_mapping_mut) {
        mapping.extend(entries);
    }
}

/// Returns a part of a document with other operationIds, tags and references to components.
fn copy(value: &Value, suffix: &str) -> Value {
    match value {
        Value::String(text) => Value::from(reference(text, suffix)),
        Value::Sequence(elements) => elements.iter().map(|it| copy(it, suffix)).collect(),
        Value::Mapping(members) => {
            let mut copied: Mapping = members
                .iter()
                .map(|(key, value)| (key.clone(), copy(value, suffix)))
                .collect();
            // A schema can have properties with these names, whose values are objects.
            if let Some(Value::String(id)) = copied.get_mut("operationId") {
                id.push_str(suffix);
            }
            if let Some(Value::Sequence(tags)) = copied.get_mut("tags") {
                let renamed =
                    |tag: &Value| format!("{} {suffix}", tag.as_str().unwrap_or_default());
                tags.iter_mut()
                    .for_each(|tag| *tag = Value::from(renamed(tag)));
            }
            if let Some(Value::Mapping(targets)) = copied.get_mut("mapping") {
                for target in targets.values_mut() {
                    rename(target, suffix);
                }
            }
            Value::Mapping(copied)
        }
        other => other.clone(),
    }
}

/// Adds the suffix to the target of a discriminator value if it is the name of a schema.
fn rename(target: &mut Value, suffix: &str) {
    if let Value::String(name) = target
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
    {
        name.push_str(suffix);
    }
}

/// Adds the suffix to the name of the component in a reference.
fn reference(text: &str, suffix: &str) -> String {
    let parts = text.strip_prefix(COMPONENTS).and_then(|rest| {
        let (kind, rest) = rest.split_once('/')?;
        let (name, rest) = rest
            .split_once('/')
            .map_or((rest, ""), |(name, rest)| (name, rest));
        (!SHARED.contains(&kind)).then_some((kind, name, rest))
    });
    match parts {
        Some((kind, name, "")) => format!("{COMPONENTS}{kind}/{name}{suffix}"),
        Some((kind, name, rest)) => format!("{COMPONENTS}{kind}/{name}{suffix}/{rest}"),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_copy_has_names_of_its_own() -> Result<(), serde_yaml::Error> {
        let document: Value = serde_yaml::from_str(
            "
            paths:
              /pets:
                get:
                  operationId: listPets
                  tags: [pets]
                  responses: {'200': {$ref: '#/components/responses/Pets/content'}}
            components:
              responses: {Pets: {description: The pets.}}
              schemas: {Pet: {discriminator: {mapping: {c: Cat}}}}
              securitySchemes: {key: {type: http, scheme: bearer}}
            ",
        )?;
        let twice: Value = serde_yaml::from_str(
            "
            paths:
              /pets:
                get:
                  operationId: listPets
                  tags: [pets]
                  responses: {'200': {$ref: '#/components/responses/Pets/content'}}
              /Copy1/pets:
                get:
                  operationId: listPetsCopy1
                  tags: [pets Copy1]
                  responses: {'200': {$ref: '#/components/responses/PetsCopy1/content'}}
            components:
              responses: {Pets: {description: The pets.}, PetsCopy1: {description: The pets.}}
              schemas:
                Pet: {discriminator: {mapping: {c: Cat}}}
                PetCopy1: {discriminator: {mapping: {c: CatCopy1}}}
              securitySchemes: {key: {type: http, scheme: bearer}}
            ",
        )?;
        assert_eq!(multiply(&document, 1), document);
        assert_eq!(multiply(&document, 2), twice);
        Ok(())
    }
}

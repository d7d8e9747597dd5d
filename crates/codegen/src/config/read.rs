//! Parsing of a configuration file.

use std::ops::Range;

use serde::Deserialize;
use specwright_openapi::diagnostic::{Diagnostic, Finding};
use specwright_openapi::pointer::{SourceId, Span};
use toml::Spanned;
use toml::de::{DeTable, Deserializer};

use super::{Config, ConfigFile, recovery, text};
use crate::catalogue;

/// The maximum number of errors that are reported.
const MAX_ERRORS: usize = 50;

/// Parses a file. The errors are part of the result.
pub(super) fn read(name: &str, text: &str) -> Config {
    let mut file = ConfigFile {
        name: name.to_owned(),
        text: text.to_owned(),
        values: Vec::new(),
    };
    let table = match DeTable::parse(text) {
        Ok(table) => table,
        Err(error) => {
            let finding = catalogue::config::syntax(&one_line(&error));
            let problems = vec![at_error(finding, &error, &file)];
            return Config {
                file: Some(file),
                problems,
                ..Config::default()
            };
        }
    };
    file.values = recovery::entries(&table)
        .into_iter()
        .map(|entry| (entry.pointer, entry.underlined))
        .collect();
    let config = deserialize(table, &file).unwrap_or_else(|problems| Config {
        problems,
        ..Config::default()
    });
    Config {
        file: Some(file),
        ..config
    }
}

/// Deserializes a table. Deserialization stops at the first error, so it is repeated without the
/// invalid value until it succeeds.
fn deserialize(
    mut table: Spanned<DeTable<'_>>,
    file: &ConfigFile,
) -> Result<Config, Vec<Diagnostic>> {
    let mut problems = Vec::new();
    let mut removed = Vec::new();
    while problems.len() < MAX_ERRORS {
        let error = match Config::deserialize(Deserializer::from(table.clone())) {
            Ok(config) if problems.is_empty() => return Ok(config),
            Ok(_) => break,
            Err(error) => error,
        };
        if !recovery::is_caused_by_removal(&error, &removed) {
            let start = error.span().map(|range| range.start);
            problems.push((start, diagnostic(&error, file)));
        }
        let key = error
            .span()
            .and_then(|range| recovery::remove(&mut table, &range));
        match key {
            Some(key) => removed.push(key),
            None => break,
        }
    }
    // Deserialization visits the keys of a table in alphabetical order.
    problems.sort_by_key(|(start, _)| *start);
    Err(problems.into_iter().map(|(_, problem)| problem).collect())
}

fn diagnostic(error: &toml::de::Error, file: &ConfigFile) -> Diagnostic {
    let message = one_line(error);
    let finding = match text::message_and_hint(&message) {
        Some((message, hint)) => catalogue::config::invalid_value(message, hint),
        None => catalogue::config::invalid(&message, similar_name(&message)),
    };
    at_error(finding, error, file)
}

fn one_line(error: &toml::de::Error) -> String {
    error.message().lines().collect::<Vec<_>>().join(", ")
}

fn at_error(finding: Finding, error: &toml::de::Error, file: &ConfigFile) -> Diagnostic {
    let span = Span::file(SourceId::CONFIG);
    let diagnostic = finding.at(&span);
    match error.span() {
        Some(range) => with_location(diagnostic, range, file),
        None => diagnostic,
    }
}

/// Sets the location to the pointer of the value at a byte range, so that all of the value is
/// underlined, or to a line and column if no value has that pointer.
fn with_location(mut diagnostic: Diagnostic, range: Range<usize>, file: &ConfigFile) -> Diagnostic {
    if let Some((pointer, _)) = file.values.iter().find(|(_, value)| *value == range) {
        diagnostic.span.pointer = pointer.clone();
        return diagnostic;
    }
    let before = file.text.get(..range.start).unwrap_or(&file.text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    let column = before
        .get(line_start..)
        .map_or(0, |line| line.chars().count())
        + 1;
    diagnostic.with_position(line, column)
}

/// Returns the expected name that is most similar to an unknown key or value. The message of serde
/// is "unknown field `x`, expected one of `a`, `b`".
fn similar_name(message: &str) -> Option<&str> {
    let mut quoted = message.split('`').skip(1).step_by(2);
    let is_unknown = ["unknown field", "unknown variant"]
        .iter()
        .any(|start| message.starts_with(start));
    let unknown = quoted.next().filter(|_| is_unknown)?;
    specwright_openapi::nearest(unknown, quoted)
}

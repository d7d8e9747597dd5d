//! From the text of a file to choices, with the place of each.

use std::ops::Range;

use serde::Deserialize;
use specwright_openapi::diagnostic::{Code, Diagnostic, Finding};
use specwright_openapi::pointer::{Pointer, SourceId, Span};
use toml::de::{DeTable, Deserializer};

use super::{Config, ConfigFile, mistake};

/// As many mistakes as anybody would read at once.
const MOST: usize = 50;

/// Reads a text; what is wrong with it stands in the result.
pub(super) fn read(name: &str, text: &str) -> Config {
    let mut file = ConfigFile {
        name: name.to_owned(),
        text: text.to_owned(),
        values: Vec::new(),
    };
    let mut table = match DeTable::parse(text) {
        Ok(table) => table,
        Err(error) => {
            let problems = vec![problem(&error, &file)];
            return Config {
                file: Some(file),
                problems,
                ..Config::default()
            };
        }
    };
    file.values = mistake::places(&table)
        .into_iter()
        .map(|place| (place.pointer, place.shown))
        .collect();
    // Reading ends at the first mistake: without it, it goes on to the next one.
    let mut problems = Vec::new();
    let mut taken = Vec::new();
    while problems.len() < MOST {
        let error = match Config::deserialize(Deserializer::from(table.clone())) {
            Ok(config) if problems.is_empty() => {
                return Config {
                    file: Some(file),
                    ..config
                };
            }
            Ok(_) => break,
            Err(error) => error,
        };
        if !mistake::follows(&error, &taken) {
            problems.push((
                error.span().map(|range| range.start),
                problem(&error, &file),
            ));
        }
        let Some(gone) = error
            .span()
            .and_then(|range| mistake::take(&mut table, &range))
        else {
            break;
        };
        taken.push(gone);
    }
    // Tables are read in the order of their keys.
    problems.sort_by_key(|(start, _)| *start);
    let problems = problems.into_iter().map(|(_, problem)| problem).collect();
    Config {
        file: Some(file),
        problems,
        ..Config::default()
    }
}

fn problem(error: &toml::de::Error, file: &ConfigFile) -> Diagnostic {
    let span = Span {
        source: SourceId::CONFIG,
        pointer: Pointer::root(),
    };
    let message = error.message().lines().collect::<Vec<_>>().join(", ");
    let hint = match meant(&message) {
        Some(key) => format!("did you mean `{key}`?"),
        None => "correct it; the README of Specwright lists every key".to_owned(),
    };
    let problem = Finding::error(Code::InvalidConfig, message, hint).at(&span);
    match error.span() {
        Some(range) => at(problem, range, file),
        None => problem,
    }
}

/// The same at a place: by the pointer of the value where there is one, so that the frame shows all of it.
fn at(mut problem: Diagnostic, range: Range<usize>, file: &ConfigFile) -> Diagnostic {
    if let Some((pointer, _)) = file.values.iter().find(|(_, place)| *place == range) {
        problem.span.pointer = pointer.clone();
        return problem;
    }
    let before = file.text.get(..range.start).unwrap_or(&file.text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    let column = before
        .get(line_start..)
        .map_or(0, |line| line.chars().count())
        + 1;
    problem.with_position(line, column)
}

/// The key or the value that was probably meant by one that is not known.
fn meant(message: &str) -> Option<String> {
    // serde says: unknown field `x`, expected one of `a`, `b`
    let mut quoted = message.split('`').skip(1).step_by(2);
    let is_unknown = ["unknown field", "unknown variant"]
        .iter()
        .any(|start| message.starts_with(start));
    let unknown = quoted.next().filter(|_| is_unknown)?;
    specwright_openapi::nearest(unknown, quoted).map(str::to_owned)
}

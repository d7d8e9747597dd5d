//! From the text of a file to choices, with the place of each.

use std::ops::Range;

use specwright_openapi::diagnostic::{Code, Diagnostic, Effect, Severity};
use specwright_openapi::pointer::{Pointer, SourceId, Span};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Config, ConfigFile};

/// Reads a text; what is wrong with it stands in the result.
pub(super) fn read(name: &str, text: &str) -> Config {
    let values = DeTable::parse(text).map(|table| places(&table)).unwrap_or_default();
    let file = ConfigFile { name: name.to_owned(), text: text.to_owned(), values };
    match toml::from_str::<Config>(text) {
        Ok(config) => Config { file: Some(file), ..config },
        Err(error) => {
            let problem = problem(&error, &file);
            Config { file: Some(file), problems: vec![problem], ..Config::default() }
        }
    }
}

fn problem(error: &toml::de::Error, file: &ConfigFile) -> Diagnostic {
    let span = Span { source: SourceId::CONFIG, pointer: Pointer::root() };
    let message = error.message().lines().collect::<Vec<_>>().join(", ");
    let hint = match meant(&message) {
        Some(key) => format!("did you mean `{key}`?"),
        None => "correct it; the README of Specwright lists every key".to_owned(),
    };
    let problem = Diagnostic::new(Code::InvalidConfig, Severity::Error, Effect::Skipped, &span, message).with_hint(hint);
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
    let column = before.get(line_start..).map_or(0, |line| line.chars().count()) + 1;
    problem.at(line, column)
}

/// The key or the value that was probably meant by one that is not known.
fn meant(message: &str) -> Option<String> {
    // serde says: unknown field `x`, expected one of `a`, `b`
    let mut quoted = message.split('`').skip(1).step_by(2);
    let is_unknown = ["unknown field", "unknown variant"].iter().any(|start| message.starts_with(start));
    let unknown = quoted.next().filter(|_| is_unknown)?;
    specwright_openapi::nearest(unknown, quoted).map(str::to_owned)
}

/// The bytes of each value: those of the key of a table or a list that has one, as frames show them.
fn places(root: &Spanned<DeTable<'_>>) -> Vec<(Pointer, Range<usize>)> {
    let mut places = vec![(Pointer::root(), 0..1)];
    let mut tables = vec![(Pointer::root(), root.get_ref())];
    while let Some((at, table)) = tables.pop() {
        for (key, value) in table {
            let pointer = at.join(key.get_ref());
            let mut waiting = vec![(pointer, value, Some(key.span()))];
            while let Some((pointer, value, key)) = waiting.pop() {
                match value.get_ref() {
                    DeValue::Table(table) => {
                        places.push((pointer.clone(), key.unwrap_or_else(|| value.span())));
                        tables.push((pointer, table));
                    }
                    DeValue::Array(list) => {
                        places.push((pointer.clone(), key.unwrap_or_else(|| value.span())));
                        waiting.extend(list.iter().enumerate().map(|(index, element)| (pointer.index(index), element, None)));
                    }
                    _ => places.push((pointer, value.span())),
                }
            }
        }
    }
    places
}

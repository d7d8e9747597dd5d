//! The files that a document consists of: their text, and where in it a value stands.

mod mark;
mod origin;
mod position;
mod text;

use std::ops::Range;
use std::sync::OnceLock;

pub(crate) use position::parser_options;
pub use text::NotText;

use crate::pointer::{Pointer, SourceId, Span};
use mark::Marks;
use origin::Origins;
use position::Positions;

/// The language that a file is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// JSON (RFC 8259).
    Json,
    /// YAML 1.2.
    Yaml,
}

/// One file.
#[derive(Debug)]
pub struct Source {
    name: String,
    text: String,
    format: Format,
    positions: OnceLock<Positions>,
    /// The places of values in a text that is neither JSON nor YAML.
    marks: Option<Marks>,
}

/// The files of a document, the root document first, and what else diagnostics point into.
#[derive(Debug, Default)]
pub struct Sources {
    list: Vec<Source>,
    choices: Vec<(SourceId, Source)>,
    origins: Origins,
}

/// A place in a text, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// The name of the file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// Bytes before the place.
    pub offset: usize,
    /// Bytes of the place: a scalar, or the key of a list or object; at least 1 unless the text ends there.
    pub length: usize,
}

impl Source {
    /// A file from its bytes. A byte order mark is dropped.
    ///
    /// # Errors
    /// When the bytes are not UTF-8 text; `NotText` says where.
    pub fn new(name: &str, bytes: &[u8]) -> Result<Self, NotText> {
        let text = text::decode(bytes)?;
        let format = text::format_of(name, &text);
        Ok(Self {
            name: name.to_owned(),
            text,
            format,
            positions: OnceLock::new(),
            marks: None,
        })
    }

    /// A text in another language, with the bytes at which each of its values stands.
    pub fn marked(
        name: &str,
        text: &str,
        values: impl IntoIterator<Item = (Pointer, Range<usize>)>,
    ) -> Self {
        Self {
            marks: Some(Marks::of(text, values)),
            text: text.to_owned(),
            ..Self::unreadable(name)
        }
    }

    /// A file whose bytes can't be shown.
    pub(crate) fn unreadable(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            text: String::new(),
            format: Format::Yaml,
            positions: OnceLock::new(),
            marks: None,
        }
    }

    /// The name it was given, usually a path.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What it is written in.
    pub fn format(&self) -> Format {
        self.format
    }

    pub(crate) fn set_format(&mut self, format: Format) {
        self.format = format;
    }

    /// Where the value behind a pointer stands: the key of an object's member that is a list or an object itself, the value otherwise. Where
    /// the pointer leads nowhere, the innermost value on its way.
    pub fn locate(&self, span: &Span) -> Location {
        let mark = match &self.marks {
            Some(marks) => marks.find(&span.pointer),
            None => self
                .positions
                .get_or_init(|| Positions::of(&self.text))
                .find(&span.pointer),
        };
        Location {
            file: self.name.clone(),
            line: mark.line,
            column: mark.column,
            offset: mark.offset,
            length: mark.length,
        }
    }

    /// The place of a line and a column, both from 1, columns in characters.
    pub fn at(&self, line: usize, column: usize) -> Location {
        let start: usize = self
            .text
            .split_inclusive('\n')
            .take(line.saturating_sub(1))
            .map(str::len)
            .sum();
        let rest = self.text.get(start..).unwrap_or_default();
        let within: usize = rest
            .chars()
            .take(column.saturating_sub(1))
            .take_while(|c| *c != '\n')
            .map(char::len_utf8)
            .sum();
        let offset = (start + within).min(self.text.len());
        let length = self
            .text
            .get(offset..)
            .and_then(|rest| rest.chars().next())
            .map_or(0, char::len_utf8);
        Location {
            file: self.name.clone(),
            line,
            column,
            offset,
            length,
        }
    }
}

impl Sources {
    /// The file of an id.
    pub fn get(&self, id: SourceId) -> Option<&Source> {
        let chosen = || {
            self.choices
                .iter()
                .find(|(choice, _)| *choice == id)
                .map(|(_, source)| source)
        };
        self.list.get(id.0 as usize).or_else(chosen)
    }

    /// Adds a text of the user's choices, to be found by [`SourceId::CONFIG`] or [`SourceId::ARGUMENTS`].
    pub fn add_choices(&mut self, id: SourceId, source: Source) {
        self.choices.push((id, source));
    }

    /// All files, the root document first.
    pub fn iter(&self) -> impl Iterator<Item = &Source> {
        self.list.iter()
    }

    /// Where a place is; the first call for a file reads it once more.
    pub fn locate(&self, span: &Span) -> Option<Location> {
        Some(self.get(span.source)?.locate(span))
    }

    /// Where a diagnostic points.
    pub fn locate_diagnostic(
        &self,
        diagnostic: &crate::diagnostic::Diagnostic,
    ) -> Option<Location> {
        let source = self.get(diagnostic.span.source)?;
        Some(match diagnostic.position {
            Some((line, column)) => source.at(line, column),
            None => source.locate(&diagnostic.span),
        })
    }

    /// The place in the text that a place of the model stands for. They differ where a version of OpenAPI was rewritten into the forms of
    /// another one; the places of diagnostics of [`read`](crate::read) are those of the text already.
    pub fn original(&self, span: &Span) -> Span {
        self.origins.original(span)
    }

    /// Notes that the value at a place stood elsewhere when the text was read, with all that is inside it.
    pub(crate) fn record_move(&mut self, place: &Span, from: &Span) {
        self.origins.record(place, from, true);
    }

    /// Notes that the value at a place was made of another one: whatever is wrong inside it is shown there.
    pub(crate) fn record_derived(&mut self, place: &Span, of: &Span) {
        self.origins.record(place, of, false);
    }

    /// Notes that the value at a place is there no more.
    pub(crate) fn record_removal(&mut self, place: &Span) {
        self.origins.forget(place);
    }

    /// Notes which elements of a list are left, by the positions that they had.
    pub(crate) fn record_retained(&mut self, list: &Span, positions: &[usize]) {
        self.origins.keep(list, positions);
    }

    pub(crate) fn add(&mut self, source: Source) -> SourceId {
        self.list.push(source);
        SourceId(u32::try_from(self.list.len() - 1).unwrap_or(u32::MAX))
    }
}

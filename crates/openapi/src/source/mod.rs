//! The text of files, and the positions of values in it.

mod origin;
mod position;
mod range;
mod text;

use std::ops::Range;
use std::sync::OnceLock;

pub(crate) use position::parser_options;
pub use text::NotText;

use crate::diagnostic::Diagnostic;
use crate::pointer::{Pointer, SourceId, Span};
use origin::{Inner, Origins};
use position::{Mark, Positions};
use range::Ranges;

/// The format of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// JSON (RFC 8259).
    Json,
    /// YAML 1.2.
    Yaml,
}

/// The text of one file.
#[derive(Debug)]
pub struct Source {
    name: String,
    text: String,
    format: Format,
    /// The positions of values in JSON and YAML, found when a diagnostic is first shown.
    positions: OnceLock<Positions>,
    /// The positions of values in any other format.
    ranges: Option<Ranges>,
}

/// The files of a document, the root document first, and the configuration that diagnostics refer
/// to.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<Source>,
    configuration: Vec<(SourceId, Source)>,
    origins: Origins,
}

/// The position of a value in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// The name of the file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The offset in bytes, from 0.
    pub offset: usize,
    /// The length in bytes of a scalar, or of the key of a list or object. At least 1, except at
    /// the end of the text.
    pub length: usize,
}

impl Source {
    /// Decodes the bytes of a file. A byte order mark is dropped.
    ///
    /// # Errors
    /// Returns an error if the bytes are not UTF-8, or contain a NUL.
    pub fn new(name: &str, bytes: &[u8]) -> Result<Self, NotText> {
        let text = text::decode(bytes)?;
        let format = text::guess_format(name, &text);
        Ok(Self {
            text,
            format,
            ..Self::unreadable(name)
        })
    }

    /// Creates a source in a format other than JSON and YAML, from the byte range of each value.
    pub fn with_ranges(
        name: &str,
        text: &str,
        values: impl IntoIterator<Item = (Pointer, Range<usize>)>,
    ) -> Self {
        Self {
            ranges: Some(Ranges::new(text, values)),
            text: text.to_owned(),
            ..Self::unreadable(name)
        }
    }

    /// Creates a source without text, for a file that cannot be decoded.
    pub(crate) fn unreadable(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            text: String::new(),
            format: Format::Yaml,
            positions: OnceLock::new(),
            ranges: None,
        }
    }

    /// Returns the name of the file, usually a path.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the text, without a byte order mark.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the format. Not meaningful for a source with ranges.
    pub fn format(&self) -> Format {
        self.format
    }

    pub(crate) fn set_format(&mut self, format: Format) {
        self.format = format;
    }

    /// Locates the value at a JSON pointer: its key if the value is a list or an object in an
    /// object, and the value itself otherwise. If the value does not exist, locates the innermost
    /// value that would contain it.
    pub fn locate(&self, span: &Span) -> Location {
        let mark = match &self.ranges {
            Some(ranges) => ranges.find(&span.pointer),
            None => {
                let positions = self.positions.get_or_init(|| Positions::new(&self.text));
                positions.find(&span.pointer)
            }
        };
        self.location(mark)
    }

    /// Locates the character at a line and a column, both from 1, columns in characters.
    pub fn location_at(&self, line: usize, column: usize) -> Location {
        let lines = self.text.split_inclusive('\n');
        let start: usize = lines.take(line.saturating_sub(1)).map(str::len).sum();
        let rest = self.text.get(start..).unwrap_or_default();
        let within: usize = rest
            .chars()
            .take(column.saturating_sub(1))
            .take_while(|c| *c != '\n')
            .map(char::len_utf8)
            .sum();
        let offset = (start + within).min(self.text.len());
        let rest = self.text.get(offset..).unwrap_or_default();
        self.location(Mark {
            line,
            column,
            offset,
            length: rest.chars().next().map_or(0, char::len_utf8),
        })
    }

    fn location(&self, mark: Mark) -> Location {
        Location {
            file: self.name.clone(),
            line: mark.line,
            column: mark.column,
            offset: mark.offset,
            length: mark.length,
        }
    }
}

impl Sources {
    /// Returns the file with an id.
    pub fn get(&self, id: SourceId) -> Option<&Source> {
        let configuration = || {
            let mut sources = self.configuration.iter();
            sources
                .find(|(known, _)| *known == id)
                .map(|(_, source)| source)
        };
        self.files.get(id.0 as usize).or_else(configuration)
    }

    /// Adds the configuration, under [`SourceId::CONFIG`] or [`SourceId::ARGUMENTS`].
    pub fn add_configuration(&mut self, id: SourceId, source: Source) {
        self.configuration.push((id, source));
    }

    /// Iterates over the files of the document, the root document first.
    pub fn iter(&self) -> impl Iterator<Item = &Source> {
        self.files.iter()
    }

    /// Locates a value. The first call for a file parses its text again.
    pub fn locate(&self, span: &Span) -> Option<Location> {
        Some(self.get(span.source)?.locate(span))
    }

    /// Locates a diagnostic.
    pub fn locate_diagnostic(&self, diagnostic: &Diagnostic) -> Option<Location> {
        let source = self.get(diagnostic.span.source)?;
        Some(match diagnostic.position {
            Some((line, column)) => source.location_at(line, column),
            None => source.locate(&diagnostic.span),
        })
    }

    /// Returns the location in the text that a location in the model comes from. They differ if an
    /// overlay or a rewritten version of OpenAPI moved the value. The diagnostics of
    /// [`read`](crate::read) have original locations already.
    pub fn original(&self, span: &Span) -> Span {
        self.origins.original(span)
    }

    /// Records that a value has moved, together with the values in it.
    pub(crate) fn record_move(&mut self, span: &Span, from: &Span) {
        self.origins.record(span, from, Inner::Moved);
    }

    /// Records that a value was created from another value. Diagnostics about the values in it are
    /// located at the other value.
    pub(crate) fn record_derived(&mut self, span: &Span, from: &Span) {
        self.origins.record(span, from, Inner::Derived);
    }

    /// Records that a value was removed.
    pub(crate) fn record_removal(&mut self, span: &Span) {
        self.origins.remove(span);
    }

    /// Records which elements of a list remain, by their previous indices.
    pub(crate) fn record_retained(&mut self, list: &Span, indices: &[usize]) {
        self.origins.retain(list, indices);
    }

    pub(crate) fn add(&mut self, source: Source) -> SourceId {
        self.files.push(source);
        SourceId(u32::try_from(self.files.len() - 1).unwrap_or(u32::MAX))
    }
}

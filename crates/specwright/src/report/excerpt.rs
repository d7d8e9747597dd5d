//! Excerpts of source text around a location, truncated and escaped.

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use specwright_openapi::source::Location;

use super::escape::{escape_text, picture};

/// The number of characters shown before and after the location in a line.
const REACH: usize = 60;

/// Up to three lines around a location, as the source code of a miette frame.
#[derive(Debug)]
pub(super) struct Excerpt {
    /// `file:line:column`.
    name: String,
    text: String,
    /// The index of the first line, from 0.
    first_line: usize,
    /// The range of the location in `text`, in bytes.
    pub span: SourceSpan,
}

impl Excerpt {
    /// Creates the excerpt of `text` around `location`.
    pub fn new(text: &str, location: &Location) -> Self {
        let offset = text.floor_char_boundary(location.offset.min(text.len()));
        let start = text[..offset].rfind('\n').map_or(0, |newline| newline + 1);
        let line = text[start..].lines().next().unwrap_or_default();
        let column = text[start..offset].chars().count();
        let end = text.floor_char_boundary(
            (offset + location.length)
                .min(start + line.len())
                .max(offset),
        );
        let marked = text[offset..end].chars().count();

        let mut shown = String::new();
        let before = text[..start]
            .strip_suffix('\n')
            .filter(|_| location.line > 1);
        if let Some(before) = before.map(|rest| rest.rsplit('\n').next().unwrap_or_default()) {
            shown.push_str(&window(before.trim_end_matches('\r'), 0).0);
            shown.push('\n');
        }
        let first_line = location
            .line
            .saturating_sub(1 + usize::from(before.is_some()));
        let line_start = shown.len();
        let (cut, dropped) = window(line, column);
        let start_column = column - dropped + usize::from(dropped > 0);
        let width = marked
            .min(cut.chars().count().saturating_sub(start_column))
            .min(2 * REACH);
        let byte_of = |index: usize| {
            cut.char_indices()
                .nth(index)
                .map_or(cut.len(), |(at, _)| at)
        };
        let span = SourceSpan::from((
            line_start + byte_of(start_column),
            byte_of(start_column + width) - byte_of(start_column),
        ));
        shown.push_str(&cut);
        if let Some(after) = text[start..]
            .split('\n')
            .nth(1)
            .filter(|after| !after.is_empty())
        {
            shown.push('\n');
            shown.push_str(&window(after.trim_end_matches('\r'), 0).0);
        }
        let name = format!(
            "{}:{}:{}",
            escape_text(&location.file),
            location.line,
            location.column
        );
        Self {
            name,
            text: shown,
            first_line,
            span,
        }
    }
}

/// Returns the escaped part of a line around a column, and the number of characters dropped before
/// it. An ellipsis replaces each dropped part.
fn window(line: &str, column: usize) -> (String, usize) {
    let dropped = column.saturating_sub(REACH);
    let mut rest = line.chars().skip(dropped).map(picture);
    let mut cut: String = if dropped > 0 {
        "…".to_owned()
    } else {
        String::new()
    };
    cut.extend(rest.by_ref().take(column - dropped + REACH));
    if rest.next().is_some() {
        cut.push('…');
    }
    // A frame needs at least one character to point at.
    if cut.is_empty() {
        cut.push(' ');
    }
    (cut, dropped)
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        lines_before: usize,
        lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let read = self
            .text
            .as_str()
            .read_span(span, lines_before, lines_after)?;
        let line = self.first_line + read.line();
        let contents = MietteSpanContents::new_named(
            self.name.clone(),
            read.data(),
            *read.span(),
            line,
            read.column(),
            read.line_count(),
        );
        Ok(Box::new(contents))
    }
}

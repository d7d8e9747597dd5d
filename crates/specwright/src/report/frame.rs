//! Diagnostics for people: message, source excerpt and hint.

use std::fmt;

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan};
use specwright_openapi::diagnostic::{Diagnostic, Severity};
use specwright_openapi::source::{Location, Sources};

use super::escape::escape_text;
use super::excerpt::Excerpt;

/// The number of characters beyond which a JSON pointer is shortened in the middle.
const POINTER_LENGTH: usize = 120;

/// Renders diagnostics with source excerpts.
pub struct Frames {
    handler: GraphicalReportHandler,
}

impl Frames {
    /// Creates a renderer with or without colors.
    pub fn new(color: bool) -> Self {
        let theme = if color {
            GraphicalTheme::unicode()
        } else {
            GraphicalTheme::unicode_nocolor()
        };
        let handler = GraphicalReportHandler::new_themed(theme)
            .with_links(false)
            .with_wrap_lines(false)
            .with_width(100)
            .with_context_lines(1)
            .without_primary_span_start();
        Self { handler }
    }

    /// Renders a diagnostic: code, message, `file:line:column`, the source line, the JSON pointer
    /// and the hint.
    pub fn draw(&self, diagnostic: &Diagnostic, sources: &Sources) -> String {
        let framed = Framed::new(diagnostic, sources);
        let mut text = String::new();
        match self.handler.render_report(&mut text, &framed) {
            Ok(()) => text
                .lines()
                .map(|line| format!("{}\n", line.trim_end()))
                .collect(),
            // If the excerpt cannot be rendered, print at least the message.
            Err(fmt::Error) => format!("{framed}\n"),
        }
    }
}

/// A diagnostic with its source excerpt.
#[derive(Debug)]
struct Framed<'a> {
    diagnostic: &'a Diagnostic,
    message: String,
    excerpt: Option<Excerpt>,
    label: String,
}

impl<'a> Framed<'a> {
    fn new(diagnostic: &'a Diagnostic, sources: &Sources) -> Self {
        let location: Option<Location> = sources.locate_diagnostic(diagnostic);
        let text = sources
            .get(diagnostic.span.source)
            .map(|source| source.text());
        let excerpt = text
            .zip(location)
            .map(|(text, location)| Excerpt::new(text, &location));
        let pointer = escape_text(diagnostic.span.pointer.as_str()).into_owned();
        Self {
            diagnostic,
            message: escape_text(&diagnostic.message).into_owned(),
            excerpt,
            label: shorten(&pointer),
        }
    }
}

fn shorten(pointer: &str) -> String {
    let length = pointer.chars().count();
    if length <= POINTER_LENGTH {
        return if pointer.is_empty() {
            "here".to_owned()
        } else {
            pointer.to_owned()
        };
    }
    let half = POINTER_LENGTH / 2;
    let start: String = pointer.chars().take(half).collect();
    let end: String = pointer.chars().skip(length - half).collect();
    format!("{start}…{end}")
}

impl fmt::Display for Framed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Framed<'_> {}

impl miette::Diagnostic for Framed<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let severity = match self.diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        Some(Box::new(format!("{severity}[{}]", self.diagnostic.code)))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.diagnostic.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(escape_text(&self.diagnostic.hint)))
    }

    fn source_code(&self) -> Option<&dyn miette::SourceCode> {
        self.excerpt
            .as_ref()
            .map(|excerpt| excerpt as &dyn miette::SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let span = self.excerpt.as_ref()?.span;
        Some(Box::new(std::iter::once(
            LabeledSpan::new_primary_with_span(Some(self.label.clone()), span),
        )))
    }
}

#[cfg(test)]
mod tests;

//! Doc comments. This is the only place where text of the document becomes documentation: the text
//! is kept, but it cannot run as a doctest, render as HTML, link to items or reorder characters.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};

use crate::markdown::{self, Position};
use crate::plan::model::docs::{Block, Docs, Inline};

/// The maximum length of a line in a paragraph, in characters, unless a single word is longer. The
/// doc comment of a field or method then ends at column 100.
const LINE: usize = 92;

/// Documentation as attributes: one `#[doc = ".."]` or `#![doc = ".."]` for each line.
#[derive(Clone, Copy, Debug)]
pub struct DocComments<'a> {
    docs: &'a Docs,
    inner: bool,
}

impl<'a> DocComments<'a> {
    /// Creates the documentation of the item that follows.
    pub fn outer(docs: &'a Docs) -> Self {
        Self { docs, inner: false }
    }

    /// Creates the documentation of the enclosing module or crate.
    pub fn inner(docs: &'a Docs) -> Self {
        Self { docs, inner: true }
    }
}

impl ToTokens for DocComments<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let text = text(self.docs);
        for line in text.lines().map(str::trim_end) {
            let literal = match line {
                "" => Literal::string(""),
                line => Literal::string(&format!(" {line}")),
            };
            tokens.extend(if self.inner {
                quote!(#![doc = #literal])
            } else {
                quote!(#[doc = #literal])
            });
        }
    }
}

/// Returns the Markdown of documentation.
pub fn text(docs: &Docs) -> String {
    let mut blocks: Vec<String> = docs
        .blocks
        .iter()
        .map(block)
        .filter(|block| !block.trim().is_empty())
        .collect();
    if docs.deprecated {
        blocks.push("Deprecated.".to_owned());
    }
    blocks.join("\n\n")
}

fn block(block: &Block) -> String {
    match block {
        Block::Line(pieces) => folded(&line(pieces)),
        Block::Markdown(text) => markdown::block(text),
        Block::Heading(text) => format!("# {text}"),
        Block::Table { head, rows } => table(head, rows),
        Block::Example(code) => format!("```no_run\n{}\n```", code.trim_end()),
    }
}

fn line(pieces: &[Inline]) -> String {
    let mut text = String::new();
    for piece in pieces {
        let position = if text.is_empty() {
            Position::LineStart
        } else {
            Position::MidLine
        };
        text.push_str(&inline(piece, position));
    }
    text
}

/// Wraps a paragraph. A line is only broken before a word that begins with a letter, because other
/// characters can begin a list, a heading or a quotation. Inline code is never broken.
fn folded(line: &str) -> String {
    let mut out = String::with_capacity(line.len() + line.len() / LINE);
    let (mut length, mut fence) = (0, None);
    for word in line.split(' ') {
        let width = word.chars().count();
        let breaks = length + 1 + width > LINE
            && fence.is_none()
            && word.starts_with(char::is_alphabetic)
            && out.ends_with(|before: char| before != ' ' && before != '\\');
        if breaks {
            out.push('\n');
            length = 0;
        } else if !out.is_empty() {
            out.push(' ');
            length += 1;
        }
        out.push_str(word);
        length += width;
        fence = fence_after(word, fence);
    }
    out
}

/// Returns the number of backticks that close the inline code in which a word ends, or `None`
/// outside code.
fn fence_after(word: &str, mut fence: Option<usize>) -> Option<usize> {
    for run in word
        .split(|character| character != '`')
        .map(str::len)
        .filter(|length| *length > 0)
    {
        fence = match fence {
            None => Some(run),
            Some(open) if open == run => None,
            open => open,
        };
    }
    fence
}

fn inline(piece: &Inline, position: Position) -> String {
    match piece {
        Inline::Own(text) => (*text).to_owned(),
        Inline::Text(text) => markdown::text(text, position),
        Inline::Summary(text) => markdown::summary(text, position),
        Inline::Code(text) => markdown::code(text),
        Inline::Item { label, path: None } => format!("[`{label}`]"),
        Inline::Item {
            label,
            path: Some(path),
        } => format!("[`{label}`]({path})"),
    }
}

fn table(head: &[&'static str], rows: &[Vec<Vec<Inline>>]) -> String {
    let mut text = format!("| {} |\n|{}", head.join(" | "), "---|".repeat(head.len()));
    for row in rows {
        text.push_str("\n|");
        for cell in row {
            text.push(' ');
            text.push_str(&escape_bars(&line(cell)));
            text.push_str(" |");
        }
    }
    text
}

/// Escapes vertical bars, which end the cell of a table even in code.
fn escape_bars(cell: &str) -> String {
    let mut escaped = String::with_capacity(cell.len());
    let mut backslash = false;
    for character in cell.chars() {
        if character == '|' && !backslash {
            escaped.push('\\');
        }
        backslash = character == '\\' && !backslash;
        escaped.push(character);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use pulldown_cmark::{Event, Parser};

    use super::{LINE, folded};

    /// Returns the rendered text, without regard to line breaks.
    fn shown(markdown: &str) -> String {
        let events = Parser::new(markdown).map(|event| match event {
            Event::Text(text) | Event::Html(text) => text.to_string(),
            Event::Code(code) => format!("code({code})"),
            Event::SoftBreak => " ".to_owned(),
            other => format!("{other:?}"),
        });
        events.collect()
    }

    #[test]
    fn wrapping_does_not_change_the_rendered_text() {
        let long = "a word of it ".repeat(20);
        for line in [
            format!("`Name`: {long}end"),
            format!("{long}- no list, 1. no list, # no heading, > no quotation {long}"),
            format!("{long}`{long}` {long}`` ` {long}`` {long}"),
            format!("{long}\\` {long}"),
            format!("[{long}](https://example.org/a) {long}"),
            format!("{long}ends with\\\\ {long}"),
            format!("{long}\\\\ {long} two  spaces {long}"),
            "ü ".repeat(100) + "ß",
        ] {
            let folded = folded(line.trim());
            assert_eq!(shown(&folded), shown(line.trim()), "{folded}");
            assert!(folded.contains('\n'), "{folded}");
            assert_eq!(folded.replace('\n', " "), line.trim());
        }
        let folded = folded(&format!("{long}{long}"));
        assert!(
            folded.lines().all(|line| line.chars().count() <= LINE),
            "{folded}"
        );
        assert_eq!(super::folded(&"x".repeat(300)), "x".repeat(300));
    }
}

//! Rewriting of untrusted CommonMark into Markdown that rustdoc only displays.
//!
//! The input is parsed, its events are rewritten, and the result is serialized. The result is then
//! parsed with the extensions of rustdoc. If the result still contains anything harmful, the input
//! is shown as plain text instead.

mod characters;
mod html;
mod inert;
mod link;
mod rewrite;
mod syntax;

use std::borrow::Cow;

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

pub use characters::clean;

use self::inert::is_inert;
use self::link::push_text;
use self::rewrite::Rewriter;
use self::syntax::document_options;

/// The maximum length of inline code, in characters.
const MAX_CODE: usize = 200;

/// The position at which text is inserted. Some characters have a meaning only at the start of a
/// line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Position {
    /// At the start of a line.
    LineStart,
    /// After other text on the same line.
    MidLine,
}

/// Rewrites a string as Markdown blocks.
pub fn block(text: &str) -> String {
    let text = clean(text);
    let events = Rewriter::default().rewrite(Parser::new_ext(&text, document_options()));
    if events.is_empty() {
        return String::new();
    }
    match write(&events) {
        Some(written) if is_inert(&written) => written,
        _ => fenced(&text),
    }
}

/// Returns the first paragraph of a string as one line of Markdown.
pub fn summary(markdown: &str, position: Position) -> String {
    let cleaned = clean(markdown);
    let mut paragraph = Vec::new();
    for event in Rewriter::one_line().rewrite(Parser::new_ext(&cleaned, document_options())) {
        match event {
            Event::Start(
                Tag::Paragraph
                | Tag::Heading { .. }
                | Tag::List(_)
                | Tag::Item
                | Tag::BlockQuote(_),
            ) => {}
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item) => break,
            Event::Start(Tag::CodeBlock(_) | Tag::Table(_)) | Event::Rule => break,
            event => paragraph.push(event),
        }
    }
    paragraph_of(paragraph, position).unwrap_or_else(|| code(first_line(&cleaned)))
}

/// Returns a string as one line of Markdown that displays it literally.
pub fn text(text: &str, position: Position) -> String {
    let cleaned = clean(text);
    let mut events = Vec::new();
    push_text(
        &mut events,
        cleaned
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .into(),
    );
    paragraph_of(events, position).unwrap_or_else(|| code(&cleaned))
}

/// Returns a string as inline code on one line, cut after 200 characters.
pub fn code(text: &str) -> String {
    let cleaned = clean(text);
    let line = cleaned.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = cut(&line, MAX_CODE);
    let longest = line.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    match line.as_ref() {
        "" => "` `".to_owned(),
        line if line.starts_with('`') || line.ends_with('`') => format!("{fence} {line} {fence}"),
        line => format!("{fence}{line}{fence}"),
    }
}

fn paragraph_of(events: Vec<Event<'_>>, position: Position) -> Option<String> {
    // After the word `x`, characters that have a meaning only at the start of a line are not escaped.
    let before = match position {
        Position::LineStart => "",
        Position::MidLine => "x ",
    };
    let mut paragraph = vec![Event::Start(Tag::Paragraph), Event::Text(before.into())];
    paragraph.extend(events);
    paragraph.push(Event::End(TagEnd::Paragraph));
    let written = write(&paragraph)?;
    let line = written.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = line.strip_prefix(before).unwrap_or_default();
    (is_inert(&line) && !text.is_empty()).then(|| text.to_owned())
}

fn write(events: &[Event<'_>]) -> Option<String> {
    let options = pulldown_cmark_to_cmark::Options {
        code_block_token_count: 3,
        list_token: '-',
        ..Default::default()
    };
    let mut written = String::new();
    pulldown_cmark_to_cmark::cmark_with_options(
        events.iter(),
        &mut written,
        document_options(),
        options,
    )
    .ok()?;
    Some(written.trim_matches('\n').to_owned())
}

/// Returns a string as a code block of plain text.
fn fenced(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}text\n{}\n{fence}", text.trim_matches('\n'))
}

fn first_line(text: &str) -> &str {
    text.trim().lines().next().unwrap_or_default()
}

fn cut(text: &str, characters: usize) -> Cow<'_, str> {
    match text.char_indices().nth(characters) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests;

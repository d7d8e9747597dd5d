//! The final check of rewritten Markdown, with the extensions that rustdoc enables.

use std::cell::Cell;

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

use super::characters::is_hidden;
use super::link::{is_allowed, url_start};
use super::syntax::rustdoc_options;

/// Returns whether a string contains nothing that rustdoc runs, renders as HTML, resolves or warns
/// about.
pub(super) fn is_inert(markdown: &str) -> bool {
    let unresolved = Cell::new(false);
    let parser = Parser::new_with_broken_link_callback(
        markdown,
        rustdoc_options(),
        Some(|_| {
            unresolved.set(true);
            None
        }),
    );
    let mut in_link = 0_usize;
    let mut in_code = false;
    let events_are_inert = parser.into_iter().all(|event| match event {
        Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
            in_code = true;
            &*info == "text"
        }
        Event::End(TagEnd::CodeBlock) => {
            in_code = false;
            true
        }
        Event::Start(
            Tag::CodeBlock(CodeBlockKind::Indented)
            | Tag::HtmlBlock
            | Tag::FootnoteDefinition(_)
            | Tag::Image { .. },
        ) => false,
        Event::Html(_) | Event::InlineHtml(_) | Event::FootnoteReference(_) => false,
        Event::Start(Tag::Link { dest_url, .. }) => {
            in_link += 1;
            is_allowed(&dest_url)
        }
        Event::End(TagEnd::Link) => {
            in_link = in_link.saturating_sub(1);
            true
        }
        Event::Text(text) => in_code || in_link > 0 || url_start(&text).is_none(),
        _ => true,
    });
    events_are_inert
        && !unresolved.get()
        && !markdown
            .chars()
            .any(|character| character != '\n' && is_hidden(character))
}

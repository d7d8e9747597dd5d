//! Rewriting of parser events: removes or replaces all harmful content.

use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};

use super::characters::decoded;
use super::html;
use super::link::{is_allowed, link, push_text};

/// The maximum nesting of block quotes and lists.
const MAX_DEPTH: usize = 12;

/// The state of rewriting the events of one string. Code blocks become plain text, links other than
/// web and mail links lose their target, HTML becomes text, and nesting beyond the maximum is
/// flattened.
#[derive(Debug, Default)]
pub(super) struct Rewriter {
    /// For each open element, whether the output contains it.
    open: Vec<bool>,
    depth: usize,
    in_table: bool,
    in_code: bool,
    in_link: bool,
    /// Whether line breaks become spaces.
    one_line: bool,
}

impl Rewriter {
    /// Creates a rewriter that replaces line breaks by spaces.
    pub fn one_line() -> Self {
        Self {
            one_line: true,
            ..Self::default()
        }
    }

    /// Returns the rewritten events.
    pub fn rewrite<'a>(mut self, parser: impl Iterator<Item = Event<'a>>) -> Vec<Event<'a>> {
        let mut events = Vec::new();
        for event in parser {
            match event {
                Event::Start(tag) => self.start(tag, &mut events),
                Event::End(tag) => self.end(tag, &mut events),
                Event::Text(text) if self.in_code => events.push(Event::Text(text)),
                Event::Text(text) if self.in_link => events.push(Event::Text(decoded(text))),
                Event::Text(text) => push_text(&mut events, decoded(text)),
                Event::Html(html) | Event::InlineHtml(html) => self.html(&html, &mut events),
                Event::SoftBreak | Event::HardBreak if self.in_table || self.one_line => {
                    events.push(Event::Text(" ".into()))
                }
                Event::Code(_)
                | Event::SoftBreak
                | Event::HardBreak
                | Event::Rule
                | Event::TaskListMarker(_) => events.push(event),
                Event::InlineMath(text)
                | Event::DisplayMath(text)
                | Event::FootnoteReference(text) => events.push(Event::Code(text)),
            }
        }
        events
    }

    fn start<'a>(&mut self, tag: Tag<'a>, events: &mut Vec<Event<'a>>) {
        let tag = match tag {
            Tag::BlockQuote(_) | Tag::List(_) | Tag::Item => {
                self.depth += 1;
                (self.depth <= MAX_DEPTH).then_some(match tag {
                    Tag::BlockQuote(_) => Tag::BlockQuote(None),
                    tag => tag,
                })
            }
            Tag::CodeBlock(_) => {
                self.in_code = true;
                Some(Tag::CodeBlock(CodeBlockKind::Fenced("text".into())))
            }
            Tag::HtmlBlock => Some(Tag::Paragraph),
            Tag::Heading { level, .. } => Some(Tag::Heading {
                level,
                id: None,
                classes: Vec::new(),
                attrs: Vec::new(),
            }),
            Tag::Table(_) => {
                self.in_table = true;
                Some(tag)
            }
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }
                if !self.in_link && is_allowed(&dest_url) =>
            {
                self.in_link = true;
                Some(link(&dest_url))
            }
            Tag::Link { .. }
            | Tag::Image { .. }
            | Tag::FootnoteDefinition(_)
            | Tag::MetadataBlock(_) => None,
            Tag::Paragraph
            | Tag::TableHead
            | Tag::TableRow
            | Tag::TableCell
            | Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough => Some(tag),
            _ => None,
        };
        self.open.push(tag.is_some());
        events.extend(tag.map(Event::Start));
    }

    fn end<'a>(&mut self, tag: TagEnd, events: &mut Vec<Event<'a>>) {
        let stays = self.open.pop().unwrap_or(false);
        let tag = match tag {
            TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item => {
                self.depth = self.depth.saturating_sub(1);
                match tag {
                    TagEnd::BlockQuote(_) => TagEnd::BlockQuote(None),
                    tag => tag,
                }
            }
            TagEnd::CodeBlock => {
                self.in_code = false;
                tag
            }
            TagEnd::HtmlBlock => TagEnd::Paragraph,
            TagEnd::Table => {
                self.in_table = false;
                tag
            }
            TagEnd::Link | TagEnd::Image if stays => {
                self.in_link = false;
                TagEnd::Link
            }
            tag => tag,
        };
        if stays {
            events.push(Event::End(tag));
        }
    }

    /// Appends the text of an HTML fragment, one event for each line.
    fn html(&self, html: &str, events: &mut Vec<Event<'_>>) {
        for (number, line) in html::to_text(html).split('\n').enumerate() {
            let follows_text = !matches!(
                events.last(),
                None | Some(Event::SoftBreak | Event::Start(_))
            );
            if number > 0 && follows_text {
                events.push(if self.in_table || self.one_line {
                    Event::Text(" ".into())
                } else {
                    Event::SoftBreak
                });
            }
            let line = if html.contains('\n') {
                line.trim()
            } else {
                line
            };
            if !line.is_empty() {
                push_text(events, line.to_owned().into());
            }
        }
    }
}

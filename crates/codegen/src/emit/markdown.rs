//! Untrusted CommonMark made inert. The text is parsed, what could do harm is taken out of the events, and they are written again;
//! the result is then read as rustdoc reads it, and shown as plain text should anything harmful be left.

use std::borrow::Cow;
use std::cell::Cell;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};

/// How many bytes of one text are shown.
const MAX_BYTES: usize = 64 * 1024;

/// How deep quotes and lists may lie in each other.
const MAX_DEPTH: usize = 12;

/// Elements of HTML that only say how a text looks: they are left out, what they hold stays.
const FORMATTING: &[&str] = &[
    "a",
    "abbr",
    "b",
    "big",
    "blockquote",
    "center",
    "cite",
    "code",
    "dd",
    "del",
    "details",
    "div",
    "dl",
    "dt",
    "em",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "samp",
    "section",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "tt",
    "u",
    "ul",
    "var",
];

/// A text of the document as blocks.
pub fn block(text: &str) -> String {
    let text = clean(text);
    let events = Rewriter::default().rewrite(Parser::new_ext(&text, reading()));
    if events.is_empty() {
        return String::new();
    }
    match write(&events) {
        Some(written) if is_inert(&written) => written,
        _ => fenced(&text),
    }
}

/// Where in a line a text stands: at its start, some characters mean more than within it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// At the start.
    Start,
    /// After something else.
    Within,
}

/// The first paragraph of a text of the document, on one line.
pub fn summary(markdown: &str, place: Place) -> String {
    let cleaned = clean(markdown);
    let mut paragraph = Vec::new();
    let rewriter = Rewriter {
        one_line: true,
        ..Rewriter::default()
    };
    for event in rewriter.rewrite(Parser::new_ext(&cleaned, reading())) {
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
    paragraph_of(paragraph, place).unwrap_or_else(|| code(first_line(&cleaned)))
}

/// Any text, shown as it is, on one line.
pub fn text(text: &str, place: Place) -> String {
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
    paragraph_of(events, place).unwrap_or_else(|| code(&cleaned))
}

/// Any text as code, on one line.
pub fn code(text: &str) -> String {
    let cleaned = clean(text);
    let line = cleaned.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = cut(&line, 200);
    let longest = line.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    match line.as_ref() {
        "" => "` `".to_owned(),
        line if line.starts_with('`') || line.ends_with('`') => format!("{fence} {line} {fence}"),
        line => format!("{fence}{line}{fence}"),
    }
}

/// Text without anything that is not text: line ends are `\n`, control characters and those that reorder text are spelled out.
pub fn clean(text: &str) -> String {
    let mut cleaned = String::with_capacity(text.len().min(MAX_BYTES));
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        if cleaned.len() > MAX_BYTES {
            cleaned.push('…');
            break;
        }
        match character {
            '\r' if characters.peek() == Some(&'\n') => {}
            '\r' | '\n' | '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{b}' | '\u{c}' => {
                cleaned.push('\n')
            }
            '\t' => cleaned.push_str("    "),
            character if is_hidden(character) => cleaned.extend(character.escape_unicode()),
            character => cleaned.push(character),
        }
    }
    cleaned
}

/// Whether a character controls what is around it instead of being seen.
fn is_hidden(character: char) -> bool {
    let reorders = matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{feff}');
    reorders || character.is_control() || matches!(character, '\u{2028}' | '\u{2029}')
}

/// A text in which the parser has replaced entities, which may stand for any character.
fn decoded(text: CowStr<'_>) -> CowStr<'_> {
    if text.chars().any(is_hidden) {
        clean(&text).replace('\n', " ").into()
    } else {
        text
    }
}

fn reading() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS
}

/// What rustdoc turns on.
fn rustdoc() -> Options {
    reading() | Options::ENABLE_FOOTNOTES | Options::ENABLE_SMART_PUNCTUATION
}

fn paragraph_of(events: Vec<Event<'_>>, place: Place) -> Option<String> {
    // A word before the text, so that what would begin a list is not escaped within a line.
    let before = match place {
        Place::Start => "",
        Place::Within => "x ",
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
    pulldown_cmark_to_cmark::cmark_with_options(events.iter(), &mut written, reading(), options)
        .ok()?;
    Some(written.trim_matches('\n').to_owned())
}

/// Whether rustdoc finds nothing in a text that it runs, renders as HTML, resolves, or complains about.
fn is_inert(markdown: &str) -> bool {
    let unresolved = Cell::new(false);
    let parser = Parser::new_with_broken_link_callback(
        markdown,
        rustdoc(),
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

/// A text that could not be made inert otherwise: all of it as plain text.
fn fenced(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}text\n{}\n{fence}", text.trim_matches('\n'))
}

/// Takes out of the events what could do harm.
#[derive(Debug, Default)]
struct Rewriter {
    /// Whether each element that is open stays in the output.
    open: Vec<bool>,
    depth: usize,
    in_table: bool,
    in_code: bool,
    in_link: bool,
    one_line: bool,
}

impl Rewriter {
    fn rewrite<'a>(mut self, parser: impl Iterator<Item = Event<'a>>) -> Vec<Event<'a>> {
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

    /// HTML as text: the tags of known elements are left out, all else is shown.
    fn html(&self, html: &str, events: &mut Vec<Event<'_>>) {
        let mut text = String::new();
        let mut rest = html;
        while let Some((before, after)) = rest.split_once('<') {
            text.push_str(before);
            match after.split_once('>') {
                Some((tag, after)) if is_formatting(tag) => {
                    if is_break(tag) {
                        text.push('\n');
                    }
                    rest = after;
                }
                _ => {
                    text.push('<');
                    rest = after;
                }
            }
        }
        text.push_str(rest);
        for (number, line) in text.split('\n').enumerate() {
            if number > 0
                && !matches!(
                    events.last(),
                    None | Some(Event::SoftBreak | Event::Start(_))
                )
            {
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

/// Text with each URL in it as a link, as rustdoc wants it.
fn push_text<'a>(events: &mut Vec<Event<'a>>, text: CowStr<'a>) {
    let Some(mut start) = url_start(&text) else {
        events.push(Event::Text(text));
        return;
    };
    let mut rest: &str = &text;
    loop {
        let (before, from) = rest.split_at(start);
        let end = from
            .find(|c: char| {
                c.is_whitespace()
                    || matches!(c, '<' | '>' | '"' | '\'' | '`' | ')' | ']' | '|' | '\\')
            })
            .unwrap_or(from.len());
        let (url, after) = from.split_at(end);
        let url = url.trim_end_matches(['.', ',', ';', ':', '!', '?', '*', '_']);
        let after = &from[url.len()..from.len() - after.len()].to_owned();
        let tail = &from[end..];
        if !before.is_empty() {
            events.push(Event::Text(before.to_owned().into()));
        }
        if url.len() > "https://".len() {
            events.push(Event::Start(Tag::Link {
                link_type: LinkType::Autolink,
                dest_url: url.to_owned().into(),
                title: "".into(),
                id: "".into(),
            }));
            events.push(Event::Text(url.to_owned().into()));
            events.push(Event::End(TagEnd::Link));
        } else {
            events.push(Event::Code(url.to_owned().into()));
        }
        rest = tail;
        if !after.is_empty() {
            events.push(Event::Text(after.clone().into()));
        }
        match url_start(rest) {
            Some(next) => start = next,
            None => {
                if !rest.is_empty() {
                    events.push(Event::Text(rest.to_owned().into()));
                }
                return;
            }
        }
    }
}

fn url_start(text: &str) -> Option<usize> {
    let http = text.find("http://");
    let https = text.find("https://");
    match (http, https) {
        (Some(http), Some(https)) => Some(http.min(https)),
        (http, https) => http.or(https),
    }
}

fn link<'a>(url: &str) -> Tag<'a> {
    let mut safe = String::with_capacity(url.len());
    for character in url.chars() {
        match character {
            character if is_hidden(character) => {}
            ' ' | '<' | '>' | '(' | ')' | '\\' | '"' | '\'' | '`' | '|' | '[' | ']' | '*' => {
                safe.push_str(&format!("%{:02X}", u32::from(character)))
            }
            character => safe.push(character),
        }
    }
    Tag::Link {
        link_type: LinkType::Inline,
        dest_url: safe.into(),
        title: "".into(),
        id: "".into(),
    }
}

fn is_allowed(url: &str) -> bool {
    ["http://", "https://", "mailto:"].iter().any(|scheme| {
        url.get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
            && url.len() > scheme.len()
    })
}

fn is_formatting(tag: &str) -> bool {
    is_break(tag) || FORMATTING.binary_search(&element(tag).as_str()).is_ok()
}

fn is_break(tag: &str) -> bool {
    matches!(element(tag).as_str(), "br" | "hr")
}

fn element(tag: &str) -> String {
    let tag = tag.strip_prefix('/').unwrap_or(tag);
    tag.split(|c: char| !c.is_ascii_alphanumeric())
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase()
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

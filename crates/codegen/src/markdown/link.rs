//! Links: which URLs are allowed, and the conversion of bare URLs to links.

use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

use super::characters::is_hidden;

/// Appends a string, with each bare URL in it as a link, because rustdoc warns about bare URLs.
pub(super) fn push_text<'a>(events: &mut Vec<Event<'a>>, text: CowStr<'a>) {
    if url_start(&text).is_none() {
        events.push(Event::Text(text));
        return;
    }
    let mut rest: &str = &text;
    while let Some(start) = url_start(rest) {
        let (before, from_url) = rest.split_at(start);
        let (candidate, after) = from_url.split_at(url_end(from_url));
        let url = candidate.trim_end_matches(['.', ',', ';', ':', '!', '?', '*', '_']);
        let (_, punctuation) = candidate.split_at(url.len());
        push_plain(events, before);
        push_url(events, url);
        push_plain(events, punctuation);
        rest = after;
    }
    push_plain(events, rest);
}

fn push_plain(events: &mut Vec<Event<'_>>, text: &str) {
    if !text.is_empty() {
        events.push(Event::Text(text.to_owned().into()));
    }
}

/// Appends a URL as a link, or a scheme without a host as code.
fn push_url(events: &mut Vec<Event<'_>>, url: &str) {
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
}

/// Returns the length of the URL at the start of a string, trailing punctuation included.
fn url_end(text: &str) -> usize {
    let is_end = |character: char| {
        character.is_whitespace()
            || matches!(
                character,
                '<' | '>' | '"' | '\'' | '`' | ')' | ']' | '|' | '\\'
            )
    };
    text.find(is_end).unwrap_or(text.len())
}

/// Returns the byte offset of the first `http` or `https` URL in a string.
pub(super) fn url_start(text: &str) -> Option<usize> {
    let http = text.find("http://");
    let https = text.find("https://");
    match (http, https) {
        (Some(http), Some(https)) => Some(http.min(https)),
        (http, https) => http.or(https),
    }
}

/// Creates a link whose URL contains no character with a meaning in Markdown.
pub(super) fn link<'a>(url: &str) -> Tag<'a> {
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

/// Returns whether a URL has one of the schemes `http`, `https` and `mailto`.
pub(super) fn is_allowed(url: &str) -> bool {
    ["http://", "https://", "mailto:"].iter().any(|scheme| {
        url.get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
            && url.len() > scheme.len()
    })
}

//! Conversion of HTML to plain text.

/// Elements that only affect formatting, sorted: their tags are removed and their content is kept.
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

/// Returns the text of an HTML fragment. Tags of formatting elements are removed, a `br` or `hr`
/// becomes a line end, and everything else is kept as visible text.
pub(super) fn to_text(html: &str) -> String {
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
    text
}

fn is_formatting(tag: &str) -> bool {
    is_break(tag) || FORMATTING.binary_search(&element(tag).as_str()).is_ok()
}

fn is_break(tag: &str) -> bool {
    matches!(element(tag).as_str(), "br" | "hr")
}

/// Returns the lower-case element name of a tag, such as `br` for `/BR `.
fn element(tag: &str) -> String {
    let tag = tag.strip_prefix('/').unwrap_or(tag);
    tag.split(|c: char| !c.is_ascii_alphanumeric())
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase()
}

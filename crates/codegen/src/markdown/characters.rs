//! Removal of characters that change how the text around them is displayed.

use pulldown_cmark::CowStr;

/// The maximum length of a cleaned string, in bytes.
const MAX_BYTES: usize = 64 * 1024;

/// Normalizes line ends to `\n`, and escapes control characters and bidirectional formatting
/// characters. Strings longer than 64 KiB are truncated.
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

/// Returns whether a character affects the text around it without being visible itself.
pub(super) fn is_hidden(character: char) -> bool {
    let reorders = matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{feff}');
    reorders || character.is_control() || matches!(character, '\u{2028}' | '\u{2029}')
}

/// Cleans a string in which the parser has already replaced entities: an entity can encode any
/// character.
pub(super) fn decoded(text: CowStr<'_>) -> CowStr<'_> {
    if text.chars().any(is_hidden) {
        clean(&text).replace('\n', " ").into()
    } else {
        text
    }
}

//! Texts of a document on their way to a terminal or a build log. They must neither steer the terminal, nor reorder what
//! is read, nor be taken for a command by a build service (`::set-output`, `##[command]` at the start of a line).

use std::borrow::Cow;

/// A message on one line: what could act is written as an escape.
pub fn escape_text(text: &str) -> Cow<'_, str> {
    if !text.contains(acts) && !text.contains("##[") {
        return Cow::Borrowed(text);
    }
    let escaped: String = text
        .chars()
        .map(|c| {
            if acts(c) {
                c.escape_default().to_string()
            } else {
                c.to_string()
            }
        })
        .collect();
    Cow::Owned(escaped.replace("##[", "#\\u{23}["))
}

/// A line of a file that is shown for itself, as in a diff; tabs stay.
pub fn escape_line(line: &str) -> Cow<'_, str> {
    if !line.contains(|c| acts(c) && c != '\t') && !line.contains("##[") && !line.contains("::") {
        return Cow::Borrowed(line);
    }
    let tabs: Vec<Cow<'_, str>> = line.split('\t').map(escape_text).collect();
    let escaped = tabs.join("\t");
    // The first character of a diff's line is its sign.
    let command = escaped
        .trim_start_matches(['+', '-', ' ', '\t'])
        .starts_with("::");
    Cow::Owned(if command {
        escaped.replacen("::", "\\u{3a}:", 1)
    } else {
        escaped
    })
}

/// The same, one character for one, so that columns stay: controls become their pictures.
pub(super) fn picture(c: char) -> char {
    match c {
        '\t' => ' ',
        '\u{7f}' => '\u{2421}',
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}'),
        c if acts(c) => '\u{fffd}',
        c => c,
    }
}

/// Control characters, separators of lines and what sets the direction of text (Unicode, UAX 9, 2.1 to 2.6), or is not seen.
pub(super) fn acts(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_cannot_act() {
        assert_eq!(escape_text("plain `ü`"), "plain `ü`");
        assert_eq!(
            escape_text("a\u{1b}[31m\n::set-output\u{202e}\u{9b}"),
            "a\\u{1b}[31m\\n::set-output\\u{202e}\\u{9b}"
        );
        assert_eq!(escape_text("##[set-env]"), "#\\u{23}[set-env]");
    }

    #[test]
    fn lines_are_no_commands() {
        assert_eq!(escape_line("+  ::error::x"), "+  \\u{3a}:error::x");
        assert_eq!(escape_line("+\tuse a::b;"), "+\tuse a::b;");
    }
}

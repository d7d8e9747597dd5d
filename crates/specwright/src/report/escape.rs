//! Escaping of document text for terminals and build logs. Printed text must not control the
//! terminal, reorder other text on the screen, or be interpreted as a command by a build service
//! (`::set-output` or `##[command]` at the start of a line).

use std::borrow::Cow;

/// Returns the text on one line, with control characters and build commands escaped.
pub fn escape_text(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unsafe) && !text.contains("##[") {
        return Cow::Borrowed(text);
    }
    let escaped: String = text
        .chars()
        .map(|c| {
            if is_unsafe(c) {
                c.escape_default().to_string()
            } else {
                c.to_string()
            }
        })
        .collect();
    Cow::Owned(escaped.replace("##[", "#\\u{23}["))
}

/// Escapes a line of a file, as in a diff. Tabs are kept.
pub fn escape_line(line: &str) -> Cow<'_, str> {
    if !line.contains(|c| is_unsafe(c) && c != '\t')
        && !line.contains("##[")
        && !line.contains("::")
    {
        return Cow::Borrowed(line);
    }
    let tabs: Vec<Cow<'_, str>> = line.split('\t').map(escape_text).collect();
    let escaped = tabs.join("\t");
    // The first character of a line in a diff is its sign.
    let command = escaped
        .trim_start_matches(['+', '-', ' ', '\t'])
        .starts_with("::");
    Cow::Owned(if command {
        escaped.replacen("::", "\\u{3a}:", 1)
    } else {
        escaped
    })
}

/// Replaces a control character with a printable character, so that columns stay aligned.
pub(super) fn picture(c: char) -> char {
    match c {
        '\t' => ' ',
        '\u{7f}' => '\u{2421}',
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}'),
        c if is_unsafe(c) => '\u{fffd}',
        c => c,
    }
}

/// Returns whether a character is a control, a line separator, invisible, or sets the direction of
/// text (Unicode UAX 9, 2.1 to 2.6).
pub(super) fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_and_build_commands_are_escaped() {
        assert_eq!(escape_text("plain `ü`"), "plain `ü`");
        assert_eq!(
            escape_text("a\u{1b}[31m\n::set-output\u{202e}\u{9b}"),
            "a\\u{1b}[31m\\n::set-output\\u{202e}\\u{9b}"
        );
        assert_eq!(escape_text("##[set-env]"), "#\\u{23}[set-env]");
    }

    #[test]
    fn lines_do_not_start_with_build_commands() {
        assert_eq!(escape_line("+  ::error::x"), "+  \\u{3a}:error::x");
        assert_eq!(escape_line("+\tuse a::b;"), "+\tuse a::b;");
    }
}

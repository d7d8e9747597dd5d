//! Quoted names in `Content-Disposition`: `form-data; name="file"; filename="a.png"`.

/// Returns whether a character is escaped in a quoted name. `"` and line breaks are escaped as
/// browsers do (HTML, 4.10.22.8), other control characters because headers cannot contain them, and
/// backslashes because some parsers take them as escapes.
fn is_escaped(character: char) -> bool {
    character.is_ascii_control() || matches!(character, '"' | '\\')
}

/// Returns whether the text after a percent sign is an escape of [`is_escaped`], or `25`, repeated,
/// before one. Such a percent sign is escaped itself, as `%25`, so that the name comes back.
fn is_like_escape(mut rest: &str) -> bool {
    while let Some(after) = rest.strip_prefix("25") {
        rest = after;
    }
    escape_code(rest).is_some()
}

/// Decodes the hexadecimal character code at the start of a string.
fn escape_code(text: &str) -> Option<char> {
    let code = text
        .get(..2)
        .filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))?;
    let code = u8::from_str_radix(code, 16).ok()?;
    Some(char::from(code)).filter(|character| is_escaped(*character))
}

/// Quotes a name. Escaped characters have the form `%0A`.
#[cfg(feature = "client")]
pub(super) fn quote(name: &str) -> String {
    let mut quoted = String::with_capacity(name.len() + 2);
    quoted.push('"');
    for (at, character) in name.char_indices() {
        match character {
            escaped if is_escaped(escaped) => {
                quoted.push_str(&format!("%{:02X}", u32::from(escaped)))
            }
            '%' if is_like_escape(name.get(at + 1..).unwrap_or_default()) => quoted.push_str("%25"),
            plain => quoted.push(plain),
        }
    }
    quoted.push('"');
    quoted
}

/// Reverses the escapes of [`quote`]. Other percent signs are part of the name.
#[cfg(feature = "server")]
pub(super) fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        plain.push_str(before);
        rest = after;
        if let Some(escaped) = escape_code(after) {
            plain.push(escaped);
            rest = after.get(2..).unwrap_or_default();
            continue;
        }
        plain.push('%');
        // A decoded `%25` does not start another escape.
        if let Some(literal) = after.strip_prefix("25").filter(|rest| is_like_escape(rest)) {
            rest = literal;
        }
    }
    plain + rest
}

#[cfg(all(test, feature = "client", feature = "server"))]
mod tests {
    use super::*;
    use crate::headers::parse_parameters;

    #[test]
    fn names_survive_quoting() {
        for name in [
            "",
            "a.png",
            "a\"; name=\"b",
            "a\r\nX-Evil: 1\r\n\r\n",
            "\u{0}\u{7f}",
            "back\\",
            "\\\"",
            "\u{1f408} \u{e9}",
            "100%",
            "%2F",
            "%22.txt",
            "%2522.txt",
            "%25",
            "%0a%0D%25%22",
        ] {
            let quoted = quote(name);
            let inner = quoted.trim_start_matches('"').trim_end_matches('"');
            assert!(
                !inner.contains(['"', '\\']) && !inner.contains(char::is_control),
                "{quoted}"
            );
            let header = format!("form-data; name={quoted}; filename={quoted}");
            let values: Vec<String> = parse_parameters(&header)
                .iter()
                .map(|(_, value)| unescape(value))
                .collect();
            assert_eq!(values, [name, name], "{header}");
        }
    }
}

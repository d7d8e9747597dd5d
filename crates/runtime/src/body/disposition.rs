//! Quoted names in `Content-Disposition`: `form-data; name="file"; filename="a.png"`.

/// Returns whether a character is escaped in a quoted name. `"` and line breaks are escaped as
/// browsers do (HTML, 4.10.22.8), other control characters because headers cannot contain them, and
/// backslashes because some parsers take them as escapes.
fn is_escaped(character: char) -> bool {
    character.is_ascii_control() || matches!(character, '"' | '\\')
}

/// Quotes a name. Escaped characters have the form `%0A`.
#[cfg(feature = "client")]
pub(super) fn quote(name: &str) -> String {
    let mut quoted = String::with_capacity(name.len() + 2);
    quoted.push('"');
    for character in name.chars() {
        match character {
            escaped if is_escaped(escaped) => {
                quoted.push_str(&format!("%{:02X}", u32::from(escaped)))
            }
            plain => quoted.push(plain),
        }
    }
    quoted.push('"');
    quoted
}

/// Reverses the escapes of [`is_escaped`] characters. Other percent signs are part of the name.
#[cfg(feature = "server")]
pub(super) fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        let (before, marked) = rest.split_at(at);
        plain.push_str(before);
        let code = marked
            .get(1..3)
            .filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
        match code.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(escaped) if is_escaped(char::from(escaped)) => {
                plain.push(char::from(escaped));
                rest = marked.get(3..).unwrap_or_default();
            }
            _ => {
                plain.push('%');
                rest = marked.get(1..).unwrap_or_default();
            }
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

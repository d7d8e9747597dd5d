//! Header fields with parameters: `form-data; name="file"; filename="a.png"`.

/// Whether a character can't stand between quotes. `"` and line ends are escaped as browsers do (HTML, 4.10.22.8); other control characters
/// can't stand in a header field, and for some readers a backslash escapes the quote after it.
fn is_escaped(character: char) -> bool {
    character.is_ascii_control() || matches!(character, '"' | '\\')
}

/// A text as a quoted parameter; what is escaped in it has the form `%0A`.
#[cfg(feature = "client")]
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
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

/// What stands before the parameters, and the parameters by their names in lower case. Text that is in no form is left out.
#[cfg(feature = "server")]
pub(crate) fn parameters(field: &str) -> (String, Vec<(String, String)>) {
    let (first, mut rest) = field.split_once(';').unwrap_or((field, ""));
    let mut parameters = Vec::new();
    while let Some((name, value)) = rest.split_once('=') {
        let name = name.trim_matches([' ', '\t', ';']).to_ascii_lowercase();
        let value = value.trim_start_matches([' ', '\t']);
        let (value, after) = match value.strip_prefix('"') {
            Some(quoted) => unquote(quoted),
            None => {
                let (value, after) = value.split_once(';').unwrap_or((value, ""));
                (value.trim_matches([' ', '\t']).to_owned(), after)
            }
        };
        parameters.push((name, value));
        rest = after;
    }
    (first.trim_matches([' ', '\t']).to_owned(), parameters)
}

/// The text up to the closing quote, and what follows.
#[cfg(feature = "server")]
fn unquote(quoted: &str) -> (String, &str) {
    let mut text = String::new();
    let mut rest = quoted;
    while let Some(at) = rest.find(['"', '\\']) {
        let (plain, marked) = rest.split_at(at);
        text.push_str(plain);
        rest = marked.get(1..).unwrap_or_default();
        if marked.starts_with('"') {
            return (text, rest);
        }
        // Browsers leave a backslash as it is: it escapes a quote only if that is not the last one.
        match rest.chars().next() {
            Some(escaped @ ('"' | '\\'))
                if rest.get(1..).is_some_and(|after| after.contains('"')) =>
            {
                text.push(escaped);
                rest = rest.get(1..).unwrap_or_default();
            }
            _ => text.push('\\'),
        }
    }
    (text + rest, "")
}

/// Undoes the escapes of a quoted name, and no others: a percent sign is one in most names.
#[cfg(feature = "server")]
pub(super) fn unescaped(text: &str) -> String {
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

    fn read(field: &str) -> Vec<(String, String)> {
        parameters(field).1
    }

    fn pair(name: &str, value: &str) -> (String, String) {
        (name.to_owned(), value.to_owned())
    }

    #[test]
    fn parameters_are_read_however_they_are_written() {
        assert_eq!(
            parameters("form-data; name=\"a\"; filename=b.png"),
            (
                "form-data".into(),
                vec![pair("name", "a"), pair("filename", "b.png")]
            )
        );
        assert_eq!(
            read("x;NAME = \"a;b=c\" ;filename=\"\""),
            [pair("name", "a;b=c"), pair("filename", "")]
        );
        assert_eq!(
            read(r#"x; name="a\"b\\c"; f="C:\dir\"#.trim_end()),
            [pair("name", r#"a"b\c"#), pair("f", r"C:\dir\")]
        );
        assert_eq!(
            read(r#"x; name="C:\d\"; f="e""#),
            [pair("name", r#"C:\d"; f="#)]
        );
        assert_eq!(read(r#"x; name="C:\d\""#), [pair("name", r"C:\d\")]);
        assert_eq!(read("x"), []);
        assert_eq!(read("x; name"), []);
    }

    #[test]
    fn any_name_survives_and_stays_in_its_quotes() {
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
            let quoted = quoted(name);
            let inner = quoted.trim_start_matches('"').trim_end_matches('"');
            assert!(
                !inner.contains(['"', '\\']) && !inner.contains(char::is_control),
                "{quoted}"
            );
            let field = format!("form-data; name={quoted}; filename={quoted}");
            let values: Vec<String> = read(&field)
                .iter()
                .map(|(_, value)| unescaped(value))
                .collect();
            assert_eq!(values, [name, name], "{field}");
        }
    }
}

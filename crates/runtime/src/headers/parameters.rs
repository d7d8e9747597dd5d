//! Parameters of a header value: `form-data; name="file"; filename="a.png"`.

/// Returns the parameters of a header value, with their names in lower case. Malformed parts are
/// ignored.
pub(crate) fn parse_parameters(header: &str) -> Vec<(String, String)> {
    let (_, mut rest) = header.split_once(';').unwrap_or((header, ""));
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
    parameters
}

/// Returns the string up to the closing quote, and the rest after the quote.
fn unquote(quoted: &str) -> (String, &str) {
    let mut string = String::new();
    let mut rest = quoted;
    while let Some(at) = rest.find(['"', '\\']) {
        let (plain, marked) = rest.split_at(at);
        string.push_str(plain);
        rest = marked.get(1..).unwrap_or_default();
        if marked.starts_with('"') {
            return (string, rest);
        }
        // Browsers do not escape a backslash, so one before the last quote is part of the string.
        match rest.chars().next() {
            Some(escaped @ ('"' | '\\'))
                if rest.get(1..).is_some_and(|after| after.contains('"')) =>
            {
                string.push(escaped);
                rest = rest.get(1..).unwrap_or_default();
            }
            _ => string.push('\\'),
        }
    }
    (string + rest, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(name: &str, value: &str) -> (String, String) {
        (name.to_owned(), value.to_owned())
    }

    #[test]
    fn parameters_are_parsed_with_and_without_quotes() {
        assert_eq!(
            parse_parameters("form-data; name=\"a\"; filename=b.png"),
            [pair("name", "a"), pair("filename", "b.png")]
        );
        assert_eq!(
            parse_parameters("x;NAME = \"a;b=c\" ;filename=\"\""),
            [pair("name", "a;b=c"), pair("filename", "")]
        );
        assert_eq!(
            parse_parameters(r#"x; name="a\"b\\c"; f="C:\dir\"#.trim_end()),
            [pair("name", r#"a"b\c"#), pair("f", r"C:\dir\")]
        );
        assert_eq!(
            parse_parameters(r#"x; name="C:\d\"; f="e""#),
            [pair("name", r#"C:\d"; f="#)]
        );
        assert_eq!(
            parse_parameters(r#"x; name="C:\d\""#),
            [pair("name", r"C:\d\")]
        );
        assert_eq!(parse_parameters("x"), []);
        assert_eq!(parse_parameters("x; name"), []);
    }
}

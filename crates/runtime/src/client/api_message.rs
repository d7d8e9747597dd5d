//! The messages in bodies of error responses.

use std::fmt;

use http::HeaderMap;
use serde_json::Value;

use super::raw_response::content_type_of;
use crate::media_type::MediaType;

/// The properties that usually contain the message, the most specific one first: of problem details
/// (RFC 9457), OAuth 2.0 (RFC 6749, 5.2), and the common `message` and `error`.
const PROPERTIES: &[&str] = &[
    "detail",
    "message",
    "error_description",
    "error",
    "errors",
    "title",
    "msg",
];

/// The maximum number of objects and arrays around the message.
const MAX_DEPTH: usize = 4;

/// The maximum size of a body that is searched, in bytes.
const MAX_BYTES: usize = 64 * 1024;

/// The maximum length of a message, in characters.
const MAX_CHARACTERS: usize = 300;

/// Returns the message in the body of an error response, in one line.
pub(super) fn message(headers: &HeaderMap, body: &[u8]) -> Option<String> {
    let content_type = MediaType::new(content_type_of(headers).unwrap_or("application/json"));
    let body = body.get(..MAX_BYTES.min(body.len()))?;
    let text = if content_type.is_json() {
        let value: Value = serde_json::from_slice(body).ok()?;
        in_value(&value, MAX_DEPTH)?.to_owned()
    } else if content_type.essence().eq_ignore_ascii_case("text/plain") {
        std::str::from_utf8(body).ok()?.to_owned()
    } else {
        return None;
    };
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect();
    let line = words.join(" ");
    match line.char_indices().nth(MAX_CHARACTERS) {
        Some((end, _)) => Some(format!("{}\u{2026}", line.get(..end)?)),
        None => (!line.is_empty()).then_some(line),
    }
}

/// Appends the message in the body of a response, if there is one.
pub(super) fn append(f: &mut fmt::Formatter<'_>, headers: &HeaderMap, body: &[u8]) -> fmt::Result {
    match message(headers, body) {
        Some(message) => write!(f, ": {message}"),
        None => Ok(()),
    }
}

fn in_value(value: &Value, depth: usize) -> Option<&str> {
    let depth = depth.checked_sub(1)?;
    match value {
        Value::String(text) => Some(text),
        Value::Array(items) => in_value(items.first()?, depth),
        Value::Object(properties) => {
            let mut found = PROPERTIES.iter().filter_map(|name| properties.get(*name));
            found.find_map(|value| in_value(value, depth))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use http::header::CONTENT_TYPE;

    use super::*;

    #[test]
    fn messages_are_where_apis_put_them() {
        for (content_type, body, expected) in [
            (
                "application/problem+json",
                r#"{"title":"Gone","detail":"The pet has left."}"#,
                Some("The pet has left."),
            ),
            (
                "application/json; charset=utf-8",
                r#"{"error":{"code":404,"message":"No such\n customer"}}"#,
                Some("No such customer"),
            ),
            (
                "application/json",
                r#"{"errors":[{"code":"a","message":"first"},{"message":"second"}]}"#,
                Some("first"),
            ),
            (
                "application/json",
                r#"{"error":"invalid_grant","error_description":"expired"}"#,
                Some("expired"),
            ),
            (
                "application/json",
                r#"{"message":null,"error":"no"}"#,
                Some("no"),
            ),
            ("application/json", r#""plain""#, Some("plain")),
            ("application/json", r#"{"code":1}"#, None),
            ("application/json", "<html>", None),
            (
                "text/plain",
                " try\tlater\u{1b}[0m\n",
                Some("try later [0m"),
            ),
            ("text/plain", "\n", None),
            ("text/html", "<p>no</p>", None),
        ] {
            let content_type = HeaderValue::from_static(content_type);
            let headers = HeaderMap::from_iter([(CONTENT_TYPE, content_type)]);
            let found = message(&headers, body.as_bytes());
            assert_eq!(found.as_deref(), expected, "{body}");
        }
    }

    #[test]
    fn long_messages_are_shortened() {
        let body = serde_json::json!({ "message": "\u{e9}".repeat(MAX_CHARACTERS + 1) });
        let found = message(&HeaderMap::new(), body.to_string().as_bytes());
        let found = found.expect("a message");
        assert_eq!(found.chars().count(), MAX_CHARACTERS + 1);
        assert!(found.ends_with('\u{2026}'));
    }
}

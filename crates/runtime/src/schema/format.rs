//! Checks of the formats of strings and integers. Unknown formats are not checked.

use std::net::{Ipv4Addr, Ipv6Addr};

use serde_json::Value;

use crate::format::{parse_date_time, parse_full_date};
use crate::{Base64, Base64Url};

/// Returns whether a value has a format. A format does not apply to values of other types.
pub(super) fn matches(format: &str, value: &Value) -> bool {
    match value {
        Value::String(string) => string_matches(format, string),
        Value::Number(_) => number_matches(format, value),
        _ => true,
    }
}

fn number_matches(format: &str, value: &Value) -> bool {
    let within = |least: i64, greatest: i64| {
        value
            .as_i64()
            .is_some_and(|number| (least..=greatest).contains(&number))
    };
    match format {
        "int8" => within(i8::MIN.into(), i8::MAX.into()),
        "int16" => within(i16::MIN.into(), i16::MAX.into()),
        "int32" => within(i32::MIN.into(), i32::MAX.into()),
        "int64" => value.is_i64(),
        "uint8" => within(0, u8::MAX.into()),
        "uint16" => within(0, u16::MAX.into()),
        "uint32" => within(0, u32::MAX.into()),
        "uint64" | "uint" => value.is_u64(),
        _ => true,
    }
}

fn string_matches(format: &str, text: &str) -> bool {
    match format {
        "date-time" => parse_date_time(text).is_some(),
        "date" => parse_full_date(text).is_some(),
        "uuid" => is_uuid(text),
        "uri" | "url" => is_uri(text),
        "email" => is_email(text),
        "hostname" => is_hostname(text),
        "ipv4" => text.parse::<Ipv4Addr>().is_ok(),
        "ipv6" => text.parse::<Ipv6Addr>().is_ok(),
        "byte" => Base64::from(text).decode().is_ok(),
        "base64url" => Base64Url::from(text).decode().is_ok(),
        _ => true,
    }
}

/// Returns whether the text is a UUID (RFC 9562, 4): groups of 8, 4, 4, 4 and 12 hexadecimal
/// digits.
fn is_uuid(text: &str) -> bool {
    text.split('-').map(str::len).eq([8, 4, 4, 4, 12])
        && text
            .bytes()
            .all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

/// Returns whether the text is a URI (RFC 3986, 3): a scheme, a colon, and the characters allowed
/// in a URI.
fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else {
        return false;
    };
    let named = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    named
        && rest
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte))
        && has_complete_escapes(rest)
}

fn has_complete_escapes(text: &str) -> bool {
    text.split('%')
        .skip(1)
        .all(|rest| rest.len() >= 2 && rest.bytes().take(2).all(|byte| byte.is_ascii_hexdigit()))
}

/// Returns whether the text is an email address (RFC 5321, 4.1.2): a local part of at most 64
/// bytes, `@`, and a domain.
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else {
        return false;
    };
    let quoted = local.len() > 2 && local.starts_with('"') && local.ends_with('"');
    let atoms = local.split('.').all(|atom| {
        !atom.is_empty()
            && !atom.contains(|c: char| {
                c.is_whitespace() || c.is_control() || "\"(),:;<>@[\\]".contains(c)
            })
    });
    local.len() <= 64
        && (quoted || atoms)
        && (is_hostname(domain) || (domain.starts_with('[') && domain.ends_with(']')))
}

/// Returns whether the text is a host name (RFC 1123, 2.1): labels of at most 63 letters, digits
/// and hyphens; 253 bytes in total.
fn is_hostname(text: &str) -> bool {
    text.len() <= 253
        && text.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label
                    .bytes()
                    .all(|byte| byte == b'-' || byte.is_ascii_alphanumeric())
        })
}

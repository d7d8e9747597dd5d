//! Percent-encoding (RFC 3986, 2.1).

use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};

/// Every character except the unreserved ones (RFC 3986, 2.3).
const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Every character except the unreserved ones and those reserved ones that have no meaning in a
/// query of the form `name=value&..`.
const EXCEPT_RESERVED: &AsciiSet = &COMPONENT
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'[')
    .remove(b']')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b',')
    .remove(b';');

/// The characters that a literal path segment cannot contain. Existing percent-encoding is kept.
#[cfg(any(feature = "client", feature = "server"))]
const LITERAL: &AsciiSet = &NOT_IN_PATH.remove(b'%');

/// The characters that the value of a path parameter cannot contain if it may contain reserved
/// ones. The percent sign is encoded, so that the value comes back as it was.
const NOT_IN_PATH: &AsciiSet = &EXCEPT_RESERVED
    .remove(b'&')
    .remove(b'=')
    .remove(b'+')
    .add(b'?')
    .add(b'[')
    .add(b']');

/// The characters that the value of a cookie cannot contain (RFC 6265, 4.1.1), and the percent sign,
/// which percent-decoding would change.
const NOT_IN_COOKIE: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'%')
    .add(b',')
    .add(b';')
    .add(b'\\');

/// Percent-encodes the value of a cookie.
pub(super) fn percent_encode_cookie(text: &str) -> String {
    utf8_percent_encode(text, NOT_IN_COOKIE).to_string()
}

/// Percent-encodes a value of a path or a query.
pub(crate) fn percent_encode(text: &str) -> String {
    utf8_percent_encode(text, COMPONENT).to_string()
}

/// Percent-encodes a value of a query, except for reserved characters.
pub(super) fn percent_encode_except_reserved(text: &str) -> String {
    utf8_percent_encode(text, EXCEPT_RESERVED).to_string()
}

/// Percent-encodes a value of a path, except for the reserved characters that a path can contain.
pub(super) fn percent_encode_path_except_reserved(text: &str) -> String {
    utf8_percent_encode(text, NOT_IN_PATH).to_string()
}

/// Percent-encodes a literal part of a path template.
#[cfg(any(feature = "client", feature = "server"))]
pub(crate) fn percent_encode_literal(text: &str) -> String {
    utf8_percent_encode(text, LITERAL).to_string()
}

/// Percent-decodes a string once.
///
/// # Errors
/// If the bytes are not UTF-8.
#[cfg(feature = "server")]
pub(super) fn percent_decode(text: &str) -> Result<String, super::DecodeError> {
    percent_encoding::percent_decode_str(text)
        .decode_utf8()
        .map(std::borrow::Cow::into_owned)
        .map_err(|_| super::DecodeError::NotUtf8)
}

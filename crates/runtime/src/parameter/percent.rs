//! Percent-encoding (RFC 3986, 2.1).

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// All but the unreserved characters (RFC 3986, 2.3).
const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// All but the unreserved and those reserved characters that mean nothing to who reads a query as `name=value&..`.
const RESERVED: &AsciiSet = &COMPONENT
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

/// What can't stand in a path that is written as it should be; escapes that are there already stay.
#[cfg(any(feature = "client", feature = "server"))]
const LITERAL: &AsciiSet = &RESERVED
    .remove(b'%')
    .remove(b'&')
    .remove(b'=')
    .remove(b'+')
    .add(b'?')
    .add(b'[')
    .add(b']');

/// Text as a value in a path or a query.
pub(crate) fn encode(text: &str) -> String {
    utf8_percent_encode(text, COMPONENT).to_string()
}

/// Text as a value in a query, reserved characters left as they are.
pub(crate) fn encode_reserved(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// A literal part of a path.
#[cfg(any(feature = "client", feature = "server"))]
pub(crate) fn encode_literal(text: &str) -> String {
    utf8_percent_encode(text, LITERAL).to_string()
}

/// Decodes once; none if the octets are no UTF-8.
#[cfg(feature = "server")]
pub(crate) fn decode(text: &str) -> Option<String> {
    percent_encoding::percent_decode_str(text)
        .decode_utf8()
        .ok()
        .map(std::borrow::Cow::into_owned)
}

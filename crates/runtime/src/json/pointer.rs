//! JSON pointers (RFC 6901).

use std::borrow::Cow;

/// Escapes one token of a JSON pointer (RFC 6901, 3).
pub(crate) fn escape_token(token: &str) -> Cow<'_, str> {
    if token.contains(['~', '/']) {
        token.replace('~', "~0").replace('/', "~1").into()
    } else {
        token.into()
    }
}

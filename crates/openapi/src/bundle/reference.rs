//! The text of a `$ref`.

use crate::pointer::{Pointer, Span};

/// Where a reference leads (RFC 3986, 4.1, as far as documents use it).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reference {
    /// Into the same file.
    Local(Pointer),
    /// Into another file; the path counts from the folder of the root document, and begins with `..` where it leaves it.
    File(String, Pointer),
    /// Somewhere on the network.
    Remote,
    /// To a file by an absolute path, which means something else on every machine.
    Outside,
    /// By a name instead of a pointer.
    Name(String),
    /// To a place that was found by its identifier.
    Place(Span),
    /// To a place that can only have been meant.
    Meant(Span),
}

impl Reference {
    /// Reads the text of a reference that stands in the file `base`.
    pub fn parse(text: &str, base: &str) -> Self {
        let (file, fragment) = text.split_once('#').unwrap_or((text, ""));
        let fragment = percent_decode(fragment);
        let pointer = Pointer::from_text(&fragment);
        let is_pointer = fragment.is_empty() || fragment.starts_with('/');
        if file.is_empty() {
            return if is_pointer {
                Self::Local(pointer)
            } else {
                Self::Name(fragment)
            };
        }
        match scheme(file) {
            Some(scheme) if scheme.len() == 1 || scheme.eq_ignore_ascii_case("file") => {
                return Self::Outside;
            }
            Some(_) => return Self::Remote,
            None if file.starts_with("//") => return Self::Remote,
            None => {}
        }
        match join(base, &percent_decode(file)) {
            None => Self::Outside,
            Some(path) if !is_pointer => Self::Name(format!("{path}#{fragment}")),
            Some(path) if path == base => Self::Local(pointer),
            Some(path) => Self::File(path, pointer),
        }
    }

    /// The text of a reference that stands in the file `base` and leads into the file `path`; both count from the folder of the root document.
    pub fn text(base: &str, path: &str, pointer: &Pointer) -> String {
        let fragment = pointer.as_str().replace('%', "%25");
        if base == path {
            return format!("#{fragment}");
        }
        let up = "../".repeat(base.matches('/').count());
        let file = path.replace('%', "%25").replace('#', "%23");
        format!("./{up}{file}#{fragment}")
    }
}

/// What stands before the first colon, if it is a scheme.
fn scheme(file: &str) -> Option<&str> {
    let (scheme, _) = file.split_once(':')?;
    let first = scheme.chars().next()?;
    let rest = scheme
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    (first.is_ascii_alphabetic() && rest).then_some(scheme)
}

/// The path of `file` seen from the folder of `base`, with `..` only at its beginning; none if it is absolute, or could be on some system.
fn join(base: &str, file: &str) -> Option<String> {
    if file.starts_with('/') || file.contains(['\\', '\0']) {
        return None;
    }
    let mut parts: Vec<&str> = base.split('/').collect();
    parts.pop();
    for part in file.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    (!parts.is_empty()).then(|| parts.join("/"))
}

/// Decodes `%41`; what is no valid escape stays.
fn percent_decode(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut index = 0;
    while let Some(byte) = bytes.get(index) {
        let escape = text
            .get(index + 1..index + 3)
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match (byte, escape) {
            (b'%', Some(value)) => {
                decoded.push(value);
                index += 3;
            }
            _ => {
                decoded.push(*byte);
                index += 1;
            }
        }
    }
    String::from_utf8(decoded).unwrap_or_else(|_| text.to_owned())
}

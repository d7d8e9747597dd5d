//! JSON pointers ([RFC 6901](https://www.rfc-editor.org/rfc/rfc6901)) and the places that they name.

use std::fmt;
use std::sync::Arc;

/// A JSON pointer in its string form: empty for the whole document, else `/` before each escaped token.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pointer(Arc<str>);

/// Which of the files of a document a place lies in; the root document is 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(pub u32);

/// A place in the text: a file and a pointer into it. Line and column are looked up only when they are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub source: SourceId,
    /// The value inside the file.
    pub pointer: Pointer,
}

impl SourceId {
    /// The file of the user's choices, which is none of the document.
    pub const CONFIG: Self = Self(u32::MAX);

    /// The choices that were made on the command line, likewise.
    pub const ARGUMENTS: Self = Self(u32::MAX - 1);
}

impl Pointer {
    /// The pointer to the whole document.
    pub fn root() -> Self {
        Self::default()
    }

    /// Takes a pointer in its string form (`/a/b~1c`), as it stands in the fragment of a reference.
    pub fn from_text(text: &str) -> Self {
        Self(Arc::from(text))
    }

    /// This pointer with one more token, which is given unescaped.
    #[must_use]
    pub fn join(&self, token: &str) -> Self {
        let mut text = String::with_capacity(self.0.len() + token.len() + 1);
        text.push_str(&self.0);
        text.push('/');
        for part in token.split_inclusive(['~', '/']) {
            let plain = part.trim_end_matches(['~', '/']);
            text.push_str(plain);
            text.push_str(match part.as_bytes().get(plain.len()) {
                Some(b'~') => "~0",
                Some(_) => "~1",
                None => "",
            });
        }
        Self(Arc::from(text))
    }

    /// This pointer with the position in a list as one more token.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        Self(Arc::from(format!("{}/{index}", self.0)))
    }

    /// The pointer in its string form.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The unescaped tokens, outermost first.
    pub fn tokens(&self) -> impl Iterator<Item = String> + '_ {
        self.0
            .split('/')
            .skip(1)
            .map(|token| token.replace("~1", "/").replace("~0", "~"))
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Span {
    /// A place in the root document.
    pub fn root(pointer: Pointer) -> Self {
        Self {
            source: SourceId(0),
            pointer,
        }
    }

    /// Returns the location of a whole file.
    pub fn file(source: SourceId) -> Self {
        Self {
            source,
            pointer: Pointer::root(),
        }
    }

    /// The place of a member of this value.
    #[must_use]
    pub fn join(&self, token: &str) -> Self {
        Self {
            source: self.source,
            pointer: self.pointer.join(token),
        }
    }

    /// The place of an element of this value.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        Self {
            source: self.source,
            pointer: self.pointer.index(index),
        }
    }
}

//! JSON pointers ([RFC 6901](https://www.rfc-editor.org/rfc/rfc6901)) and the locations they name.

use std::fmt;
use std::sync::Arc;

/// A JSON pointer in its string form: empty for the whole document, otherwise a `/` before each
/// escaped token.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pointer(Arc<str>);

/// The index of a file of a document. The root document is 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(pub u32);

/// A location: a file and a JSON pointer into it. [`Sources`](crate::Sources) computes the line and
/// column when they are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file that contains the value.
    pub source: SourceId,
    /// The pointer to the value in the file.
    pub pointer: Pointer,
    /// The dynamic scope in which a schema is used. It has no effect on the location.
    pub scope: ScopeId,
}

/// The index of a dynamic scope, which determines the targets of `$dynamicRef` (JSON Schema Core
/// 2020-12, 7.1). In the scope 0, every `$dynamicRef` has the target of a `$ref`, or a target in
/// the schema resource that contains it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ScopeId(pub u32);

impl SourceId {
    /// The configuration file, which is not part of the document.
    pub const CONFIG: Self = Self(u32::MAX);

    /// The command-line arguments, which are not part of the document.
    pub const ARGUMENTS: Self = Self(u32::MAX - 1);
}

impl Pointer {
    /// Returns the pointer to the whole document.
    pub fn root() -> Self {
        Self::default()
    }

    /// Creates a pointer from its string form (`/a/b~1c`), as in the fragment of a reference.
    pub fn from_text(text: &str) -> Self {
        Self(Arc::from(text))
    }

    /// Appends a token, which is escaped.
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

    /// Appends the index of an element.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        Self(Arc::from(format!("{}/{index}", self.0)))
    }

    /// Returns the string form.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Iterates over the unescaped tokens, outermost first.
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
    /// Returns a location in the root document.
    pub fn root(pointer: Pointer) -> Self {
        Self {
            pointer,
            ..Self::default()
        }
    }

    /// Returns the location of a whole file.
    pub fn file(source: SourceId) -> Self {
        Self {
            source,
            ..Self::default()
        }
    }

    /// Returns the location of a property of this value.
    #[must_use]
    pub fn join(&self, token: &str) -> Self {
        Self {
            pointer: self.pointer.join(token),
            ..*self
        }
    }

    /// Returns the location of an element of this value.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        Self {
            pointer: self.pointer.index(index),
            ..*self
        }
    }

    /// Returns the same location without a dynamic scope.
    #[must_use]
    pub fn unscoped(&self) -> Self {
        self.clone().in_scope(ScopeId::default())
    }

    /// Returns the same location in a dynamic scope.
    #[must_use]
    pub fn in_scope(self, scope: ScopeId) -> Self {
        Self { scope, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_escaped_and_unescaped() {
        let pointer = Pointer::root().join("/pets/{id}").join("a~b").index(0);
        assert_eq!(pointer.as_str(), "/~1pets~1{id}/a~0b/0");
        let tokens: Vec<String> = pointer.tokens().collect();
        assert_eq!(tokens, ["/pets/{id}", "a~b", "0"]);
    }
}

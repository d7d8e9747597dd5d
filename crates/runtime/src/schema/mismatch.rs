/// A value that violates a rule of its schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    pointer: String,
    keyword: &'static str,
    message: String,
}

impl Mismatch {
    /// Creates a mismatch of the root value.
    pub fn new(keyword: &'static str, message: impl Into<String>) -> Self {
        Self::at(String::new(), keyword, message)
    }

    pub(super) fn at(pointer: String, keyword: &'static str, message: impl Into<String>) -> Self {
        Self {
            pointer,
            keyword,
            message: message.into(),
        }
    }

    /// The JSON pointer (RFC 6901) of the value; empty for the root value.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// The violated keyword of JSON Schema, such as `type`, `required` or `maxLength`.
    pub fn keyword(&self) -> &'static str {
        self.keyword
    }

    /// The description of the problem. It does not contain the value.
    pub fn message(&self) -> &str {
        &self.message
    }
}

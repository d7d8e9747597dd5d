/// A value that cannot be serialized in the style of its parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EncodeError {
    /// An array or object within another one, which only `deepObject` can express.
    #[error("contains a nested array or object, which the style cannot express")]
    Nested,
    /// An element that contains the delimiter, where the delimiter cannot be escaped.
    #[error("contains an element with the delimiter of the style")]
    Separator,
    /// `null`, or an array with one empty string, which would look like a missing value.
    #[error("has no representation as a string")]
    Empty,
    /// A value other than an object in the style `deepObject`.
    #[error("must be an object in this style")]
    NotAnObject,
}

/// A string that is not in the style of its parameter.
#[cfg(feature = "server")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// Percent-encoded bytes that are not UTF-8.
    #[error("is not UTF-8")]
    NotUtf8,
    /// JSON content that cannot be parsed.
    #[error("is not valid JSON")]
    NotJson,
    /// A string without the prefix of its style, or object properties without values.
    #[error("is not in the style of the parameter")]
    Style,
    /// Several values for a parameter that takes one.
    #[error("is given more than once")]
    Repeated,
}

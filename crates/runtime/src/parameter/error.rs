/// A value that cannot be serialized in the style of its parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EncodeError {
    /// An array or object within another one, which only `deepObject` can express, to a depth of
    /// 16.
    #[error("contains a nested array or object, which the style cannot express")]
    Nested,
    /// An element that contains the delimiter, where the delimiter cannot be escaped.
    #[error("contains an element with the delimiter of the style")]
    Separator,
    /// `null`, or an object or array that contains it.
    #[error("is or contains `null`, which has no representation as a string")]
    Null,
    /// An exploded object with a property that has the name of another parameter.
    #[error("has a property with the name of another parameter")]
    Clash,
    /// A value that would look like a missing one: an array with one empty string, or a required
    /// array without elements.
    #[error("looks like a missing value in this style")]
    Empty,
    /// An empty element of a list in a header, which recipients ignore (RFC 9110, 5.6.1).
    #[error("contains an empty element, which recipients of a header ignore")]
    EmptyElement,
    /// A value other than an object as a form.
    #[error("must be an object")]
    NotAnObject,
}

/// A form that cannot be decoded.
#[cfg(feature = "server")]
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{} {error}", self.subject())]
pub struct FormError {
    /// The name of the property, or `None` for the whole form.
    pub name: Option<String>,
    /// The reason.
    pub error: DecodeError,
}

#[cfg(feature = "server")]
impl FormError {
    /// Creates an error about a property.
    pub(crate) fn of(name: &str, error: DecodeError) -> Self {
        Self {
            name: Some(name.to_owned()),
            error,
        }
    }

    fn subject(&self) -> String {
        match &self.name {
            Some(name) => format!("The property {name:?}"),
            None => "The body".to_owned(),
        }
    }
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

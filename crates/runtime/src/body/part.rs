use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use serde::Serialize;

use super::File;
use crate::json::ValueError;

/// One part of a multipart body (RFC 2046, 5.1; RFC 7578).
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Part {
    /// The name: of the field in a form, where there must be one.
    pub name: Option<String>,
    /// The name of the file, any text: whoever receives it must not take it for a path.
    pub file_name: Option<String>,
    /// The media type; without one the part is `text/plain`.
    pub content_type: Option<String>,
    /// Other header fields, such as `Content-ID`. `Content-Disposition` and `Content-Type` are written from the above.
    pub headers: HeaderMap,
    /// The octets.
    pub content: Bytes,
}

impl Part {
    /// A part without a name.
    pub fn new(content: impl Into<Bytes>) -> Self {
        Self {
            content: content.into(),
            ..Self::default()
        }
    }

    /// A text in a form.
    pub fn text(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self::new(text.into()).name(name)
    }

    /// A value as JSON in a form.
    ///
    /// # Errors
    /// When the value does not serialize.
    pub fn json<T: Serialize + ?Sized>(
        name: impl Into<String>,
        value: &T,
    ) -> Result<Self, ValueError> {
        let text = serde_json::to_vec(value).map_err(ValueError::new)?;
        Ok(Self::new(text).name(name).content_type("application/json"))
    }

    /// A file in a form. One without a name is named `blob`, and is `application/octet-stream` unless it says otherwise.
    pub fn file(name: impl Into<String>, file: File) -> Self {
        Self {
            name: Some(name.into()),
            file_name: Some(file.name.unwrap_or_else(|| "blob".to_owned())),
            content_type: Some(
                file.content_type
                    .unwrap_or_else(|| "application/octet-stream".to_owned()),
            ),
            content: file.content,
            headers: HeaderMap::new(),
        }
    }

    /// With a name.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// With a media type.
    #[must_use]
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }

    /// With another header field.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.append(name, value);
        self
    }

    /// The content as text; none if it is not UTF-8.
    pub fn as_text(&self) -> Option<&str> {
        std::str::from_utf8(&self.content).ok()
    }

    /// The media type without parameters, in lower case; `text/plain` where the part says none.
    #[cfg(feature = "server")]
    pub(crate) fn essence(&self) -> String {
        let text = self.content_type.as_deref().unwrap_or("text/plain");
        text.split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase()
    }
}

/// Shows how many octets there are, not which.
impl fmt::Debug for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Part")
            .field("name", &self.name)
            .field("file_name", &self.file_name)
            .field("content_type", &self.content_type)
            .field("content", &self.content.len())
            .finish_non_exhaustive()
    }
}

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use serde::Serialize;

use super::File;
use crate::json;
use crate::json::ValueError;
#[cfg(feature = "server")]
use crate::media_type::MediaType;

/// One part of a multipart body (RFC 2046, 5.1; RFC 7578).
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Part {
    /// The name of the property, which is required in `multipart/form-data`.
    pub name: Option<String>,
    /// The file name, which can be any string and must not be used as a path.
    pub file_name: Option<String>,
    /// The media type. A part without one is `text/plain`.
    pub content_type: Option<String>,
    /// Other headers, such as `Content-ID`. `Content-Disposition` and `Content-Type` are derived
    /// from the fields above.
    pub headers: HeaderMap,
    /// The content.
    pub content: Bytes,
}

impl Part {
    /// Creates a part without a name.
    pub fn new(content: impl Into<Bytes>) -> Self {
        Self {
            content: content.into(),
            ..Self::default()
        }
    }

    /// Creates a string property of a form.
    pub fn text(name: impl Into<String>, string: impl Into<String>) -> Self {
        Self::new(string.into()).name(name)
    }

    /// Creates a JSON property of a form.
    ///
    /// # Errors
    /// If the value does not serialize.
    pub fn json<T: Serialize + ?Sized>(
        name: impl Into<String>,
        value: &T,
    ) -> Result<Self, ValueError> {
        let json = json::to_vec(value).map_err(ValueError::new)?;
        Ok(Self::new(json).name(name).content_type("application/json"))
    }

    /// Creates a file of a form. The file name defaults to `blob`, and the media type to
    /// `application/octet-stream`.
    pub fn file(name: impl Into<String>, file: File) -> Self {
        Self {
            name: Some(name.into()),
            file_name: Some(file.name.unwrap_or_else(|| "blob".to_owned())),
            content_type: Some(
                file.content_type
                    .unwrap_or_else(|| "application/octet-stream".to_owned()),
            ),
            content: file.content,
            headers: file.headers,
        }
    }

    /// Sets the name.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sets the media type.
    #[must_use]
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.append(name, value);
        self
    }

    /// Returns the content as a string, or `None` if it is not UTF-8.
    pub fn as_text(&self) -> Option<&str> {
        std::str::from_utf8(&self.content).ok()
    }

    /// Returns the media type, `text/plain` by default.
    #[cfg(feature = "server")]
    pub(crate) fn media_type(&self) -> MediaType<'_> {
        MediaType::new(self.content_type.as_deref().unwrap_or("text/plain"))
    }
}

impl From<Part> for File {
    fn from(part: Part) -> Self {
        Self {
            content: part.content,
            name: part.file_name,
            content_type: part.content_type,
            headers: part.headers,
        }
    }
}

/// Shows the number of bytes instead of the content.
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

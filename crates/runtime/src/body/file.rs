use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};

use crate::headers::{HeaderError, HeaderReader, HeaderWriter, Headers};

/// A file in a multipart body: its content, name and media type.
///
/// ```
/// use specwright_runtime::body::File;
///
/// let file = File::new(&b"\x89PNG"[..]).name("a.png").content_type("image/png");
/// assert_eq!(file.name.as_deref(), Some("a.png"));
/// ```
///
/// In JSON a file is a string, so content that is not UTF-8 cannot be serialized.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct File {
    /// The content.
    pub content: Bytes,
    /// The file name, which can be any string and must not be used as a path. A file without a name
    /// is sent as `blob`, as browsers do, because servers treat a part without a file name as a
    /// string.
    pub name: Option<String>,
    /// The media type. Defaults to the media type in the API description, or
    /// `application/octet-stream`.
    pub content_type: Option<String>,
    /// Other headers of the part. `Content-Disposition` and `Content-Type` are derived from the fields
    /// above.
    pub headers: HeaderMap,
}

impl File {
    /// Creates a file without a name.
    pub fn new(content: impl Into<Bytes>) -> Self {
        Self {
            content: content.into(),
            name: None,
            content_type: None,
            headers: HeaderMap::new(),
        }
    }

    /// Sets the file name.
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

    /// Adds the headers of a struct that is generated for the part.
    ///
    /// # Errors
    /// If a value cannot be written as a header.
    pub fn with_headers<H: Headers>(mut self, headers: &H) -> Result<Self, HeaderError> {
        headers.write(&mut HeaderWriter::new(&mut self.headers))?;
        Ok(self)
    }

    /// Reads the headers into a struct that is generated for the part.
    ///
    /// # Errors
    /// If a required header is missing, or a value does not fit its type.
    pub fn read_headers<H: Headers>(&self) -> Result<H, HeaderError> {
        H::read(&HeaderReader::new(&self.headers))
    }

    /// Returns the first of these headers that the part does not have.
    pub(crate) fn missing_header(&self, names: &[&'static str]) -> Option<&'static str> {
        let mut names = names.iter();
        names
            .find(|name| !self.headers.contains_key(**name))
            .copied()
    }
}

impl From<Bytes> for File {
    fn from(content: Bytes) -> Self {
        Self::new(content)
    }
}

impl From<Vec<u8>> for File {
    fn from(content: Vec<u8>) -> Self {
        Self::new(content)
    }
}

impl Serialize for File {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match std::str::from_utf8(&self.content) {
            Ok(content) => serializer.serialize_str(content),
            Err(_) => Err(ser::Error::custom(
                "the content of the file is not UTF-8, which JSON requires",
            )),
        }
    }
}

impl<'de> Deserialize<'de> for File {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct FileVisitor;

        impl de::Visitor<'_> for FileVisitor {
            type Value = File;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a file as a string")
            }

            fn visit_str<E>(self, content: &str) -> Result<File, E> {
                Ok(File::new(content.to_owned()))
            }

            fn visit_string<E>(self, content: String) -> Result<File, E> {
                Ok(File::new(content))
            }
        }

        deserializer.deserialize_string(FileVisitor)
    }
}

crate::json_by_serde!(File);

/// Shows the number of bytes instead of the content.
impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("File")
            .field("content", &self.content.len())
            .field("name", &self.name)
            .field("content_type", &self.content_type)
            .finish_non_exhaustive()
    }
}

/// The files of one property of a multipart body: one, at most one, or several.
pub trait Files: Sized {
    /// Returns the files.
    fn as_slice(&self) -> &[File];

    /// Converts the files of a property, or returns `None` if their number does not fit.
    fn from_vec(files: Vec<File>) -> Option<Self>;
}

impl Files for File {
    fn as_slice(&self) -> &[File] {
        std::slice::from_ref(self)
    }

    fn from_vec(files: Vec<File>) -> Option<Self> {
        <[File; 1]>::try_from(files).ok().map(|[file]| file)
    }
}

impl Files for Vec<File> {
    fn as_slice(&self) -> &[File] {
        self
    }

    fn from_vec(files: Vec<File>) -> Option<Self> {
        Some(files)
    }
}

/// A property without files is absent, because an empty list has no parts.
impl<F: Files> Files for Option<F> {
    fn as_slice(&self) -> &[File] {
        self.as_ref().map_or(&[], F::as_slice)
    }

    fn from_vec(files: Vec<File>) -> Option<Self> {
        if files.is_empty() {
            Some(None)
        } else {
            F::from_vec(files).map(Some)
        }
    }
}

use std::fmt;

use bytes::Bytes;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};

use super::Part;

/// A file in a multipart body: octets, and what is said of them.
///
/// ```
/// use specwright_runtime::body::File;
///
/// let file = File::new(&b"\x89PNG"[..]).name("a.png").content_type("image/png");
/// assert_eq!(file.name.as_deref(), Some("a.png"));
/// ```
///
/// JSON has no octets: there a file is a text, and octets that are not UTF-8 can't be written.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct File {
    /// The octets.
    pub content: Bytes,
    /// The name of the file, any text: whoever receives it must not take it for a path. A file without one is sent as `blob`, as browsers
    /// do, since servers take a part without a file name for a text.
    pub name: Option<String>,
    /// The media type; where there is none, that of the document, or `application/octet-stream`.
    pub content_type: Option<String>,
}

impl File {
    /// A file without a name.
    pub fn new(content: impl Into<Bytes>) -> Self {
        Self {
            content: content.into(),
            name: None,
            content_type: None,
        }
    }

    /// With the name of the file.
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

impl From<Part> for File {
    fn from(part: Part) -> Self {
        Self {
            content: part.content,
            name: part.file_name,
            content_type: part.content_type,
        }
    }
}

impl Serialize for File {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match std::str::from_utf8(&self.content) {
            Ok(text) => serializer.serialize_str(text),
            Err(_) => Err(ser::Error::custom(
                "the octets of the file are not UTF-8, and JSON has no others",
            )),
        }
    }
}

impl<'de> Deserialize<'de> for File {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;

        impl de::Visitor<'_> for Text {
            type Value = File;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a file as text")
            }

            fn visit_str<E>(self, text: &str) -> Result<File, E> {
                Ok(File::new(text.to_owned()))
            }

            fn visit_string<E>(self, text: String) -> Result<File, E> {
                Ok(File::new(text))
            }
        }

        deserializer.deserialize_string(Text)
    }
}

/// Shows how many octets there are, not which.
impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("File")
            .field("content", &self.content.len())
            .field("name", &self.name)
            .field("content_type", &self.content_type)
            .finish()
    }
}

/// The files of one member of a multipart body: one, at most one, or several.
pub trait Files: Sized {
    /// All of them.
    fn list(&self) -> &[File];

    /// The member of some files; none where it can't have so many.
    fn of(files: Vec<File>) -> Option<Self>;
}

impl Files for File {
    fn list(&self) -> &[File] {
        std::slice::from_ref(self)
    }

    fn of(files: Vec<File>) -> Option<Self> {
        <[File; 1]>::try_from(files).ok().map(|[file]| file)
    }
}

impl Files for Vec<File> {
    fn list(&self) -> &[File] {
        self
    }

    fn of(files: Vec<File>) -> Option<Self> {
        Some(files)
    }
}

/// A list without files looks like none.
impl<F: Files> Files for Option<F> {
    fn list(&self) -> &[File] {
        self.as_ref().map_or(&[], F::list)
    }

    fn of(files: Vec<File>) -> Option<Self> {
        if files.is_empty() {
            Some(None)
        } else {
            F::of(files).map(Some)
        }
    }
}

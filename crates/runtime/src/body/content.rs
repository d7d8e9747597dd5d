use std::fmt;

use bytes::Bytes;

/// Bytes with their media type, for bodies that allow several media types such as `image/*`.
#[derive(Clone, PartialEq, Eq)]
pub struct Content {
    /// The media type, including parameters.
    pub media_type: String,
    /// The bytes of the body.
    pub bytes: Bytes,
}

impl Content {
    /// Creates a body of a media type.
    pub fn new(media_type: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        Self {
            media_type: media_type.into(),
            bytes: bytes.into(),
        }
    }
}

/// Shows the number of bytes instead of the bytes.
impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Content")
            .field("media_type", &self.media_type)
            .field("bytes", &self.bytes.len())
            .finish()
    }
}

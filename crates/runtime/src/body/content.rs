use std::fmt;

use bytes::Bytes;

/// Octets with the media type that they have, where the document leaves several open: `image/*`, or PNG and JPEG.
#[derive(Clone, PartialEq, Eq)]
pub struct Content {
    /// The media type, its parameters included.
    pub media_type: String,
    /// The octets.
    pub bytes: Bytes,
}

impl Content {
    /// Octets of a media type.
    pub fn new(media_type: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        Self {
            media_type: media_type.into(),
            bytes: bytes.into(),
        }
    }
}

/// Shows how many octets there are, not which.
impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Content")
            .field("media_type", &self.media_type)
            .field("bytes", &self.bytes.len())
            .finish()
    }
}

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde::Serialize;

use super::{InvalidFormat, text_format, text_type};

/// Octets as Base64 text (`format: byte`, RFC 4648, 4): the text as it was sent, checked when it is decoded.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Base64(String);

text_type!(Base64);
text_format!(Base64, |text| Base64(text.to_owned()).decode().is_ok());

/// Written with padding, read with or without.
const ENGINE: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

impl Base64 {
    /// The text of some octets.
    pub fn from_bytes(bytes: impl AsRef<[u8]>) -> Self {
        Self(ENGINE.encode(bytes))
    }

    /// The octets that the text stands for. Padding may be missing.
    ///
    /// # Errors
    /// When the text is not Base64.
    pub fn decode(&self) -> Result<Vec<u8>, InvalidFormat> {
        ENGINE
            .decode(&self.0)
            .map_err(|_| InvalidFormat::new("Base64 text", &self.0))
    }
}

use base64::Engine;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde::Serialize;

use super::{InvalidFormat, deserialize_with_format, string_type};

/// Bytes as a Base64 string (`format: byte`, RFC 4648, 4). The string is kept as it was sent and is
/// only checked by [`Base64::decode`].
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Base64(String);

string_type!(Base64);
deserialize_with_format!(Base64, |string| Base64(string.to_owned()).decode().is_ok());

/// An engine that encodes with padding, and decodes with or without padding.
const ENGINE: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Bytes as a Base64 string with the alphabet for URLs and file names (`contentEncoding: base64url`,
/// RFC 4648, 5). The string is kept as it was sent and is only checked by [`Base64Url::decode`].
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Base64Url(String);

string_type!(Base64Url);
deserialize_with_format!(Base64Url, |string| Base64Url(string.to_owned())
    .decode()
    .is_ok());

/// An engine that encodes without padding, as URLs do (RFC 4648, 3.2), and decodes with or without
/// padding.
const URL_ENGINE: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new()
        .with_encode_padding(false)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

impl Base64 {
    /// Encodes bytes, with padding.
    pub fn from_bytes(bytes: impl AsRef<[u8]>) -> Self {
        Self(ENGINE.encode(bytes))
    }

    /// Decodes the string. Padding is optional.
    ///
    /// # Errors
    /// If the string is not Base64.
    pub fn decode(&self) -> Result<Vec<u8>, InvalidFormat> {
        ENGINE
            .decode(&self.0)
            .map_err(|_| InvalidFormat::new("a Base64 string", &self.0))
    }
}

impl Base64Url {
    /// Encodes bytes, without padding.
    pub fn from_bytes(bytes: impl AsRef<[u8]>) -> Self {
        Self(URL_ENGINE.encode(bytes))
    }

    /// Decodes the string. Padding is optional.
    ///
    /// # Errors
    /// If the string is not Base64 with the alphabet for URLs.
    pub fn decode(&self) -> Result<Vec<u8>, InvalidFormat> {
        URL_ENGINE
            .decode(&self.0)
            .map_err(|_| InvalidFormat::new("a Base64 string for URLs", &self.0))
    }
}

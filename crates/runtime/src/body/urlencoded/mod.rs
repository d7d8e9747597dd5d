//! Bodies of the media type `application/x-www-form-urlencoded`.

#[cfg(feature = "server")]
mod decode;
mod encode;

#[cfg(feature = "server")]
pub use self::decode::decode_form;
#[cfg(feature = "server")]
pub(crate) use self::decode::decode_properties;
pub use self::encode::encode_form;
pub(crate) use self::encode::encode_property;

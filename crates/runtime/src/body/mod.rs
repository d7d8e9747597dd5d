//! Bodies other than JSON: forms, files, multipart bodies, and bytes with a media type.
//!
//! A multipart body is a struct that implements [`Multipart`], or a list of [`Part`]s where the API
//! description allows any parts. On the wire both are a list of parts: [`FormWriter`] creates the
//! parts of a struct, and [`FormReader`] reads its properties from the received parts.

mod content;
mod encoding;
mod file;
mod form_reader;
mod form_writer;
mod multipart;
mod part;
mod urlencoded;

#[cfg(any(feature = "client", feature = "server"))]
mod disposition;
#[cfg(feature = "server")]
mod parse_parts;
#[cfg(feature = "client")]
mod write_parts;

pub use self::content::Content;
pub use self::encoding::Encoding;
pub use self::file::{File, Files};
pub use self::form_reader::FormReader;
pub use self::form_writer::FormWriter;
pub use self::multipart::Multipart;
pub use self::part::Part;
pub use self::urlencoded::encode_form;

#[cfg(feature = "server")]
pub(crate) use self::encoding::Serialization;
#[cfg(feature = "server")]
pub(crate) use self::parse_parts::{ParsePartsError, PartLimits, parse_parts};
#[cfg(feature = "server")]
pub use self::urlencoded::decode_form;
#[cfg(feature = "server")]
pub(crate) use self::urlencoded::decode_properties;
#[cfg(feature = "client")]
pub(crate) use self::write_parts::{multipart_content_type, write_parts};

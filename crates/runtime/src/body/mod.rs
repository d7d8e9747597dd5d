//! Request bodies beyond JSON: files, the parts of multipart bodies, and octets with their media type.
//!
//! A multipart body is a struct that implements [`Multipart`] member by member, or a list of [`Part`]s where no struct can say what the
//! document says. Either way it is a list of parts on the wire: [`FormWriter`] makes them, [`FormReader`] takes them apart.

mod content;
mod encoding;
mod file;
mod multipart;
mod part;
mod reader;
mod writer;

#[cfg(any(feature = "client", feature = "server"))]
mod disposition;
#[cfg(feature = "server")]
mod parse;
#[cfg(feature = "client")]
mod wire;

pub use self::content::Content;
pub use self::encoding::Encoding;
pub use self::file::{File, Files};
pub use self::multipart::Multipart;
pub use self::part::Part;
pub use self::reader::FormReader;
pub use self::writer::FormWriter;

#[cfg(feature = "server")]
pub(crate) use self::disposition::parameters;
pub(crate) use self::encoding::Form;
#[cfg(feature = "server")]
pub(crate) use self::parse::{ParseError, parse};
#[cfg(feature = "client")]
pub(crate) use self::wire::{content_type, write};

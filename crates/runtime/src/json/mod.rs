//! JSON: a strict parser, typed reading with errors that carry a JSON pointer, and numbers that are
//! compared by value.

mod buffer;
mod by_serde;
mod container;
mod depth;
mod error;
mod expected;
mod finite;
#[cfg(feature = "client")]
mod lookup;
mod number;
mod ordered;
mod plain;
mod pointer;
mod read;
mod reader;
mod recorder;
mod scalar;
mod scalar_text;
mod strict;
mod value;
mod writer;

pub(crate) use self::buffer::{deserialize_buffered, read_value};
pub use self::by_serde::{BySerde, deserialize, serialize};
#[cfg(feature = "server")]
pub(crate) use self::depth::depth_of_value;
#[cfg(feature = "server")]
pub(crate) use self::depth::with_stack_for;
pub use self::error::ValueError;
pub(crate) use self::error::{abbreviate, duplicate_key};
pub use self::finite::{to_value, to_vec};
#[cfg(feature = "server")]
pub(crate) use self::number::has_fraction;
pub use self::number::is_equal;
pub(crate) use self::number::{is_integer, normalize_numbers, read_number};
pub use self::ordered::{OrderedValue, to_ordered};
pub(crate) use self::pointer::escape_token;
pub use self::read::{from_slice, from_value, literal, read};
pub use self::reader::{FromJson, Reader};
pub use self::scalar::string_with;
pub use self::strict::parse;
pub use self::writer::{ToJson, Writer, write};

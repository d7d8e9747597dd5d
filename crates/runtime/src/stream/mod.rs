//! Bodies that are streams: server-sent events, sequences of JSON values, and bytes.
//!
//! A client receives an [`EventStream`], an [`ItemStream`] or a [`ByteStream`] as the body of a
//! response. A server creates one from any [`Stream`](futures_core::Stream), or from a file.
//!
//! Streams are lazy: nothing is received or produced until the next item is requested. Dropping a
//! stream closes its source.

mod byte_stream;
mod error;
mod event;
mod event_stream;
mod file;
mod format;
mod item_stream;

#[cfg(feature = "client")]
mod decode;
#[cfg(feature = "server")]
mod encode;
#[cfg(feature = "client")]
mod framing;
#[cfg(feature = "client")]
mod received;
#[cfg(feature = "client")]
mod reconnection;

pub use self::byte_stream::ByteStream;
#[cfg(feature = "server")]
pub(crate) use self::encode::Encoder;
pub use self::error::{BoxError, StreamError, StreamErrorKind};
pub use self::event::Event;
pub use self::event_stream::EventStream;
#[cfg(feature = "server")]
pub(crate) use self::event_stream::JsonEvents;
pub use self::format::{EventData, Format};
pub use self::item_stream::ItemStream;
#[cfg(feature = "client")]
pub(crate) use self::received::ReceivedBody;
#[cfg(feature = "client")]
pub(crate) use self::reconnection::{Position, Reconnect, Reconnecting};

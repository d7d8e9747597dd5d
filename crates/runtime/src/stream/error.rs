use std::error::Error as StdError;
use std::fmt;

/// Any error of a transport or of the source of a stream.
pub type BoxError = Box<dyn StdError + Send + Sync>;

/// The reason why an item of a stream is not available.
#[derive(Debug)]
pub struct StreamError {
    // A small error keeps the results small that contain it.
    inner: Box<Inner>,
}

#[derive(Debug)]
struct Inner {
    kind: StreamErrorKind,
    index: Option<u64>,
    line: Option<u64>,
    source: BoxError,
}

/// The position of an item in a stream.
#[cfg(feature = "client")]
#[derive(Clone, Copy)]
pub(super) struct Position {
    /// The index of the item.
    pub(super) index: u64,
    /// The number of its line, in a stream of lines.
    pub(super) line: Option<u64>,
}

/// The kinds of [`StreamError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StreamErrorKind {
    /// The connection broke, or the stream ended inside an item. The stream ends.
    Incomplete,
    /// No bytes arrived within the idle timeout. The stream ends.
    Idle,
    /// An item or a whole body exceeds its size limit. The stream ends.
    TooLarge,
    /// An item does not fit its type. The stream continues with the next item.
    Decode,
    /// The source of the stream failed.
    Producer,
    /// A file cannot be created or written.
    File,
}

impl StreamError {
    pub(crate) fn new(kind: StreamErrorKind, source: impl Into<BoxError>) -> Self {
        Self {
            inner: Box::new(Inner {
                kind,
                index: None,
                line: None,
                source: source.into(),
            }),
        }
    }

    /// Converts an error of a source, which may be a [`StreamError`] itself.
    pub(super) fn from_producer(error: BoxError) -> Self {
        match error.downcast::<Self>() {
            Ok(error) => *error,
            Err(error) => Self::new(StreamErrorKind::Producer, error),
        }
    }

    /// Sets the index of the item, unless the error has one.
    pub(super) fn at(mut self, index: u64) -> Self {
        self.inner.index.get_or_insert(index);
        self
    }

    /// Sets the index and the line of the item.
    #[cfg(feature = "client")]
    pub(super) fn at_position(mut self, position: Position) -> Self {
        self.inner.line = position.line;
        self.at(position.index)
    }

    /// The kind of the failure.
    pub fn kind(&self) -> StreamErrorKind {
        self.inner.kind
    }

    /// The index of the item that is not available. The first item of a stream has the index 0;
    /// items that do not fit their type count. `None` for streams of bytes.
    pub fn index(&self) -> Option<u64> {
        self.inner.index
    }

    /// The number of the line of an item that does not fit its type, in a stream of lines. The first
    /// line has the number 1; blank lines count.
    pub fn line(&self) -> Option<u64> {
        self.inner.line
    }
}

impl fmt::Display for StreamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.inner.index, self.inner.line) {
            (Some(index), None) => write!(f, "item {index}: ")?,
            (Some(index), Some(line)) => write!(f, "item {index} on line {line}: ")?,
            (None, _) => {}
        }
        match self.inner.kind {
            StreamErrorKind::Incomplete => f.write_str("the stream is incomplete"),
            StreamErrorKind::Producer => f.write_str("the source of the stream failed"),
            StreamErrorKind::File => f.write_str("the file cannot be written"),
            StreamErrorKind::Idle | StreamErrorKind::TooLarge | StreamErrorKind::Decode => {
                self.inner.source.fmt(f)
            }
        }
    }
}

impl StdError for StreamError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self.inner.kind {
            // The message is that of the source.
            StreamErrorKind::Idle | StreamErrorKind::TooLarge | StreamErrorKind::Decode => {
                self.inner.source.source()
            }
            StreamErrorKind::Incomplete | StreamErrorKind::Producer | StreamErrorKind::File => {
                Some(&*self.inner.source)
            }
        }
    }
}

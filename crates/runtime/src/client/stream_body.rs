use crate::json::FromJson;
use crate::stream::{ByteStream, EventStream, ItemStream, ReceivedBody};

/// A body that is a stream: [`EventStream`], [`ItemStream`] or [`ByteStream`].
pub trait StreamBody: sealed::Sealed + Sized {
    #[doc(hidden)]
    fn received(body: ReceivedBody) -> Self;
}

impl<T: FromJson + Send + 'static> StreamBody for EventStream<T> {
    fn received(body: ReceivedBody) -> Self {
        Self::received(body)
    }
}

impl<T: FromJson + Send + 'static> StreamBody for ItemStream<T> {
    fn received(body: ReceivedBody) -> Self {
        Self::received(body)
    }
}

impl StreamBody for ByteStream {
    fn received(body: ReceivedBody) -> Self {
        body.bytes
    }
}

mod sealed {
    use crate::stream::{ByteStream, EventStream, ItemStream};

    /// Prevents other implementations.
    pub trait Sealed {}

    impl<T> Sealed for EventStream<T> {}
    impl<T> Sealed for ItemStream<T> {}
    impl Sealed for ByteStream {}
}

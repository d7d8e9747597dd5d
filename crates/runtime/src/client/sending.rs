use std::pin::Pin;

use super::{Call, Error, RawResponse};

/// The future of a call that is being sent.
pub type Sending<T> = Pin<Box<dyn Future<Output = T> + Send>>;

impl Call {
    /// Sends the request, and decodes the response. Generated calls share this future: an `async`
    /// function for each would take more than half of the time that a client takes to compile.
    pub fn send_as<T: 'static, E: 'static>(
        self,
        decode: fn(RawResponse) -> Result<T, Error<E>>,
    ) -> Sending<Result<T, Error<E>>> {
        Box::pin(async move { decode(self.send().await?) })
    }
}

//! Calls whose response is a stream.

use std::convert::Infallible;

use super::incoming::byte_stream;
use super::reconnect::Reconnector;
use super::stream_head::{Head, Opened};
use super::{
    Call, DecodeError, Error, RawResponse, Response, SendError, Sending, StreamBody, Streaming,
};
use crate::stream::{Format, ReceivedBody};

/// The response that a call has instead of a stream.
enum NoStream {
    Send(SendError),
    Response(RawResponse),
    Decode(DecodeError),
}

impl Call {
    /// Sends the request, and returns the body of a response with one of the statuses and media
    /// types as a stream. A response without a media type is accepted. The body of any other response
    /// is read whole. `fail` decodes a response with another status.
    ///
    /// Attempts end with the head of a streamed response: the time limit of the call does not apply
    /// to its body, and a broken stream is not retried.
    pub fn stream_as<B: StreamBody + 'static, H: 'static, E: 'static>(
        self,
        streaming: &'static Streaming,
        fail: fn(RawResponse) -> Result<Infallible, Error<E>>,
    ) -> Sending<Result<Response<B, H>, Error<E>>> {
        Box::pin(async move {
            match self.open(streaming).await {
                Ok((head, body)) => {
                    let (status, headers) = head.into_head();
                    Ok(Response::new(status, headers, B::received(body)))
                }
                Err(NoStream::Send(error)) => Err(error.into()),
                Err(NoStream::Decode(error)) => Err(error.into()),
                Err(NoStream::Response(response)) => fail(response).map(|never| match never {}),
            }
        })
    }

    /// Sends the request. Returns the head of the response, with an empty body, and the body.
    async fn open(
        mut self,
        streaming: &'static Streaming,
    ) -> Result<(RawResponse, ReceivedBody), NoStream> {
        let reconnect = self.take_reconnect();
        let prepared = self.prepare(streaming.accept).map_err(NoStream::Send)?;
        let idle_timeout = prepared.idle_timeout;
        let limit = prepared.core.shared.max_response_bytes;
        let reconnect = reconnect
            .filter(|_| matches!(streaming.format, Format::Events(_)))
            .and_then(|policy| Reconnector::boxed(&prepared, streaming, *policy));
        match prepared
            .send(&Head(streaming))
            .await
            .map_err(NoStream::Send)?
        {
            Opened::Stream(head, body) => {
                let body = ReceivedBody {
                    bytes: byte_stream(body, idle_timeout),
                    format: streaming.format,
                    limit,
                    reconnect,
                };
                Ok((head, body))
            }
            Opened::Other(response) => Err(streaming.explain(response)),
        }
    }
}

impl Streaming {
    /// Returns the reason why a response is not a stream.
    fn explain(&self, response: RawResponse) -> NoStream {
        if !self.has_status(response.status()) {
            return NoStream::Response(response);
        }
        match response.with_media_type(self.media_types) {
            Ok(response) => NoStream::Response(response),
            Err(error) => NoStream::Decode(error),
        }
    }
}

use std::ops::RangeInclusive;

use bytes::Bytes;
use http::response::Parts;
use http::{HeaderMap, StatusCode};

use super::attempt::{Receive, Received, Whole};
use super::decode::check_media_type;
use super::{Body, RawResponse, TransportError};
use crate::stream::Format;

/// The description of a response that is a stream.
#[derive(Debug)]
pub struct Streaming {
    /// The value of `Accept`, which replaces that of the operation; empty if the header is not sent.
    pub accept: &'static str,
    /// The statuses of the response.
    pub statuses: &'static [RangeInclusive<u16>],
    /// The media types or ranges of the body.
    pub media_types: &'static [&'static str],
    /// The format of the body.
    pub format: Format,
}

/// Reads the head of a response that is a stream, and any other response whole.
pub(super) struct Head(pub(super) &'static Streaming);

/// A response to a call that expects a stream.
pub(super) enum Opened {
    /// The head of a response, with an empty body, and the body.
    Stream(RawResponse, Body),
    /// Another response.
    Other(RawResponse),
}

impl Streaming {
    pub(super) fn has_status(&self, status: StatusCode) -> bool {
        let mut statuses = self.statuses.iter();
        statuses.any(|range| range.contains(&status.as_u16()))
    }
}

impl Receive for Head {
    type Received = Opened;

    async fn receive(
        &self,
        head: Parts,
        body: Body,
        limit: usize,
    ) -> Result<Opened, TransportError> {
        let Self(streaming) = self;
        let (status, headers) = (head.status, &head.headers);
        let is_stream = streaming.has_status(status)
            && check_media_type(headers, streaming.media_types).is_ok();
        if is_stream {
            let head = RawResponse::new(status, head.headers, Bytes::new());
            return Ok(Opened::Stream(head, body));
        }
        Whole.receive(head, body, limit).await.map(Opened::Other)
    }
}

impl Received for Opened {
    fn head(&self) -> (StatusCode, &HeaderMap) {
        match self {
            Self::Stream(response, _) | Self::Other(response) => response.head(),
        }
    }
}

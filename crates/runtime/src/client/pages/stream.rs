use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use sync_wrapper::SyncWrapper;

use super::Paging;
use crate::client::attempt::Whole;
use crate::client::{Call, Error, RawResponse, RequestError, SendError, Sending};

/// The pages of a list. The request for a page is sent when the page is asked for.
///
/// Each request has the options of the call, such as its timeout and its retry policy. The first
/// error ends the pages.
#[must_use = "nothing is sent until the pages are read"]
pub struct Pages<T, E> {
    paging: &'static Paging,
    decode: fn(RawResponse) -> Result<T, Error<E>>,
    state: State,
    /// The number of pages that can still be requested.
    left: usize,
}

enum State {
    /// The call of the next page.
    Ready(Box<Call>),
    /// A call that was sent.
    Sent(SyncWrapper<Sending<Result<Received, SendError>>>),
    /// The next page cannot be requested.
    Failed(RequestError),
    /// There are no more pages.
    Ended,
}

/// The response with a page, and the state after it.
type Received = (RawResponse, State);

impl Call {
    /// Returns the pages that begin with this call.
    pub fn pages<T, E>(
        self,
        paging: &'static Paging,
        decode: fn(RawResponse) -> Result<T, Error<E>>,
    ) -> Pages<T, E> {
        Pages {
            paging,
            decode,
            state: State::Ready(Box::new(self)),
            left: usize::MAX,
        }
    }
}

impl<T, E> Pages<T, E> {
    /// Sets the maximum number of pages. Without it, only the last page ends the pages.
    pub fn limit(mut self, pages: usize) -> Self {
        self.left = pages;
        self
    }

    /// Returns the next page, or `None` after the last one. No page is lost if the future is dropped.
    ///
    /// # Errors
    /// As the call itself. [`Error::Request`] if the next page is on another server, or is the page
    /// before.
    pub async fn next(&mut self) -> Option<Result<T, Error<E>>> {
        poll_fn(|context| self.poll_page(context)).await
    }

    pub(super) fn poll_page(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<T, Error<E>>>> {
        if let State::Sent(_) = self.state {
        } else if let Some(error) = self.start() {
            return Poll::Ready(Some(Err(error.into())));
        }
        let State::Sent(sent) = &mut self.state else {
            return Poll::Ready(None);
        };
        let received = ready!(sent.get_mut().as_mut().poll(context));
        self.state = State::Ended;
        Poll::Ready(Some(match received {
            Ok((response, after)) => {
                let page = (self.decode)(response);
                if page.is_ok() {
                    self.state = after;
                }
                page
            }
            Err(error) => Err(error.into()),
        }))
    }

    /// Sends the call of the next page, if there is one. Returns the reason why it cannot be sent.
    fn start(&mut self) -> Option<SendError> {
        match std::mem::replace(&mut self.state, State::Ended) {
            State::Ready(call) if self.left > 0 => {
                self.left -= 1;
                let sent = Box::pin(send(*call, self.paging));
                self.state = State::Sent(SyncWrapper::new(sent));
                None
            }
            State::Failed(error) => Some(error.into()),
            _ => None,
        }
    }
}

async fn send(call: Call, paging: &'static Paging) -> Result<Received, SendError> {
    let accept = call.accept();
    let prepared = call.clone().prepare(accept)?;
    let url = prepared.url.clone();
    let response = prepared.send(&Whole).await?;
    if !response.status().is_success() {
        return Ok((response, State::Ended));
    }
    let after = match paging.next(call, &url, &response) {
        Ok(Some(call)) => State::Ready(Box::new(call)),
        Ok(None) => State::Ended,
        Err(error) => State::Failed(error),
    };
    Ok((response, after))
}

impl<T, E> Stream for Pages<T, E> {
    type Item = Result<T, Error<E>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_page(context)
    }
}

impl<T, E> fmt::Debug for Pages<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pages(..)")
    }
}

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use super::{Pages, Paging};
use crate::client::{Call, DecodeError, Error, RawResponse, Response};
use crate::json::{self, FromJson, Reader, ValueError};

/// The items of the pages of a list. The request for a page is sent when its first item is asked for.
///
/// The first error ends the items.
#[must_use = "nothing is sent until the items are read"]
pub struct Items<T, E> {
    pages: Pages<Vec<T>, E>,
    /// The items of the current page that have not been returned.
    page: std::vec::IntoIter<T>,
}

impl Call {
    /// Returns the items of the pages that begin with this call.
    pub fn items<T, E>(
        self,
        paging: &'static Paging,
        decode: fn(RawResponse) -> Result<Vec<T>, Error<E>>,
    ) -> Items<T, E> {
        Items {
            pages: self.pages(paging, decode),
            page: Vec::new().into_iter(),
        }
    }
}

impl<T, E> Items<T, E> {
    /// Sets the maximum number of pages. Without it, only the last page ends the items.
    pub fn limit(mut self, pages: usize) -> Self {
        self.pages = self.pages.limit(pages);
        self
    }

    /// Returns the next item, or `None` after the last one. No item is lost if the future is dropped.
    ///
    /// # Errors
    /// As [`Pages::next`].
    pub async fn next(&mut self) -> Option<Result<T, Error<E>>> {
        poll_fn(|context| self.poll_item(context)).await
    }

    fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, Error<E>>>> {
        loop {
            if let Some(item) = self.page.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(self.pages.poll_page(context)) {
                Some(Ok(items)) => self.page = items.into_iter(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl RawResponse {
    /// Reads the items of a page, an array at a JSON pointer. A body without the array has no items.
    ///
    /// # Errors
    /// If the body has none of the media types, is not JSON, or an item does not fit `T`.
    pub fn items<T: FromJson + Send>(
        self,
        media_types: &[&str],
        pointer: &str,
    ) -> Result<Vec<T>, DecodeError> {
        let items = |response: &Self| {
            let text = std::str::from_utf8(response.body()).map_err(ValueError::new)?;
            // An error in another part of the body must not look like a page without items.
            json::read::<Skipped>(text.as_bytes())?;
            let Some(items) = Reader::new(text).at_pointer(pointer) else {
                return Ok(Vec::new());
            };
            let items: Option<Vec<T>> = json::read(items.rest().as_bytes()).map_err(|error| {
                pointer
                    .rsplit('/')
                    .filter(|it| !it.is_empty())
                    .fold(error, ValueError::inside)
            })?;
            Ok(items.unwrap_or_default())
        };
        let read: Response<_> = self.decode(media_types, items)?;
        Ok(read.into_body())
    }
}

/// A value that is not needed.
struct Skipped;

impl FromJson for Skipped {
    fn from_json(reader: &mut Reader<'_>) -> Result<Self, ValueError> {
        reader.skip().map(|()| Self)
    }
}

/// No item is pinned.
impl<T, E> Unpin for Items<T, E> {}

impl<T, E> Stream for Items<T, E> {
    type Item = Result<T, Error<E>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_item(context)
    }
}

impl<T, E> fmt::Debug for Items<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Items(..)")
    }
}

//! The call of the next page.

use http::Uri;
use serde_json::Value;

use super::{CursorTarget, NextPage, Paging, link};
use crate::client::{Call, RawResponse, RequestError};
use crate::json::{self, Reader};
use crate::parameter::Parameter;

impl Paging {
    /// Returns the call of the page after a response to `call`, or `None` after the last page.
    ///
    /// # Errors
    /// If the response refers to a page that cannot be requested.
    pub(super) fn next(
        &self,
        call: Call,
        url: &Uri,
        response: &RawResponse,
    ) -> Result<Option<Call>, RequestError> {
        let text = std::str::from_utf8(response.body()).unwrap_or_default();
        let is_true = |it: Reader<'_>| it.rest().trim() == "true";
        let more = |pointer| Reader::new(text).at_pointer(pointer).is_some_and(is_true);
        if self.more.is_some_and(|pointer| !more(pointer)) {
            return Ok(None);
        }
        let before = call.clone();
        let next = self.follow(call, url, response, text)?;
        match next {
            Some(next) if next.is_same_request(&before) => {
                Err(RequestError::new(NEXT, "is the page before"))
            }
            next => Ok(next),
        }
    }

    fn follow(
        &self,
        call: Call,
        url: &Uri,
        response: &RawResponse,
        text: &str,
    ) -> Result<Option<Call>, RequestError> {
        match self.next {
            NextPage::Link => call.at_target(url, link::next(response.headers())),
            NextPage::Url(from) => {
                let target = scalar(text, from);
                let target = target.as_ref().and_then(Value::as_str);
                call.at_target(url, target)
            }
            NextPage::Cursor { from, to } => {
                let cursor = scalar(text, from).filter(|_| self.count(text) != Some(0));
                Ok(cursor.map(|cursor| call.at_cursor(to, &cursor)))
            }
            NextPage::Offset(parameter) => Ok(self.count(text).filter(|it| *it > 0).map(|count| {
                let offset = call.number(parameter.name).unwrap_or(0);
                call.at_number(parameter, offset.saturating_add(count))
            })),
            NextPage::Number { parameter, first } => {
                Ok(self.count(text).filter(|it| *it > 0).map(|_| {
                    let number = call.number(parameter.name).unwrap_or(first);
                    call.at_number(parameter, number.saturating_add(1))
                }))
            }
        }
    }

    /// Returns the number of items of a page. A body without the array has none.
    fn count(&self, text: &str) -> Option<u64> {
        let items = Reader::new(text).at_pointer(self.items?);
        Some(items.and_then(Reader::count_elements).unwrap_or(0))
    }
}

impl Call {
    fn at_target(self, page: &Uri, target: Option<&str>) -> Result<Option<Self>, RequestError> {
        let Some(target) = target else {
            return Ok(None);
        };
        let url = link::resolve(page, target);
        let url = url.map_err(|reason| RequestError::new(NEXT, reason))?;
        match url == *page {
            true => Err(RequestError::new(NEXT, "is the page before")),
            false => Ok(Some(self.at_url(url))),
        }
    }

    fn at_cursor(mut self, to: CursorTarget, cursor: &Value) -> Self {
        match to {
            CursorTarget::Parameter(parameter) => self.set(parameter, cursor),
            CursorTarget::Property(name) => self.set_body_property(name, &cursor.to_string()),
        }
        self
    }

    fn at_number(mut self, parameter: Parameter, number: u64) -> Self {
        self.set(parameter, &number);
        self
    }
}

/// The subject of errors.
const NEXT: &str = "the next page";

/// Returns the string or number at a JSON pointer. An empty string counts as missing, like `null`.
fn scalar(text: &str, pointer: &str) -> Option<Value> {
    let found = Reader::new(text).at_pointer(pointer)?;
    let value = json::parse(found.rest().as_bytes()).ok()?;
    match &value {
        Value::String(text) => !text.is_empty(),
        Value::Number(_) => true,
        _ => false,
    }
    .then_some(value)
}

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderName, HeaderValue, Method, Uri};
use serde::Serialize;
use serde_json::Value;

use super::difference::{json_differences, shown};
use crate::client::url::pairs;
use crate::json;

/// A call that a test expects.
#[derive(Clone, Debug)]
pub struct ExpectedCall {
    method: Method,
    target: Uri,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: ExpectedBody,
}

#[derive(Clone, Debug)]
enum ExpectedBody {
    Any,
    Json(Value),
    Bytes(Bytes),
}

impl ExpectedCall {
    /// Creates a call with a method, and a path with the query: `/v1/pets?limit=10`. The order of the
    /// query parameters has no meaning. Any other headers and any body are accepted.
    ///
    /// # Panics
    /// If the target is not a path with a query.
    #[track_caller]
    pub fn new(method: Method, target: &str) -> Self {
        let target = target.parse().expect("a path with a query");
        Self {
            method,
            target,
            headers: Vec::new(),
            body: ExpectedBody::Any,
        }
    }

    /// Expects a header with this value.
    ///
    /// # Panics
    /// If the name or the value is not one of a header.
    #[must_use]
    #[track_caller]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let name = HeaderName::try_from(name).expect("the name of a header");
        let value = HeaderValue::from_str(value).expect("the value of a header");
        self.headers.push((name, value));
        self
    }

    /// Expects a body with this JSON value, such as a value of a generated type. Text and numbers are
    /// compared by their values.
    ///
    /// # Panics
    /// If the value does not serialize.
    #[must_use]
    #[track_caller]
    pub fn json<T: Serialize + ?Sized>(mut self, body: &T) -> Self {
        self.body = ExpectedBody::Json(json::to_value(body).expect("a JSON value"));
        self
    }

    /// Expects a body with these bytes; none for a call without a body.
    #[must_use]
    pub fn body(mut self, bytes: impl Into<Bytes>) -> Self {
        self.body = ExpectedBody::Bytes(bytes.into());
        self
    }

    /// The method and the target.
    pub(super) fn line(&self) -> String {
        format!("{} {}", self.method, self.target)
    }

    /// Returns what differs in a request.
    pub(super) fn differences(&self, found: &Parts, body: &Bytes) -> Vec<String> {
        let mut differences = Vec::new();
        let path = |uri: &Uri| uri.path().to_owned();
        if self.method != found.method || path(&self.target) != path(&found.uri) {
            let line = format!("{} {}", found.method, found.uri.path());
            let expected = format!("{} {}", self.method, self.target.path());
            differences.push(format!("expected `{expected}`, found `{line}`"));
        }
        differences.extend(self.query_differences(&found.uri));
        for (name, expected) in &self.headers {
            let values = found.headers.get_all(name);
            if values.iter().any(|value| value == expected) {
                continue;
            }
            // A credential must not be printed.
            let known = values.iter().map(|value| format!("{value:?}"));
            let known: Vec<String> = known.collect();
            let found = match known.as_slice() {
                [] => "none".to_owned(),
                known => known.join(", "),
            };
            differences.push(format!(
                "header {name}: expected {expected:?}, found {found}"
            ));
        }
        match &self.body {
            ExpectedBody::Any => {}
            ExpectedBody::Bytes(expected) if expected == body => {}
            ExpectedBody::Bytes(expected) => differences.push(format!(
                "body: expected {}, found {}",
                shown(expected),
                shown(body)
            )),
            ExpectedBody::Json(expected) => match json::parse(body) {
                Ok(found) => json_differences(expected, &found, &mut differences),
                Err(error) => differences.push(format!("body: {error}, found {}", shown(body))),
            },
        }
        differences
    }

    fn query_differences(&self, found: &Uri) -> Vec<String> {
        let (expected, mut found) = (pairs(&self.target), pairs(found));
        let mut differences = Vec::new();
        for pair in expected {
            match found.iter().position(|known| *known == pair) {
                Some(position) => drop(found.swap_remove(position)),
                None => differences.push(format!("query: `{}={}` is missing", pair.0, pair.1)),
            }
        }
        let unexpected = found
            .iter()
            .map(|(name, value)| format!("query: `{name}={value}` is not expected"));
        differences.extend(unexpected);
        differences
    }
}

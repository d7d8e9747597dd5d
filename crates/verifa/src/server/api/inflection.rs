//! The casing of keys in response bodies (`Key-Inflection`).
//!
//! Everything stored and computed is snake case. The casing is applied to a finished response, and
//! only to keys that the schemas define: keys of maps, and all values, are unchanged.

use axum::body::Body;
use axum::http::header;
use axum::response::Response;
use http_body_util::BodyExt as _;
use serde_json::Value;

use super::envelope;

/// A casing that a client can request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Casing {
    /// `capture_url`
    #[default]
    Snake,
    /// `captureUrl`
    Camel,
    /// `capture-url`
    Kebab,
}

/// The properties of an object that the schemas define. Each has the shape of its value (or of the
/// items of an array), or `None` if the value has no keys that the schemas define.
struct Shape(&'static [(&'static str, Option<&'static Shape>)]);

/// The properties of all responses: `Session` and `Error`. The schemas define no properties for
/// their values.
static RESPONSE: Shape = Shape(&[
    ("id", None),
    ("status", None),
    ("capture_url", None),
    ("is_sandbox", None),
    ("created_at", None),
    ("expires_at", None),
    ("external_ref", None),
    ("qr_code_data_url", None),
    ("tags", None),
    ("error", None),
    ("detail", None),
    ("status_code", None),
]);

impl Casing {
    /// Parses a value of `Key-Inflection`.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "snake" => Some(Self::Snake),
            "camel" => Some(Self::Camel),
            "kebab" => Some(Self::Kebab),
            _ => None,
        }
    }

    /// Converts a response body to this casing.
    pub fn apply(self, body: Value) -> Value {
        match self {
            Self::Snake => body,
            Self::Camel | Self::Kebab => self.recase(body, &RESPONSE),
        }
    }

    /// Recurses only into shapes, which are constants, so that the depth is bounded.
    fn recase(self, value: Value, shape: &Shape) -> Value {
        match value {
            Value::Object(properties) => properties
                .into_iter()
                .map(
                    |(key, value)| match shape.0.iter().find(|(name, _)| *name == key) {
                        Some((_, Some(below))) => (self.key(&key), self.recase(value, below)),
                        Some((_, None)) => (self.key(&key), value),
                        None => (key, value),
                    },
                )
                .collect(),
            Value::Array(items) => items
                .into_iter()
                .map(|item| self.recase(item, shape))
                .collect(),
            other => other,
        }
    }

    fn key(self, snake: &str) -> String {
        match self {
            Self::Snake => snake.to_owned(),
            Self::Kebab => snake.replace('_', "-"),
            Self::Camel => {
                let mut words = snake.split('_');
                let mut key = words.next().unwrap_or_default().to_owned();
                for word in words {
                    let mut letters = word.chars();
                    key.extend(letters.next().map(|letter| letter.to_ascii_uppercase()));
                    key.push_str(letters.as_str());
                }
                key
            }
        }
    }
}

/// Converts the JSON body of a response to another casing.
pub async fn recase(response: Response, casing: Casing) -> Response {
    let is_json = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    if casing == Casing::Snake || !is_json {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    // The service has written the whole body, so reading it does not wait.
    let recased = match body.collect().await {
        Ok(body) => serde_json::from_slice(&body.to_bytes())
            .and_then(|body| serde_json::to_vec(&casing.apply(body)))
            .map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    };
    match recased {
        Ok(body) => {
            parts.headers.remove(header::CONTENT_LENGTH);
            Response::from_parts(parts, Body::from(body))
        }
        Err(error) => {
            tracing::error!(%error, "could not change the casing of a response");
            envelope::internal()
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use verifa_types::{DateTime, Error, ErrorCode, Session, SessionStatus};

    use super::{Casing, RESPONSE, Shape};

    #[test]
    fn defined_keys_change_and_data_does_not() {
        let body = json!({"capture_url": "a_b", "qr_code_data_url": null, "tags": ["x_y"], "not_ours": {"status_code": 1}});
        assert_eq!(
            Casing::Camel.apply(body.clone()),
            json!({"captureUrl": "a_b", "qrCodeDataUrl": null, "tags": ["x_y"], "not_ours": {"status_code": 1}})
        );
        assert_eq!(
            Casing::Kebab.apply(body.clone()),
            json!({"capture-url": "a_b", "qr-code-data-url": null, "tags": ["x_y"], "not_ours": {"status_code": 1}})
        );
        assert_eq!(Casing::Snake.apply(body.clone()), body);
    }

    #[test]
    fn a_nested_shape_reaches_items_but_not_maps() {
        static INNER: Shape = Shape(&[("first_name", None)]);
        static OUTER: Shape = Shape(&[("all_people", Some(&INNER)), ("free_map", None)]);
        let body = json!({"all_people": [{"first_name": 1, "other_key": 2}], "free_map": {"first_name": 3}});
        assert_eq!(
            Casing::Camel.recase(body, &OUTER),
            json!({"allPeople": [{"firstName": 1, "other_key": 2}], "freeMap": {"first_name": 3}})
        );
    }

    #[test]
    fn every_property_of_the_responses_is_defined() {
        let time = || DateTime::from("2026-02-01T00:00:00Z");
        let session = Session::new(
            "ses_1",
            SessionStatus::Pending,
            "https://x",
            true,
            time(),
            time(),
            Vec::new(),
        );
        let error = Error::new(ErrorCode::BadRequest, "", 400);
        for body in [serde_json::to_value(session), serde_json::to_value(error)] {
            let Ok(Value::Object(properties)) = body else {
                panic!("an object")
            };
            for key in properties.keys() {
                assert!(
                    RESPONSE.0.iter().any(|(name, _)| name == key),
                    "`{key}` is missing in RESPONSE"
                );
            }
        }
    }
}

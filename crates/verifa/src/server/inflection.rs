//! The casing of keys in response bodies (`Key-Inflection`).
//!
//! What is stored and computed is always snake case; this happens on the way out, to keys that the schemas name. The
//! keys of maps, and all values, stay as they are.

use serde_json::Value;

/// A casing that a client can ask for.
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

/// Which keys of an object the schemas name, and what lies under each: another such object (also as the items of an
/// array), or data whose keys belong to somebody else.
struct Shape(&'static [(&'static str, Option<&'static Shape>)]);

/// All responses in one: the members of `Session` and of `Error`. None of them has named keys further down.
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
    /// Finds a casing by the word that `Key-Inflection` carries.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "snake" => Some(Self::Snake),
            "camel" => Some(Self::Camel),
            "kebab" => Some(Self::Kebab),
            _ => None,
        }
    }

    /// Writes a response body in this casing.
    pub fn apply(self, body: Value) -> Value {
        match self {
            Self::Snake => body,
            Self::Camel | Self::Kebab => self.recase(body, &RESPONSE),
        }
    }

    /// Recursion ends with the shapes, which are constants; data is moved as it is.
    fn recase(self, value: Value, shape: &Shape) -> Value {
        match value {
            Value::Object(members) => members
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

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use verifa_types::{DateTime, Error, ErrorCode, Session, SessionStatus};

    use super::{Casing, RESPONSE, Shape};

    #[test]
    fn named_keys_change_and_data_does_not() {
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
    fn every_member_of_the_responses_is_named() {
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
            let Ok(Value::Object(members)) = body else {
                panic!("an object")
            };
            for key in members.keys() {
                assert!(
                    RESPONSE.0.iter().any(|(name, _)| name == key),
                    "{key} is missing in the table"
                );
            }
        }
    }
}

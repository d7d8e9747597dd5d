//! Comparing the parameters of two requests with the same idempotency key.

use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::server::version::Version;

/// The initial capacity of the hashed text, in bytes; large enough for most requests.
const INITIAL_CAPACITY: usize = 512;

/// The largest absolute value up to which every whole `f64` is exactly one integer: 2^53.
const EXACT_INTEGERS: f64 = 9_007_199_254_740_992.0;

/// The parameters of a request as a hash: SHA-256 of the effective API version and the canonical
/// JSON of the parsed body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fingerprint(pub [u8; 32]);

impl Fingerprint {
    /// Computes the fingerprint of a request. `body` is the typed request body, serialized again.
    pub fn of(body: &Value, version: Version) -> Self {
        // The line feed is an unambiguous separator: neither a version nor canonical JSON
        // contains one.
        let mut text = Vec::with_capacity(INITIAL_CAPACITY);
        text.extend_from_slice(version.as_str().as_bytes());
        text.push(b'\n');
        write_canonical(body, &mut text);
        Self(Sha256::digest(text).into())
    }
}

/// Writes canonical JSON, which does not depend on the spelling: keys are sorted, white space is
/// omitted, and whole numbers up to 2^53 have no fraction. The JSON parser bounds the recursion
/// depth.
fn write_canonical(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Object(object) => {
            let mut properties: Vec<_> = object.iter().collect();
            properties.sort_unstable_by_key(|(key, _)| *key);
            out.push(b'{');
            for (index, (key, value)) in properties.into_iter().enumerate() {
                if index > 0 {
                    out.push(b',');
                }
                write_json(key, out);
                out.push(b':');
                write_canonical(value, out);
            }
            out.push(b'}');
        }
        Value::Array(items) => {
            out.push(b'[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(b',');
                }
                write_canonical(item, out);
            }
            out.push(b']');
        }
        Value::Number(number) => match number.as_f64().filter(|_| number.is_f64()) {
            Some(double) if double.fract() == 0.0 && double.abs() <= EXACT_INTEGERS => {
                write_json(&(double as i64), out)
            }
            _ => write_json(number, out),
        },
        other => write_json(other, out),
    }
}

fn write_json(value: &(impl Serialize + ?Sized), out: &mut Vec<u8>) {
    serde_json::to_writer(out, value).expect("writing JSON values to memory does not fail");
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Fingerprint, write_canonical};
    use crate::server::version::Version;

    fn canonical(value: &Value) -> String {
        let mut text = Vec::new();
        write_canonical(value, &mut text);
        String::from_utf8(text).expect("JSON is UTF-8")
    }

    #[test]
    fn canonical_json_ignores_differences_of_spelling() {
        let one: Value = serde_json::from_str(
            r#"{"b": [1.0, -0.0, 1e2, 0.5], "a": {"y": "\u0041", "x": null}}"#,
        )
        .expect("JSON");
        let two: Value =
            serde_json::from_str(r#"{"a":{"x":null,"y":"A"},"b":[1,0,100,5e-1]}"#).expect("JSON");
        assert_eq!(
            canonical(&one),
            r#"{"a":{"x":null,"y":"A"},"b":[1,0,100,0.5]}"#
        );
        assert_eq!(canonical(&one), canonical(&two));
        assert_eq!(canonical(&json!({"a\n\"": -10.0})), r#"{"a\n\"":-10}"#);
        assert_ne!(canonical(&json!(["1"])), canonical(&json!([1])));
    }

    #[test]
    fn the_fingerprint_covers_body_and_version() {
        let [old, new] = Version::ALL;
        let body = json!({"country": "DE"});
        assert_eq!(Fingerprint::of(&body, new), Fingerprint::of(&body, new));
        assert_ne!(Fingerprint::of(&body, new), Fingerprint::of(&body, old));
        assert_ne!(
            Fingerprint::of(&body, new),
            Fingerprint::of(&json!({"country": "FR"}), new)
        );
    }
}

//! Text to scalar values, by the types that a schema allows.

use serde_json::{Number, Value};

use super::{Kinds, Schema, Values};

impl Schema {
    /// Reads the text of a parameter as the first type that the schema allows and the text fits: a number, a boolean, `null` (no text),
    /// a text. What fits nothing is a text, for the check to refuse.
    pub(crate) fn read_text(&self, text: &str) -> Value {
        let as_text = || Value::String(text.to_owned());
        if let Values::Json(listed) = self.values {
            let mut listed = listed
                .iter()
                .filter_map(|json| serde_json::from_str::<Value>(json).ok());
            return listed
                .find(|value| is_written(value, text))
                .unwrap_or_else(as_text);
        }
        if self.is_any() || self.kinds().only(Kinds::STRING) {
            return as_text();
        }
        let mut readings = self.readings(text);
        // Only a choice can refuse one reading and take another.
        if readings.len() > 1
            && let Some(fitting) = readings
                .iter()
                .position(|reading| self.check(&mut reading.clone()).is_empty())
        {
            return readings.swap_remove(fitting);
        }
        readings.into_iter().next().unwrap_or_else(as_text)
    }

    fn readings(&self, text: &str) -> Vec<Value> {
        let kinds = self.kinds();
        let mut readings = Vec::new();
        if kinds.has(Kinds::NUMBER)
            && let Ok(number) = serde_json::from_str::<Number>(text)
            && text.starts_with(|first: char| first == '-' || first.is_ascii_digit())
        {
            readings.push(Value::Number(number));
        }
        if kinds.has(Kinds::BOOLEAN)
            && let Ok(boolean) = text.parse()
        {
            readings.push(Value::Bool(boolean));
        }
        if kinds.has(Kinds::STRING) {
            readings.push(Value::String(text.to_owned()));
        } else if kinds.has(Kinds::NULL) && text.is_empty() {
            readings.push(Value::Null);
        }
        readings
    }
}

/// Whether a parameter with this value has this text.
fn is_written(value: &Value, text: &str) -> bool {
    match value {
        Value::String(value) => value == text,
        Value::Null => text.is_empty(),
        Value::Bool(_) | Value::Number(_) => {
            serde_json::from_str::<Value>(text).is_ok_and(|read| crate::json::is_same(&read, value))
        }
        Value::Array(_) | Value::Object(_) => false,
    }
}

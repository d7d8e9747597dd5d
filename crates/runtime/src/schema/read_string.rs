//! Reads strings of parameters and forms as scalar values, by the types that a schema allows.

use serde_json::{Number, Value};

use super::definition::{Schema, Values};
use super::json_types::JsonTypes;
use crate::json::{has_fraction, is_equal, read_number};

impl Schema {
    /// Reads a string as the first of these types that the schema allows and the string fits:
    /// number, boolean, `null` (an empty string), string. A string that fits none remains a string,
    /// which validation then rejects.
    pub(crate) fn read_string(&self, string: &str) -> Value {
        let as_string = || Value::String(string.to_owned());
        if let Values::Json(values) = self.values {
            let mut values = values
                .iter()
                .filter_map(|json| serde_json::from_str::<Value>(json).ok());
            // `1.0` can be a string of the enum as well as the integer 1.
            let exact = values.clone().find(|value| value.as_str() == Some(string));
            let exact = exact.filter(|_| has_fraction(string));
            return exact
                .or_else(|| values.find(|value| is_written_as(value, string)))
                .unwrap_or_else(as_string);
        }
        if self.is_any() || self.json_types().only(JsonTypes::STRING) {
            return as_string();
        }
        let mut readings = self.readings(string);
        // Only a combination of schemas can reject one reading and accept another.
        if readings.len() > 1
            && let Some(valid) = readings
                .iter()
                .position(|reading| self.check(&mut reading.clone()).is_empty())
        {
            return readings.swap_remove(valid);
        }
        readings.into_iter().next().unwrap_or_else(as_string)
    }

    fn readings(&self, string: &str) -> Vec<Value> {
        let types = self.json_types();
        let mut readings = Vec::new();
        readings.extend(read_as_number(string, types).map(Value::Number));
        if types.has(JsonTypes::BOOLEAN)
            && let Ok(boolean) = string.parse()
        {
            readings.push(Value::Bool(boolean));
        }
        if types.has(JsonTypes::STRING) {
            readings.push(Value::String(string.to_owned()));
        } else if types.has(JsonTypes::NULL) && string.is_empty() {
            readings.push(Value::Null);
        }
        readings
    }
}

/// Reads a number, if the types include numbers. `1.0` and `1e2` are integers, as in JSON. If the
/// types include strings, only a string that the number is written as is a number: `1.50` would
/// become `1.5`.
fn read_as_number(string: &str, types: JsonTypes) -> Option<Number> {
    if !types.has(JsonTypes::NUMBER) {
        return None;
    }
    let number = read_number(string)?;
    let is_lossless = !types.has(JsonTypes::STRING) || number.to_string() == string;
    is_lossless.then_some(number)
}

/// Returns whether the string is the serialization of a parameter with this value.
fn is_written_as(value: &Value, string: &str) -> bool {
    match value {
        Value::String(value) => value == string,
        Value::Null => string.is_empty(),
        Value::Bool(value) => string.parse() == Ok(*value),
        Value::Number(_) => {
            read_number(string).is_some_and(|read| is_equal(&Value::Number(read), value))
        }
        Value::Array(_) | Value::Object(_) => false,
    }
}

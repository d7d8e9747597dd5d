use std::cell::Cell;
use std::marker::PhantomData;

use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value;

use super::depth::{depth_of_text, depth_of_value, with_stack_for};
use super::number::normalize_numbers_in_text;
use super::reader::MAX_DEPTH;
use super::{FromJson, Reader, ValueError};

/// Deserializes JSON text. A number with a zero fraction is an integer: `1.0` is `1` (JSON Schema
/// Core 2020-12, 4.2.3).
///
/// # Errors
/// If the text is not JSON or does not fit `T`. The error carries the location.
pub fn from_slice<T: DeserializeOwned + Send>(text: &[u8]) -> Result<T, ValueError> {
    with_stack_for(depth_of_text(text), || read_on_this_stack(text))
}

/// Reads JSON text. A number with a zero fraction is an integer, as for [`from_slice`].
///
/// # Errors
/// As [`from_slice`].
pub fn read<T: FromJson + Send>(text: &[u8]) -> Result<T, ValueError> {
    let value = std::str::from_utf8(text)
        .map_err(ValueError::new)
        .and_then(read_str);
    // The reader leaves it to serde_json to explain text that is not JSON.
    value.map_err(|error| match serde_json::from_slice::<IgnoredAny>(text) {
        Ok(IgnoredAny) => error,
        Err(_) => ValueError::of(PhantomData::<IgnoredAny>, text),
    })
}

/// Reads JSON text on this stack, and again on a larger one if the text turns out to be too deep.
/// Measuring the depth first would add about a sixth to the time of every read.
fn read_str<T: FromJson + Send>(text: &str) -> Result<T, ValueError> {
    let is_deep = Cell::new(false);
    let value = Reader::shallow(text, &is_deep).whole();
    if !is_deep.get() {
        return value;
    }
    drop(value);
    let depth = depth_of_text(text.as_bytes());
    if depth > MAX_DEPTH {
        return Err(ValueError::new("recursion limit exceeded"));
    }
    with_stack_for(depth, || Reader::new(text).whole())
}

/// Deserializes JSON text on the current stack, for a part of a value that is being read already.
pub(super) fn read_on_this_stack<T: DeserializeOwned>(text: &[u8]) -> Result<T, ValueError> {
    serde_json::from_slice(text).or_else(|error| {
        // Integers such as `1.0` are rare, so the text is normalized only after a failed attempt.
        let normalized = error
            .is_data()
            .then(|| std::str::from_utf8(text).ok())
            .flatten()
            .and_then(normalize_numbers_in_text);
        match normalized {
            Some(text) => serde_json::from_str(&text)
                .map_err(|_| ValueError::of(PhantomData::<T>, text.as_bytes())),
            None => Err(ValueError::of(PhantomData::<T>, text)),
        }
    })
}

/// Deserializes a JSON value.
///
/// # Errors
/// If the value does not fit `T`.
pub fn from_value<T: DeserializeOwned + Send>(value: Value) -> Result<T, ValueError> {
    with_stack_for(depth_of_value(&value), || {
        // Only an error about text has a location.
        T::deserialize(&value).or_else(|_| read_on_this_stack(value.to_string().as_bytes()))
    })
}

/// Parses JSON that generated code contains as a string literal, such as a default value. Returns
/// `null` for invalid JSON, which the generator never writes.
pub fn literal(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_default()
}

use serde_json::Value;

use crate::body::Encoding;
use crate::body::encoding::Serialization;
use crate::json::ValueError;
use crate::parameter::{
    EncodeError, Escape, Pairs, Style, is_scalar, nested_pairs, percent_encode, scalar_to_string,
    styled_pairs,
};

/// Serializes an object as `application/x-www-form-urlencoded`.
///
/// # Errors
/// If the value is not an object, or the encoding of a property cannot express its value. The error
/// contains the JSON pointer of the property.
pub fn encode_form(value: &Value, encodings: &[Encoding]) -> Result<String, ValueError> {
    let properties = value
        .as_object()
        .ok_or_else(|| ValueError::new(EncodeError::NotAnObject))?;
    let mut pairs = Pairs::new();
    for (name, value) in properties {
        let serialization = Encoding::serialization_of(encodings, name);
        if serialization.is_exploded()
            && let Some(object) = value.as_object()
            && object.keys().any(|key| properties.contains_key(key))
        {
            return Err(ValueError::new(EncodeError::Clash).inside(name));
        }
        let property = encode_property(name, value, serialization, percent_encode);
        pairs.extend(property.map_err(|error| ValueError::new(error).inside(name))?);
    }
    Ok(pairs
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect::<Vec<_>>()
        .join("&"))
}

/// Returns the names and values of a property.
pub(crate) fn encode_property(
    name: &str,
    value: &Value,
    serialization: Serialization,
    escape: Escape,
) -> Result<Pairs, EncodeError> {
    let name = escape(name);
    match serialization {
        Serialization::Json => Ok(vec![(name, escape(&value.to_string()))]),
        Serialization::Default => default_pairs(&name, value, escape),
        Serialization::Styled {
            style: Style::DeepObject,
            ..
        } => nested_pairs(name, value, escape),
        Serialization::Styled { style, explode } => {
            styled_pairs(name, value, style, explode, escape)
        }
    }
}

/// Returns a value without an encoding as pairs: an array has a pair for each element. A scalar is
/// a string, an object JSON, and so is an array within the array (OpenAPI 3.0.3, 4.7.15.1, and
/// 4.7.14.2).
fn default_pairs(name: &str, value: &Value, escape: Escape) -> Result<Pairs, EncodeError> {
    let items = value
        .as_array()
        .map_or(std::slice::from_ref(value), Vec::as_slice);
    let pair = |item: &Value| {
        let text = if is_scalar(item) {
            scalar_to_string(item)?
        } else {
            item.to_string()
        };
        Ok((name.to_owned(), escape(&text)))
    };
    items.iter().map(pair).collect()
}

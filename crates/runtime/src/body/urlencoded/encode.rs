use serde_json::Value;

use crate::body::Encoding;
use crate::body::encoding::Serialization;
use crate::parameter::{
    EncodeError, Escape, Pairs, Style, form_pairs, nested_pairs, percent_encode, styled_pairs,
};

/// Serializes an object as `application/x-www-form-urlencoded`.
///
/// # Errors
/// If the value is not an object, or the encoding of a property cannot express its value.
pub fn encode_form(value: &Value, encodings: &[Encoding]) -> Result<String, EncodeError> {
    let properties = value.as_object().ok_or(EncodeError::NotAnObject)?;
    let mut pairs = Pairs::new();
    for (name, value) in properties {
        let serialization = Encoding::serialization_of(encodings, name);
        pairs.extend(encode_property(name, value, serialization, percent_encode)?);
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
        Serialization::Default if value.is_null() => Err(EncodeError::Empty),
        Serialization::Default => nested_pairs(name, value, false, escape),
        Serialization::Styled {
            style: Style::DeepObject,
            ..
        } => {
            if value.is_array() || value.is_object() {
                nested_pairs(name, value, true, escape)
            } else {
                form_pairs(name, value, true, escape)
            }
        }
        Serialization::Styled { style, explode } => {
            styled_pairs(name, value, style, explode, escape)
        }
    }
}

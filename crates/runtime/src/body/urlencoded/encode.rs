use crate::body::Encoding;
use crate::body::encoding::Serialization;
use crate::json::{OrderedValue, ValueError};
use crate::parameter::{
    EncodeError, Escape, Pairs, Style, is_scalar, nested_pairs, percent_encode, scalar_to_string,
    styled_pairs,
};

/// Serializes an object as `application/x-www-form-urlencoded`. A space is a plus sign (WHATWG URL
/// Standard, 5.2); other characters are escaped as in a query.
///
/// # Errors
/// If the value is not an object, or the encoding of a property cannot express its value. The error
/// contains the JSON pointer of the property.
pub fn encode_form(value: &OrderedValue, encodings: &[Encoding]) -> Result<String, ValueError> {
    let properties = value
        .as_object()
        .ok_or_else(|| ValueError::new(EncodeError::NotAnObject))?;
    let mut pairs = Pairs::new();
    for (name, value) in properties {
        let serialization = Encoding::serialization_of(encodings, name);
        if serialization.is_exploded()
            && let Some(object) = value.as_object()
            && has_common_name(object, properties)
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
        .join("&")
        // A percent sign in a value is escaped, so this is always a space.
        .replace("%20", "+"))
}

/// Returns whether two objects have a member of the same name.
fn has_common_name(left: &[(String, OrderedValue)], right: &[(String, OrderedValue)]) -> bool {
    let has_name = |name: &String| right.iter().any(|(other, _)| other == name);
    left.iter().any(|(name, _)| has_name(name))
}

/// Returns the names and values of a property.
pub(crate) fn encode_property(
    name: &str,
    value: &OrderedValue,
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
            let pairs = styled_pairs(name, value, style, explode, escape)?;
            // Servers read the commas of a list even if all of them are escaped.
            let is_ambiguous =
                |(_, text): &(String, String)| text.contains("%2C") && !text.contains(',');
            let is_list = style == Style::Form && !explode && !is_scalar(value);
            match is_list && pairs.iter().any(is_ambiguous) {
                true => Err(EncodeError::Separator),
                false => Ok(pairs),
            }
        }
    }
}

/// Returns a value without an encoding as pairs: an array has a pair for each element. A scalar is
/// a string, an object JSON, and so is an array within the array (OpenAPI 3.0.3, 4.7.15.1, and
/// 4.7.14.2).
fn default_pairs(name: &str, value: &OrderedValue, escape: Escape) -> Result<Pairs, EncodeError> {
    let items = value.as_array().unwrap_or(std::slice::from_ref(value));
    let pair = |item: &OrderedValue| {
        let text = if is_scalar(item) {
            scalar_to_string(item)?
        } else {
            item.to_string()
        };
        Ok((name.to_owned(), escape(&text)))
    };
    items.iter().map(pair).collect()
}

//! Values without nesting, in every style except `deepObject`.

use super::{EncodeError, Style};
use crate::json::OrderedValue;

/// The escaped names and values of a query or form.
pub(crate) type Pairs = Vec<(String, String)>;

/// Escapes a name or a value.
pub(crate) type Escape = fn(&str) -> String;

/// Returns a value as pairs of name and value, in any style except `deepObject`. `name` is escaped
/// already.
pub(crate) fn styled_pairs(
    name: String,
    value: &OrderedValue,
    style: Style,
    explode: bool,
    escape: Escape,
) -> Result<Pairs, EncodeError> {
    match style {
        Style::SpaceDelimited | Style::PipeDelimited | Style::TabDelimited if !explode => {
            let text = delimited(value, style.delimiter(), escape)?;
            Ok(vec![(name, text)])
        }
        _ => form_pairs(name, value, explode, escape),
    }
}

/// Returns a value as pairs of name and value, in the style `form`. `name` is escaped already.
pub(super) fn form_pairs(
    name: String,
    value: &OrderedValue,
    explode: bool,
    escape: Escape,
) -> Result<Pairs, EncodeError> {
    if let (true, OrderedValue::Object(properties)) = (explode, value) {
        return exploded_properties(properties, escape);
    }
    Ok(match Flat::new(value)?.map(escape) {
        Flat::Array(items) if explode => {
            items.into_iter().map(|item| (name.clone(), item)).collect()
        }
        flat if flat.looks_empty() => return Err(EncodeError::Empty),
        flat => {
            let is_compound = !matches!(flat, Flat::Scalar(_));
            let parts = flat.into_parts();
            if is_compound && parts.iter().any(|part| part.contains(',')) {
                return Err(EncodeError::Separator);
            }
            vec![(name, parts.join(","))]
        }
    })
}

/// Returns the properties of an object as pairs. A list repeats the name of its property.
fn exploded_properties(
    properties: &[(String, OrderedValue)],
    escape: Escape,
) -> Result<Pairs, EncodeError> {
    let mut pairs = Pairs::new();
    for (name, value) in properties {
        let items = value.as_array().unwrap_or(std::slice::from_ref(value));
        for item in items {
            pairs.push((escape(name), escape(&scalar_to_string(item)?)));
        }
    }
    Ok(pairs)
}

/// Returns a value whose elements are joined by a delimiter, which is escaped like the elements.
pub(super) fn delimited(
    value: &OrderedValue,
    delimiter: char,
    escape: Escape,
) -> Result<String, EncodeError> {
    let flat = Flat::new(value)?;
    if flat.looks_empty() {
        return Err(EncodeError::Empty);
    }
    let parts = flat.into_parts();
    if !is_scalar(value) && parts.iter().any(|part| part.contains(delimiter)) {
        return Err(EncodeError::Separator);
    }
    let parts: Vec<String> = parts.iter().map(|part| escape(part)).collect();
    Ok(parts.join(&escape(&delimiter.to_string())))
}

/// A value without nesting. `null` is an error: RFC 6570 omits undefined elements and properties (2.3),
/// but the receiver would then read another value.
pub(super) enum Flat {
    Scalar(String),
    Array(Vec<String>),
    Object(Vec<(String, String)>),
}

impl Flat {
    pub(super) fn new(value: &OrderedValue) -> Result<Self, EncodeError> {
        Ok(match value {
            OrderedValue::Array(items) => Flat::Array(
                items
                    .iter()
                    .map(scalar_to_string)
                    .collect::<Result<_, _>>()?,
            ),
            OrderedValue::Object(properties) => Flat::Object(
                properties
                    .iter()
                    .map(|(key, value)| Ok((key.clone(), scalar_to_string(value)?)))
                    .collect::<Result<_, _>>()?,
            ),
            other => Flat::Scalar(scalar_to_string(other)?),
        })
    }

    pub(super) fn map(self, escape: Escape) -> Self {
        match self {
            Flat::Scalar(value) => Flat::Scalar(escape(&value)),
            Flat::Array(items) => Flat::Array(items.iter().map(|item| escape(item)).collect()),
            Flat::Object(properties) => Flat::Object(
                properties
                    .iter()
                    .map(|(key, value)| (escape(key), escape(value)))
                    .collect(),
            ),
        }
    }

    /// Returns whether this is an array with one empty string, which looks like an empty array when
    /// elements are joined.
    pub(super) fn looks_empty(&self) -> bool {
        matches!(self, Flat::Array(items) if items.len() == 1 && items.iter().all(String::is_empty))
    }

    /// Returns whether an element, a key or a value of a compound contains a character.
    pub(super) fn has_part_with(&self, character: char) -> bool {
        match self {
            Flat::Scalar(_) => false,
            Flat::Array(items) => items.iter().any(|item| item.contains(character)),
            Flat::Object(properties) => properties
                .iter()
                .any(|(key, value)| key.contains(character) || value.contains(character)),
        }
    }

    /// Returns the parts between delimiters when nothing is exploded: elements, or keys and values.
    fn into_parts(self) -> Vec<String> {
        match self {
            Flat::Scalar(value) => vec![value],
            Flat::Array(items) => items,
            Flat::Object(properties) => properties
                .into_iter()
                .flat_map(|(key, value)| [key, value])
                .collect(),
        }
    }

    /// Serializes the value with a delimiter between its parts.
    pub(super) fn joined(self, explode: bool, delimiter: char) -> String {
        let parts = match self {
            Flat::Object(properties) if explode => properties
                .iter()
                .map(|(key, value)| format!("{key}={value}"))
                .collect(),
            flat => flat.into_parts(),
        };
        parts.join(delimiter.encode_utf8(&mut [0; 4]))
    }

    /// Serializes the value in the style `label` or `matrix`: `separator` precedes each part, and
    /// `named` adds the name of the parameter.
    pub(super) fn expand(
        self,
        explode: bool,
        separator: &str,
        named: impl Fn(&str) -> String,
    ) -> String {
        let parts = match self {
            Flat::Array(items) if explode => items.iter().map(|item| named(item)).collect(),
            Flat::Object(properties) if explode => properties
                .iter()
                .map(|(key, value)| format!("{key}={value}"))
                .collect(),
            flat => vec![named(&flat.into_parts().join(","))],
        };
        format!("{separator}{}", parts.join(separator))
    }
}

/// Returns the string form of a boolean, a number or a string.
pub(crate) fn scalar_to_string(value: &OrderedValue) -> Result<String, EncodeError> {
    match value {
        OrderedValue::String(string) => Ok(string.clone()),
        OrderedValue::Bool(_) | OrderedValue::Number(_) => Ok(value.to_string()),
        OrderedValue::Null => Err(EncodeError::Null),
        OrderedValue::Array(_) | OrderedValue::Object(_) => Err(EncodeError::Nested),
    }
}

/// Returns whether a value is neither an array nor an object.
pub(crate) fn is_scalar(value: &OrderedValue) -> bool {
    !matches!(value, OrderedValue::Array(_) | OrderedValue::Object(_))
}

//! Values to text.

use serde_json::Value;

use super::{Parameter, Style, brackets, percent};

/// A value that its style has no text for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EncodeError {
    /// An array or object inside another, which no style but `deepObject` can say.
    #[error("a nested value can't be written in this style")]
    Nested,
    /// An element with the character that separates elements, where that character can't be escaped.
    #[error("an element has the separator of elements in it")]
    Separator,
    /// `null` or nothing where there must be text.
    #[error("there is no text for it")]
    Empty,
    /// Not an object in the style `deepObject`.
    #[error("only an object can be written in this style")]
    NotAnObject,
}

/// Names and values of a query, percent-encoded.
pub(super) type Pairs = Vec<(String, String)>;

/// What makes text into a part of a query.
pub(super) type Escape = fn(&str) -> String;

/// The text of a path parameter, percent-encoded, to be put in place of the braces.
///
/// # Errors
/// When the style has no text for the value.
pub fn encode_path(parameter: &Parameter, value: &Value) -> Result<String, EncodeError> {
    if parameter.json {
        return Ok(percent::encode(&value.to_string()));
    }
    let flat = Flat::of(value)?.map(percent::encode);
    if flat.looks_empty() && !(parameter.style == Style::Matrix && parameter.explode) {
        return Err(EncodeError::Empty);
    }
    let name = percent::encode(parameter.name);
    Ok(match parameter.style {
        Style::Label => flat.expand(parameter.explode, ".", ".", |text| text.to_owned()),
        Style::Matrix => flat.expand(parameter.explode, ";", ";", |text| {
            if text.is_empty() {
                name.clone()
            } else {
                format!("{name}={text}")
            }
        }),
        _ => flat.simple(parameter.explode),
    })
}

/// The value of a header field. It is not percent-encoded.
///
/// # Errors
/// When the style has no text for the value.
pub fn encode_header(parameter: &Parameter, value: &Value) -> Result<String, EncodeError> {
    if parameter.json {
        return Ok(value.to_string());
    }
    let flat = Flat::of(value)?;
    if flat.looks_empty() {
        return Err(EncodeError::Empty);
    }
    let separates = |text: &String| text.contains(',') || text.trim() != text;
    let ambiguous = match &flat {
        Flat::Text(_) => false,
        Flat::List(items) => items.iter().any(separates),
        Flat::Members(members) => members
            .iter()
            .any(|(key, text)| separates(key) || separates(text) || key.contains('=')),
    };
    if ambiguous {
        Err(EncodeError::Separator)
    } else {
        Ok(flat.simple(parameter.explode))
    }
}

/// The names and values of a cookie parameter, percent-encoded.
///
/// # Errors
/// When the style has no text for the value.
pub fn encode_cookie(
    parameter: &Parameter,
    value: &Value,
) -> Result<Vec<(String, String)>, EncodeError> {
    encode_query(parameter, value)
}

/// The names and values of a query parameter, percent-encoded. An empty array or object that is exploded has none.
///
/// # Errors
/// When the style has no text for the value.
pub fn encode_query(
    parameter: &Parameter,
    value: &Value,
) -> Result<Vec<(String, String)>, EncodeError> {
    let escape = if parameter.allow_reserved {
        percent::encode_reserved
    } else {
        percent::encode
    };
    let name = percent::encode(parameter.name);
    match parameter.style {
        _ if parameter.json => Ok(vec![(name, escape(&value.to_string()))]),
        Style::DeepObject if !value.is_object() => Err(EncodeError::NotAnObject),
        Style::DeepObject => brackets::encode(name, value, false, escape),
        // With allowed reserved characters the comma inside an element would be one between elements.
        Style::Form if parameter.allow_reserved && !parameter.explode && !is_scalar(value) => {
            form(name, value, false, percent::encode)
        }
        style => styled(name, value, (style, parameter.explode), escape),
    }
}

/// The names and values of a value in one of the styles that do not nest; the name is escaped already.
pub(super) fn styled(
    name: String,
    value: &Value,
    (style, explode): (Style, bool),
    escape: Escape,
) -> Result<Pairs, EncodeError> {
    // What separates elements is escaped if text is.
    let separated = |separator: char| (separator, escape(&separator.to_string()));
    match style {
        Style::SpaceDelimited if !explode => delimited(name, value, separated(' '), escape),
        Style::PipeDelimited if !explode => delimited(name, value, separated('|'), escape),
        _ => form(name, value, explode, escape),
    }
}

/// A value that has no nested parts. Elements and members that are `null` are left out (RFC 6570, 2.3).
enum Flat {
    Text(String),
    List(Vec<String>),
    Members(Vec<(String, String)>),
}

impl Flat {
    fn of(value: &Value) -> Result<Self, EncodeError> {
        Ok(match value {
            Value::Array(items) => Flat::List(
                items
                    .iter()
                    .filter(|item| !item.is_null())
                    .map(scalar)
                    .collect::<Result<_, _>>()?,
            ),
            Value::Object(members) => Flat::Members(
                members
                    .iter()
                    .filter(|(_, member)| !member.is_null())
                    .map(|(key, member)| Ok((key.clone(), scalar(member)?)))
                    .collect::<Result<_, _>>()?,
            ),
            other => Flat::Text(scalar(other)?),
        })
    }

    fn map(self, escape: Escape) -> Self {
        match self {
            Flat::Text(text) => Flat::Text(escape(&text)),
            Flat::List(items) => Flat::List(items.iter().map(|item| escape(item)).collect()),
            Flat::Members(members) => Flat::Members(
                members
                    .iter()
                    .map(|(key, text)| (escape(key), escape(text)))
                    .collect(),
            ),
        }
    }

    /// Whether this is a list of one empty text: where elements are joined, that looks like a list of no elements.
    fn looks_empty(&self) -> bool {
        matches!(self, Flat::List(items) if items.len() == 1 && items.iter().all(String::is_empty))
    }

    /// The parts that stand between separators when nothing is exploded.
    fn parts(self) -> Vec<String> {
        match self {
            Flat::Text(text) => vec![text],
            Flat::List(items) => items,
            Flat::Members(members) => members
                .into_iter()
                .flat_map(|(key, text)| [key, text])
                .collect(),
        }
    }

    fn simple(self, explode: bool) -> String {
        match self {
            Flat::Members(members) if explode => members
                .iter()
                .map(|(key, text)| format!("{key}={text}"))
                .collect::<Vec<_>>()
                .join(","),
            flat => flat.parts().join(","),
        }
    }

    /// `label` and `matrix`: a prefix, then either all parts under one name or each on its own.
    fn expand(
        self,
        explode: bool,
        prefix: &str,
        separator: &str,
        named: impl Fn(&str) -> String,
    ) -> String {
        let parts = match self {
            Flat::List(items) if explode => items.iter().map(|item| named(item)).collect(),
            Flat::Members(members) if explode => members
                .iter()
                .map(|(key, text)| format!("{key}={text}"))
                .collect(),
            flat => vec![named(&flat.parts().join(","))],
        };
        format!("{prefix}{}", parts.join(separator))
    }
}

pub(super) fn form(
    name: String,
    value: &Value,
    explode: bool,
    escape: Escape,
) -> Result<Pairs, EncodeError> {
    Ok(match Flat::of(value)?.map(escape) {
        Flat::List(items) if explode => {
            items.into_iter().map(|item| (name.clone(), item)).collect()
        }
        Flat::Members(members) if explode => members,
        flat if flat.looks_empty() => return Err(EncodeError::Empty),
        flat => {
            let is_list = !matches!(flat, Flat::Text(_));
            let parts = flat.parts();
            if is_list && parts.iter().any(|part| part.contains(',')) {
                return Err(EncodeError::Separator);
            }
            vec![(name, parts.join(","))]
        }
    })
}

fn delimited(
    name: String,
    value: &Value,
    (separator, escaped): (char, String),
    escape: Escape,
) -> Result<Pairs, EncodeError> {
    let flat = Flat::of(value)?;
    if flat.looks_empty() {
        return Err(EncodeError::Empty);
    }
    let parts = flat.parts();
    if !is_scalar(value) && parts.iter().any(|part| part.contains(separator)) {
        return Err(EncodeError::Separator);
    }
    let parts: Vec<String> = parts.iter().map(|part| escape(part)).collect();
    Ok(vec![(name, parts.join(&escaped))])
}

/// The text of a boolean, a number or a text.
pub(crate) fn scalar(value: &Value) -> Result<String, EncodeError> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Bool(_) | Value::Number(_) => Ok(value.to_string()),
        Value::Null => Err(EncodeError::Empty),
        Value::Array(_) | Value::Object(_) => Err(EncodeError::Nested),
    }
}

fn is_scalar(value: &Value) -> bool {
    !value.is_array() && !value.is_object()
}

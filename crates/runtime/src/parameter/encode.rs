use super::flat::{Escape, Flat, Pairs, delimited, form_pairs, is_scalar, styled_pairs};
use super::nested::nested_pairs;
use super::percent::{
    percent_encode, percent_encode_cookie, percent_encode_except_reserved,
    percent_encode_path_except_reserved,
};
use super::{EncodeError, Parameter, Style};
use crate::json::OrderedValue;

/// Returns the value of a path parameter, percent-encoded, to be inserted into the path template.
///
/// # Errors
/// If the style cannot express the value.
pub fn encode_path(parameter: &Parameter, value: &OrderedValue) -> Result<String, EncodeError> {
    if parameter.json {
        return Ok(percent_encode(&value.to_string()));
    }
    if parameter.style.delimiter() != ',' {
        return delimited(value, parameter.style.delimiter(), percent_encode);
    }
    // A reserved character within a compound value could be a delimiter.
    let flat = Flat::new(value)?.map(if parameter.allow_reserved && is_scalar(value) {
        percent_encode_path_except_reserved
    } else {
        percent_encode
    });
    if flat.looks_empty() && !(parameter.style == Style::Matrix && parameter.explode) {
        return Err(EncodeError::Empty);
    }
    // A dot is not escaped (RFC 6570, 3.2.5), so it would end an element.
    if parameter.style == Style::Label && parameter.explode && flat.has_part_with('.') {
        return Err(EncodeError::Separator);
    }
    let name = percent_encode(parameter.name);
    Ok(match parameter.style {
        Style::Label => flat.expand(parameter.explode, ".", |value| value.to_owned()),
        Style::Matrix => flat.expand(parameter.explode, ";", |value| {
            if value.is_empty() {
                name.clone()
            } else {
                format!("{name}={value}")
            }
        }),
        _ => flat.joined(parameter.explode, ','),
    })
}

/// Returns the value of a header. It is not percent-encoded.
///
/// # Errors
/// If the style cannot express the value.
pub fn encode_header(parameter: &Parameter, value: &OrderedValue) -> Result<String, EncodeError> {
    if parameter.json {
        return Ok(value.to_string());
    }
    let flat = Flat::new(value)?;
    let delimiter = parameter.style.delimiter();
    let is_ambiguous = |string: &String| string.contains(delimiter) || string.trim() != string;
    if matches!(&flat, Flat::Array(items) if items.iter().any(String::is_empty)) {
        return Err(EncodeError::EmptyElement);
    }
    let ambiguous = match &flat {
        Flat::Scalar(_) => false,
        Flat::Array(items) => items.iter().any(is_ambiguous),
        Flat::Object(properties) => properties
            .iter()
            .any(|(key, value)| is_ambiguous(key) || is_ambiguous(value) || key.contains('=')),
    };
    if ambiguous {
        Err(EncodeError::Separator)
    } else {
        Ok(flat.joined(parameter.explode, delimiter))
    }
}

/// Returns a cookie parameter as pairs of name and value. Only characters that a cookie cannot
/// contain are percent-encoded.
///
/// # Errors
/// If the style cannot express the value.
pub fn encode_cookie(
    parameter: &Parameter,
    value: &OrderedValue,
) -> Result<Vec<(String, String)>, EncodeError> {
    // The properties of an exploded object are the names of cookies, which allow fewer characters.
    if parameter.explode && value.as_object().is_some() {
        encode_pairs(parameter, value, percent_encode)
    } else {
        encode_pairs(parameter, value, percent_encode_cookie)
    }
}

/// Returns a query parameter as percent-encoded pairs of name and value. An exploded empty array or
/// object has no pairs.
///
/// # Errors
/// If the style cannot express the value.
pub fn encode_query(parameter: &Parameter, value: &OrderedValue) -> Result<Pairs, EncodeError> {
    let escape = if parameter.allow_reserved {
        percent_encode_except_reserved
    } else {
        percent_encode
    };
    encode_pairs(parameter, value, escape)
}

fn encode_pairs(
    parameter: &Parameter,
    value: &OrderedValue,
    escape: Escape,
) -> Result<Pairs, EncodeError> {
    let name = percent_encode(parameter.name);
    match parameter.style {
        _ if parameter.json => Ok(vec![(name, escape(&value.to_string()))]),
        Style::DeepObject => nested_pairs(name, value, escape),
        _ if parameter.explode && has_other(parameter, value) => Err(EncodeError::Clash),
        // A comma within an element would become a delimiter if it were not percent-encoded.
        Style::Form if parameter.allow_reserved && !parameter.explode && !is_scalar(value) => {
            form_pairs(name, value, false, percent_encode)
        }
        style => styled_pairs(name, value, style, parameter.explode, escape),
    }
}

/// Returns whether an object has a property that the receiver would read as another parameter.
fn has_other(parameter: &Parameter, value: &OrderedValue) -> bool {
    let mut members = value.as_object().unwrap_or_default().iter();
    members.any(|(key, _)| parameter.belongs_to_other(key))
}

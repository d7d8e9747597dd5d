//! Text to values. What the text is read as depends on the style and on the types that the schema allows.

use serde_json::{Map, Value};

use super::form::{Pair, pairs_of};
use super::{Parameter, Style, brackets, percent};
use crate::schema::{Kinds, Schema};

/// Text that is not in the style of its parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// Escapes that are no UTF-8.
    #[error("is not UTF-8")]
    NotUtf8,
    /// Content that is not JSON.
    #[error("is not JSON")]
    NotJson,
    /// Text without the prefix of its style, or members without values.
    #[error("is not in the style of the parameter")]
    Style,
    /// One value was expected and there are several.
    #[error("is given more than once")]
    Repeated,
}

/// Where the text of a parameter comes from.
#[derive(Clone, Copy, Debug)]
pub enum Source<'a> {
    /// What stands in the path in place of the braces, percent-encoded.
    Path(&'a str),
    /// The whole query, or a form: `name=value` and `&`, percent-encoded.
    Query(&'a str),
    /// The value of the header field.
    Header(&'a str),
    /// The value of the `Cookie` header field.
    Cookie(&'a str),
}

/// Reads a parameter; none if it is not there. An exploded object in a query takes the members that its schema names, and all pairs of
/// the query if the schema names none.
///
/// # Errors
/// When the text is not in the style of the parameter. What the schema says of the value is not checked here.
pub fn decode(
    parameter: &Parameter,
    source: Source<'_>,
    schema: &Schema,
) -> Result<Option<Value>, DecodeError> {
    match source {
        Source::Path(text) => in_path(parameter, text, schema).map(Some),
        Source::Header(text) if parameter.json => json(text).map(Some),
        Source::Header(text) if !has_parts(schema) => Ok(Some(schema.read_text(text))),
        Source::Header(text) => {
            let parts: Vec<String> = text.split(',').map(|part| part.trim().to_owned()).collect();
            typed(
                parameter.explode,
                Raw {
                    whole: text.to_owned(),
                    parts,
                },
                schema,
            )
            .map(Some)
        }
        Source::Query(text) => in_pairs(
            parameter,
            &pairs_of(text, '&', true, |name| belongs(name, parameter, schema))?,
            schema,
        ),
        Source::Cookie(text) => in_pairs(
            parameter,
            &pairs_of(text, ';', false, |name| belongs(name, parameter, schema))?,
            schema,
        ),
    }
}

/// Whether a pair of this name may be a part of the parameter. What is wrong with the others is no fault of it.
fn belongs(name: &str, parameter: &Parameter, schema: &Schema) -> bool {
    if parameter.style == Style::DeepObject {
        return name
            .strip_prefix(parameter.name)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('['));
    }
    if is_exploded_object(parameter, schema) {
        return !schema.names_members() || schema.member(name).is_some();
    }
    name == parameter.name
}

/// Whether the members of the parameter stand beside other parameters, without its name.
fn is_exploded_object(parameter: &Parameter, schema: &Schema) -> bool {
    !parameter.json && parameter.explode && schema.kinds().only(Kinds::OBJECT)
}

/// Text cut at the separators of its style, each part decoded; and the whole of it.
struct Raw {
    whole: String,
    parts: Vec<String>,
}

fn in_path(parameter: &Parameter, text: &str, schema: &Schema) -> Result<Value, DecodeError> {
    if parameter.json {
        return json(&unescape(text)?);
    }
    match parameter.style {
        Style::Label => {
            let text = text.strip_prefix('.').ok_or(DecodeError::Style)?;
            typed(
                parameter.explode,
                Raw::cut(text, if parameter.explode { '.' } else { ',' })?,
                schema,
            )
        }
        Style::Matrix => {
            let text = text.strip_prefix(';').ok_or(DecodeError::Style)?;
            let name = parameter.name;
            if !parameter.explode || !schema.kinds().compound() {
                return typed(false, Raw::cut(named(text, name)?, ',')?, schema);
            }
            let members = schema.kinds().has(Kinds::OBJECT);
            let parts = text
                .split(';')
                .map(|part| unescape(if members { part } else { named(part, name)? }));
            typed(
                true,
                Raw {
                    whole: unescape(text)?,
                    parts: parts.collect::<Result<_, _>>()?,
                },
                schema,
            )
        }
        _ => typed(parameter.explode, Raw::cut(text, ',')?, schema),
    }
}

/// What stands behind `name=`; nothing behind the bare name (RFC 6570, 3.2.7).
fn named<'t>(text: &'t str, name: &str) -> Result<&'t str, DecodeError> {
    let (key, value) = text.split_once('=').unwrap_or((text, ""));
    if unescape(key)? == name {
        Ok(value)
    } else {
        Err(DecodeError::Style)
    }
}

pub(super) fn in_pairs(
    parameter: &Parameter,
    pairs: &[Pair],
    schema: &Schema,
) -> Result<Option<Value>, DecodeError> {
    let name = parameter.name;
    if parameter.style == Style::DeepObject {
        return brackets::decode(name, pairs, schema);
    }
    let own: Vec<&Pair> = pairs.iter().filter(|pair| pair.name == name).collect();
    if is_exploded_object(parameter, schema) {
        return exploded_object(pairs, schema);
    }
    if !parameter.json && parameter.explode {
        let own: Vec<Pair> = own.into_iter().cloned().collect();
        return if own.is_empty() {
            Ok(None)
        } else {
            exploded(name, &own, schema).map(Some)
        };
    }
    let pair = match own.as_slice() {
        [] => return Ok(None),
        [pair] => pair,
        _ => return Err(DecodeError::Repeated),
    };
    if parameter.json {
        return json(&pair.value).map(Some);
    }
    let raw = match parameter.style {
        Style::SpaceDelimited => Raw::cut(&pair.raw.replace("%20", " "), ' ')?,
        Style::PipeDelimited => Raw::cut(&pair.raw.replace("%7C", "|").replace("%7c", "|"), '|')?,
        _ => Raw::cut(&pair.raw, ',')?,
    };
    typed(false, raw, schema).map(Some)
}

/// One pair an element, or one pair for a single value.
fn exploded(name: &str, pairs: &[Pair], schema: &Schema) -> Result<Value, DecodeError> {
    let own: Vec<&Pair> = pairs.iter().filter(|pair| pair.name == name).collect();
    let kinds = schema.kinds();
    match own.as_slice() {
        [pair] if !kinds.has(Kinds::ARRAY) || kinds.scalar() => Ok(schema.read_text(&pair.value)),
        _ if kinds.has(Kinds::ARRAY) => {
            Ok(elements(own.iter().map(|pair| pair.value.as_str()), schema))
        }
        _ => Err(DecodeError::Repeated),
    }
}

pub(super) fn exploded_object(
    pairs: &[Pair],
    schema: &Schema,
) -> Result<Option<Value>, DecodeError> {
    let named = schema.names_members();
    let mut members = Map::new();
    for pair in pairs {
        match schema.member(&pair.name) {
            None if named => {}
            member => {
                let value = member
                    .unwrap_or(const { &Schema::any() })
                    .read_text(&pair.value);
                if members.insert(pair.name.clone(), value).is_some() {
                    return Err(DecodeError::Repeated);
                }
            }
        }
    }
    Ok((!members.is_empty()).then_some(Value::Object(members)))
}

impl Raw {
    fn cut(text: &str, separator: char) -> Result<Self, DecodeError> {
        let parts = text
            .split(separator)
            .map(unescape)
            .collect::<Result<_, _>>()?;
        Ok(Self {
            whole: unescape(text)?,
            parts,
        })
    }
}

/// Whether a value may be made of several parts.
fn has_parts(schema: &Schema) -> bool {
    !schema.is_any() && schema.kinds().compound()
}

/// The value of some parts. No text at all is an empty array or object.
fn typed(exploded: bool, raw: Raw, schema: &Schema) -> Result<Value, DecodeError> {
    let kinds = schema.kinds();
    let parts = if raw.whole.is_empty() {
        Vec::new()
    } else {
        raw.parts
    };
    if !has_parts(schema) || (kinds.scalar() && parts.len() < 2) {
        return Ok(schema.read_text(&raw.whole));
    }
    if kinds.has(Kinds::ARRAY) {
        return Ok(elements(parts.iter().map(String::as_str), schema));
    }
    let mut members = Map::new();
    let mut insert = |key: &str, text: &str| {
        let value = schema
            .member(key)
            .unwrap_or(const { &Schema::any() })
            .read_text(text);
        members
            .insert(key.to_owned(), value)
            .map_or(Ok(()), |_| Err(DecodeError::Repeated))
    };
    if exploded {
        for part in &parts {
            let (key, text) = part.split_once('=').ok_or(DecodeError::Style)?;
            insert(key, text)?;
        }
    } else {
        for pair in parts.chunks(2) {
            let [key, text] = pair else {
                return Err(DecodeError::Style);
            };
            insert(key, text)?;
        }
    }
    Ok(Value::Object(members))
}

fn elements<'t>(texts: impl Iterator<Item = &'t str>, schema: &Schema) -> Value {
    texts
        .enumerate()
        .map(|(position, text)| schema.element(position).read_text(text))
        .collect()
}

pub(super) fn json(text: &str) -> Result<Value, DecodeError> {
    crate::json::parse(text.as_bytes()).map_err(|_| DecodeError::NotJson)
}

pub(super) fn unescape(text: &str) -> Result<String, DecodeError> {
    percent::decode(text).ok_or(DecodeError::NotUtf8)
}

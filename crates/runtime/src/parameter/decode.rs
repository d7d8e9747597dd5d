//! Text to values. What the text is read as depends on the style and on the types that the schema allows.

use serde_json::{Map, Value};

use super::percent;
use super::{Parameter, Style};
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
pub fn decode(parameter: &Parameter, source: Source<'_>, schema: &Schema) -> Result<Option<Value>, DecodeError> {
    match source {
        Source::Path(text) => in_path(parameter, text, schema).map(Some),
        Source::Header(text) if parameter.json => json(text).map(Some),
        Source::Header(text) => {
            let parts: Vec<String> = text.split(',').map(|part| part.trim().to_owned()).collect();
            typed(parameter.explode, Raw { whole: text.to_owned(), parts }, schema).map(Some)
        }
        Source::Query(text) => in_pairs(parameter, &pairs(text, '&', true)?, schema),
        Source::Cookie(text) => in_pairs(parameter, &pairs(text, ';', false)?, schema),
    }
}

/// Reads `application/x-www-form-urlencoded` into an object. Members that the schema does not name are texts.
///
/// # Errors
/// When the octets are no UTF-8.
pub fn decode_form(text: &str, schema: &Schema) -> Result<Value, DecodeError> {
    let pairs = pairs(text, '&', true)?;
    let mut members = Map::new();
    for pair in &pairs {
        let name = pair.name.split('[').next().unwrap_or_default();
        if members.contains_key(name) {
            continue;
        }
        let member = schema.member(name).unwrap_or(const { &Schema::any() });
        let own: Vec<Pair> = pairs.iter().filter(|pair| pair.name.split('[').next() == Some(name)).cloned().collect();
        let value = match own.iter().any(|pair| pair.name.contains('[')) {
            true => deep_object(name, &own, member)?,
            false => Some(exploded(name, &own, member)?),
        };
        members.extend(value.map(|value| (name.to_owned(), value)));
    }
    Ok(Value::Object(members))
}

/// A name and its value: the name decoded, the value as it stands (`raw`) and decoded.
#[derive(Clone)]
struct Pair {
    name: String,
    raw: String,
    value: String,
}

/// Text cut at the separators of its style, each part decoded; and the whole of it.
struct Raw {
    whole: String,
    parts: Vec<String>,
}

fn pairs(text: &str, separator: char, plus_is_space: bool) -> Result<Vec<Pair>, DecodeError> {
    text.split(separator)
        .map(str::trim)
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let raw = if plus_is_space { value.replace('+', "%20") } else { value.to_owned() };
            let name = if plus_is_space { name.replace('+', "%20") } else { name.to_owned() };
            Ok(Pair { name: unescape(&name)?, value: unescape(&raw)?, raw })
        })
        .collect()
}

fn in_path(parameter: &Parameter, text: &str, schema: &Schema) -> Result<Value, DecodeError> {
    if parameter.json {
        return json(&unescape(text)?);
    }
    match parameter.style {
        Style::Label => {
            let text = text.strip_prefix('.').ok_or(DecodeError::Style)?;
            typed(parameter.explode, Raw::cut(text, if parameter.explode { '.' } else { ',' })?, schema)
        }
        Style::Matrix => {
            let text = text.strip_prefix(';').ok_or(DecodeError::Style)?;
            let name = parameter.name;
            if !parameter.explode || !schema.kinds().compound() {
                return typed(false, Raw::cut(named(text, name)?, ',')?, schema);
            }
            let members = schema.kinds().has(Kinds::OBJECT);
            let parts = text.split(';').map(|part| unescape(if members { part } else { named(part, name)? }));
            typed(true, Raw { whole: unescape(text)?, parts: parts.collect::<Result<_, _>>()? }, schema)
        }
        _ => typed(parameter.explode, Raw::cut(text, ',')?, schema),
    }
}

/// What stands behind `name=`; nothing behind the bare name (RFC 6570, 3.2.7).
fn named<'t>(text: &'t str, name: &str) -> Result<&'t str, DecodeError> {
    let (key, value) = text.split_once('=').unwrap_or((text, ""));
    if unescape(key)? == name { Ok(value) } else { Err(DecodeError::Style) }
}

fn in_pairs(parameter: &Parameter, pairs: &[Pair], schema: &Schema) -> Result<Option<Value>, DecodeError> {
    let name = parameter.name;
    if parameter.style == Style::DeepObject {
        return deep_object(name, pairs, schema);
    }
    let own: Vec<&Pair> = pairs.iter().filter(|pair| pair.name == name).collect();
    if !parameter.json && parameter.explode {
        if schema.kinds().only(Kinds::OBJECT) {
            return exploded_object(pairs, schema);
        }
        let own: Vec<Pair> = own.into_iter().cloned().collect();
        return if own.is_empty() { Ok(None) } else { exploded(name, &own, schema).map(Some) };
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
        _ if kinds.has(Kinds::ARRAY) => Ok(elements(own.iter().map(|pair| pair.value.as_str()), schema)),
        _ => Err(DecodeError::Repeated),
    }
}

fn exploded_object(pairs: &[Pair], schema: &Schema) -> Result<Option<Value>, DecodeError> {
    let named = schema.names_members();
    let mut members = Map::new();
    for pair in pairs {
        match schema.member(&pair.name) {
            None if named => {}
            member => {
                let value = member.unwrap_or(const { &Schema::any() }).read_text(&pair.value);
                if members.insert(pair.name.clone(), value).is_some() {
                    return Err(DecodeError::Repeated);
                }
            }
        }
    }
    Ok((!members.is_empty()).then_some(Value::Object(members)))
}

/// `name[key]=value`; a repeated key, `name[key][]` and `name[key][0]` are elements of an array.
fn deep_object(name: &str, pairs: &[Pair], schema: &Schema) -> Result<Option<Value>, DecodeError> {
    let mut members = Map::new();
    for pair in pairs {
        let Some(keys) = pair.name.strip_prefix(name).and_then(bracketed) else { continue };
        insert_deep(&mut members, &keys, &pair.value, schema, 0)?;
    }
    Ok((!members.is_empty()).then_some(Value::Object(members)))
}

/// The keys of `[a][b]`.
fn bracketed(text: &str) -> Option<Vec<&str>> {
    let inner = text.strip_prefix('[')?.strip_suffix(']')?;
    Some(inner.split("][").collect())
}

fn insert_deep(members: &mut Map<String, Value>, keys: &[&str], text: &str, schema: &Schema, depth: usize) -> Result<(), DecodeError> {
    const DEEPEST: usize = 16;
    let Some((key, rest)) = keys.split_first() else { return Err(DecodeError::Style) };
    let member = schema.member(key).unwrap_or(const { &Schema::any() });
    let indexed = matches!(rest, [index] if index.bytes().all(|byte| byte.is_ascii_digit()));
    if member.kinds().has(Kinds::ARRAY) && !member.is_any() && (rest.is_empty() || indexed) {
        return match members.entry(*key).or_insert_with(|| Value::Array(Vec::new())) {
            Value::Array(items) => {
                items.push(member.element(items.len()).read_text(text));
                Ok(())
            }
            _ => Err(DecodeError::Repeated),
        };
    }
    if rest.is_empty() {
        let previous = members.insert((*key).to_owned(), member.read_text(text));
        return previous.map_or(Ok(()), |_| Err(DecodeError::Repeated));
    }
    match members.entry(*key).or_insert_with(|| Value::Object(Map::new())) {
        Value::Object(inner) if depth < DEEPEST => insert_deep(inner, rest, text, member, depth + 1),
        _ => Err(DecodeError::Style),
    }
}

impl Raw {
    fn cut(text: &str, separator: char) -> Result<Self, DecodeError> {
        let parts = text.split(separator).map(unescape).collect::<Result<_, _>>()?;
        Ok(Self { whole: unescape(text)?, parts })
    }
}

/// The value of some parts. No text at all is an empty array or object.
fn typed(exploded: bool, raw: Raw, schema: &Schema) -> Result<Value, DecodeError> {
    let kinds = schema.kinds();
    let parts = if raw.whole.is_empty() { Vec::new() } else { raw.parts };
    if schema.is_any() || (kinds.scalar() && parts.len() < 2) || !kinds.compound() {
        return Ok(schema.read_text(&raw.whole));
    }
    if kinds.has(Kinds::ARRAY) {
        return Ok(elements(parts.iter().map(String::as_str), schema));
    }
    let mut members = Map::new();
    let mut insert = |key: &str, text: &str| {
        let value = schema.member(key).unwrap_or(const { &Schema::any() }).read_text(text);
        members.insert(key.to_owned(), value).map_or(Ok(()), |_| Err(DecodeError::Repeated))
    };
    if exploded {
        for part in &parts {
            let (key, text) = part.split_once('=').ok_or(DecodeError::Style)?;
            insert(key, text)?;
        }
    } else {
        for pair in parts.chunks(2) {
            let [key, text] = pair else { return Err(DecodeError::Style) };
            insert(key, text)?;
        }
    }
    Ok(Value::Object(members))
}

fn elements<'t>(texts: impl Iterator<Item = &'t str>, schema: &Schema) -> Value {
    texts.enumerate().map(|(position, text)| schema.element(position).read_text(text)).collect()
}

fn json(text: &str) -> Result<Value, DecodeError> {
    crate::json::parse(text.as_bytes()).map_err(|_| DecodeError::NotJson)
}

fn unescape(text: &str) -> Result<String, DecodeError> {
    percent::decode(text).ok_or(DecodeError::NotUtf8)
}

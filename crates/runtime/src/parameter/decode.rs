//! Decodes parameters. The result depends on the style and on the types that the schema allows.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::delimited::{Delimited, is_compound, read_elements};
use super::nested_decode::decode_nested;
use super::pairs::{Pair, parse_cookies, parse_query};
use super::percent::percent_decode;
use super::{DecodeError, Location, Parameter, Style};
use crate::json;
use crate::schema::{JsonTypes, Schema};

/// The text that contains a parameter.
#[derive(Clone, Copy, Debug)]
pub enum Source<'a> {
    /// The percent-encoded part of the path that matches the parameter in the template.
    Path(&'a str),
    /// A whole percent-encoded query or form, such as `a=1&b=2`.
    Query(&'a str),
    /// The value of the header.
    Header(&'a str),
    /// The value of the `Cookie` header.
    Cookie(&'a str),
}

/// Decodes a parameter, or returns `None` if the source does not contain it. An exploded object in
/// a query takes the pairs that its schema names, or, if the schema names none, all pairs that belong
/// to no other parameter.
///
/// # Errors
/// If the text is not in the style of the parameter. The value is not validated against the schema.
pub fn decode(
    parameter: &Parameter,
    source: Source<'_>,
    schema: &Schema,
) -> Result<Option<Value>, DecodeError> {
    match source {
        Source::Path(text) => decode_path(parameter, text, schema).map(Some),
        Source::Header(text) if parameter.json => parse_json(text).map(Some),
        Source::Header(text) if !is_compound(schema) => Ok(Some(schema.read_string(text))),
        Source::Header(text) => {
            let delimiter = parameter.style.delimiter();
            // Recipients of a list ignore empty elements (RFC 9110, 5.6.1.2).
            let is_list = delimiter == ',' && schema.json_types().has(JsonTypes::ARRAY);
            let parts = text.split(delimiter).map(str::trim);
            let delimited = Delimited {
                whole: text.to_owned(),
                parts: parts
                    .filter(|part| !is_list || !part.is_empty())
                    .map(str::to_owned)
                    .collect(),
            };
            delimited.read(parameter.explode, schema).map(Some)
        }
        Source::Query(text) => decode_pairs(
            parameter,
            &parse_query(text, |name| belongs_to(name, parameter, schema))?,
            schema,
        ),
        Source::Cookie(text) => decode_pairs(
            parameter,
            &parse_cookies(text, |name| belongs_to(name, parameter, schema))?,
            schema,
        ),
    }
}

/// Returns whether a pair with this name can be part of the parameter. Errors in other pairs must
/// not affect it.
fn belongs_to(name: &str, parameter: &Parameter, schema: &Schema) -> bool {
    if is_nested(parameter) {
        return name
            .strip_prefix(parameter.name)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('['));
    }
    if is_exploded_object(parameter, schema) {
        return is_own_property(name, parameter, schema);
    }
    name == parameter.name
}

/// Returns whether the parameter has pairs with brackets after its name.
fn is_nested(parameter: &Parameter) -> bool {
    !parameter.json && parameter.style == Style::DeepObject
}

/// Returns whether the properties of the parameter appear beside other parameters, without its
/// name.
fn is_exploded_object(parameter: &Parameter, schema: &Schema) -> bool {
    !parameter.json
        && parameter.explode
        && matches!(parameter.location, Location::Query | Location::Cookie)
        && schema.json_types().only(JsonTypes::OBJECT)
}

/// Returns the valid value of a parameter that has no pairs: an object without properties, except
/// for the required arrays of an exploded object, which are empty.
pub(crate) fn value_without_pairs(parameter: &Parameter, schema: &Schema) -> Option<Value> {
    if is_exploded_object(parameter, schema) {
        return object_without_pairs(schema, true);
    }
    is_nested(parameter)
        .then(|| object_without_pairs(schema, false))
        .flatten()
}

/// Returns the valid object that has no pairs. If the object is exploded, its arrays appear as
/// repeated names, so that empty arrays have no pairs either.
pub(crate) fn object_without_pairs(schema: &Schema, is_exploded: bool) -> Option<Value> {
    let mut properties = Map::new();
    if is_exploded {
        add_empty_arrays(&mut properties, schema);
    }
    let mut object = Value::Object(properties);
    schema.check(&mut object).is_empty().then_some(object)
}

/// Adds the required arrays of an exploded object that have no pairs: they are empty (RFC 6570,
/// 2.3).
fn add_empty_arrays(properties: &mut Map<String, Value>, schema: &Schema) {
    for (name, _) in schema.required_arrays() {
        properties
            .entry(name)
            .or_insert_with(|| Value::Array(Vec::new()));
    }
}

fn decode_path(parameter: &Parameter, text: &str, schema: &Schema) -> Result<Value, DecodeError> {
    if parameter.json {
        return parse_json(&percent_decode(text)?);
    }
    let explode = parameter.explode;
    match parameter.style {
        Style::Label => {
            let text = text.strip_prefix('.').ok_or(DecodeError::Style)?;
            let delimiter = if explode { '.' } else { ',' };
            Delimited::split(text, delimiter)?.read(explode, schema)
        }
        Style::Matrix => {
            let text = text.strip_prefix(';').ok_or(DecodeError::Style)?;
            decode_matrix(parameter, text, schema)
        }
        style => split_escaped(text, style.delimiter())?.read(explode, schema),
    }
}

/// Splits a percent-encoded string at a delimiter, which may be percent-encoded itself unless it is a comma.
fn split_escaped(text: &str, delimiter: char) -> Result<Delimited, DecodeError> {
    let (upper, lower) = match delimiter {
        ' ' => ("%20", "%20"),
        '|' => ("%7C", "%7c"),
        '\t' => ("%09", "%09"),
        _ => return Delimited::split(text, delimiter),
    };
    let plain = delimiter.to_string();
    let text = text.replace(upper, &plain).replace(lower, &plain);
    Delimited::split(&text, delimiter)
}

/// Decodes the style `matrix`, without the leading semicolon.
fn decode_matrix(parameter: &Parameter, text: &str, schema: &Schema) -> Result<Value, DecodeError> {
    let (name, types) = (parameter.name, schema.json_types());
    if !parameter.explode || !types.has_compound() {
        return Delimited::split(value_of(text, name)?, ',')?.read(false, schema);
    }
    // A scalar is under the name of the parameter, which is not part of the value.
    if types.has_scalar()
        && !text.contains(';')
        && let Ok(value) = value_of(text, name)
    {
        return percent_decode(value).map(|value| schema.read_string(&value));
    }
    let is_object = types.has(JsonTypes::OBJECT);
    // A semicolon alone is a value without parts.
    let parts = text.split(';').filter(|_| !text.is_empty());
    let parts = parts.map(|part| {
        percent_decode(if is_object {
            part
        } else {
            value_of(part, name)?
        })
    });
    let delimited = Delimited {
        whole: percent_decode(text)?,
        parts: parts.collect::<Result<_, _>>()?,
    };
    delimited.read(true, schema)
}

/// Returns the value after `name=`, or an empty value after the name alone (RFC 6570, 3.2.7).
fn value_of<'t>(text: &'t str, name: &str) -> Result<&'t str, DecodeError> {
    let (key, value) = text.split_once('=').unwrap_or((text, ""));
    if percent_decode(key)? == name {
        Ok(value)
    } else {
        Err(DecodeError::Style)
    }
}

/// Decodes a parameter from the pairs of a query, a form or a cookie.
pub(crate) fn decode_pairs(
    parameter: &Parameter,
    pairs: &[Pair],
    schema: &Schema,
) -> Result<Option<Value>, DecodeError> {
    let name = parameter.name;
    if is_nested(parameter) {
        return decode_nested(name, pairs, schema);
    }
    if is_exploded_object(parameter, schema) {
        let own = pairs
            .iter()
            .filter(|pair| is_own_property(&pair.name, parameter, schema));
        return decode_exploded_object(own, schema);
    }
    let own: Vec<&Pair> = pairs.iter().filter(|pair| pair.name == name).collect();
    if !parameter.json && parameter.explode {
        return if own.is_empty() {
            Ok(None)
        } else {
            decode_exploded(&own, schema).map(Some)
        };
    }
    let pair = match own.as_slice() {
        [] => return Ok(None),
        [pair] => pair,
        _ => return Err(DecodeError::Repeated),
    };
    if parameter.json {
        return parse_json(&pair.value).map(Some);
    }
    let raw = match parameter.style {
        Style::Form if !may_contain_commas(schema) => plain_commas(&pair.raw),
        _ => Cow::Borrowed(pair.raw.as_str()),
    };
    let delimited = split_escaped(&raw, parameter.style.delimiter())?;
    delimited.read(false, schema).map(Some)
}

/// Decodes the commas of a list, unless it has a comma that is not percent-encoded: many encoders of
/// queries and forms encode all of them.
pub(crate) fn plain_commas(raw: &str) -> Cow<'_, str> {
    if raw.contains(',') {
        return Cow::Borrowed(raw);
    }
    Cow::Owned(raw.replace("%2C", ",").replace("%2c", ","))
}

/// Returns whether elements of an array, or keys or values of an object, can contain a comma.
fn may_contain_commas(schema: &Schema) -> bool {
    let types = schema.json_types();
    types.has(JsonTypes::OBJECT)
        || types.has(JsonTypes::STRING)
        || schema.element(0).json_types().has(JsonTypes::STRING)
}

/// Decodes a scalar, or an array with one pair for each element.
fn decode_exploded(own: &[&Pair], schema: &Schema) -> Result<Value, DecodeError> {
    let types = schema.json_types();
    match own {
        [pair] if !types.has(JsonTypes::ARRAY) || types.has_scalar() => {
            Ok(schema.read_string(&pair.value))
        }
        _ if types.has(JsonTypes::ARRAY) => Ok(read_elements(
            own.iter().map(|pair| pair.value.as_str()),
            schema,
        )),
        _ => Err(DecodeError::Repeated),
    }
}

/// Returns whether a pair with this name is a property of an exploded object.
fn is_own_property(name: &str, parameter: &Parameter, schema: &Schema) -> bool {
    let takes_all = parameter.open || !schema.has_named_properties();
    !parameter.belongs_to_other(name) && (takes_all || schema.property(name).is_some())
}

/// Decodes an object with one pair for each property, or for each element of a property. Returns
/// `None` for an object without pairs.
pub(crate) fn decode_exploded_object<'p>(
    pairs: impl Iterator<Item = &'p Pair>,
    schema: &Schema,
) -> Result<Option<Value>, DecodeError> {
    let mut groups: BTreeMap<&str, Vec<&Pair>> = BTreeMap::new();
    for pair in pairs {
        groups.entry(&pair.name).or_default().push(pair);
    }
    let property = |(name, own): (&str, Vec<&Pair>)| {
        let schema = schema.property(name).unwrap_or(const { &Schema::any() });
        Ok((name.to_owned(), decode_exploded(&own, schema)?))
    };
    let mut properties: Map<String, Value> =
        groups.into_iter().map(property).collect::<Result<_, _>>()?;
    if properties.is_empty() {
        return Ok(None);
    }
    add_empty_arrays(&mut properties, schema);
    Ok(Some(Value::Object(properties)))
}

/// Parses the JSON content of a parameter.
pub(crate) fn parse_json(text: &str) -> Result<Value, DecodeError> {
    json::parse(text.as_bytes()).map_err(|_| DecodeError::NotJson)
}

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::body::Encoding;
use crate::body::encoding::Serialization;
use crate::parameter::{
    DecodeError, NestedValue, Pair, Parameter, Style, decode_exploded_object, decode_pairs,
    parse_form, parse_json,
};
use crate::schema::{JsonTypes, Schema};

/// Decodes `application/x-www-form-urlencoded` into an object. Properties that the schema does not
/// name are strings.
///
/// # Errors
/// If the bytes are not UTF-8, or a property does not match its encoding.
pub fn decode_form(
    text: &str,
    schema: &Schema,
    encodings: &'static [Encoding],
) -> Result<Value, DecodeError> {
    decode_properties(parse_form(text)?, schema, encodings).map(Value::Object)
}

/// Decodes pairs into the properties of an object.
pub(crate) fn decode_properties(
    pairs: Vec<Pair>,
    schema: &Schema,
    encodings: &'static [Encoding],
) -> Result<Map<String, Value>, DecodeError> {
    let mut properties = Map::new();
    let taken = decode_exploded_properties(&pairs, schema, encodings, &mut properties)?;
    let mut groups: BTreeMap<String, Vec<Pair>> = BTreeMap::new();
    for pair in pairs.into_iter().filter(|pair| !taken.contains(&pair.name)) {
        groups
            .entry(property_name(&pair.name, schema).to_owned())
            .or_default()
            .push(pair);
    }
    for (name, pairs) in groups {
        let property = schema.property(&name).unwrap_or(const { &Schema::any() });
        let encoding = encodings.iter().find(|encoding| encoding.name == name);
        if let Some(value) = decode_property(&name, pairs, property, encoding)? {
            properties.insert(name, value);
        }
    }
    Ok(properties)
}

/// Returns the property that a pair belongs to: its name up to the brackets, unless the schema has
/// a property with the whole name.
fn property_name<'n>(name: &'n str, schema: &Schema) -> &'n str {
    match name.split_once('[') {
        Some((base, _)) if !schema.has_property(name) => base,
        _ => name,
    }
}

/// Decodes the properties that are exploded objects, whose own properties appear beside those of
/// the form. Returns the names of the pairs that belong to them.
fn decode_exploded_properties(
    pairs: &[Pair],
    schema: &Schema,
    encodings: &'static [Encoding],
    properties: &mut Map<String, Value>,
) -> Result<BTreeSet<String>, DecodeError> {
    let mut taken = BTreeSet::new();
    for encoding in encodings.iter().filter(|encoding| encoding.is_exploded()) {
        let Some(property) = schema
            .property(encoding.name)
            .filter(|property| property.json_types().only(JsonTypes::OBJECT))
        else {
            continue;
        };
        let own: Vec<Pair> = pairs
            .iter()
            .filter(|pair| property.has_property(&pair.name) && !schema.has_property(&pair.name))
            .cloned()
            .collect();
        let value = decode_exploded_object(&own, property)?;
        properties.extend(value.map(|value| (encoding.name.to_owned(), value)));
        taken.extend(own.into_iter().map(|pair| pair.name));
    }
    Ok(taken)
}

fn decode_property(
    name: &str,
    pairs: Vec<Pair>,
    schema: &Schema,
    encoding: Option<&Encoding>,
) -> Result<Option<Value>, DecodeError> {
    match encoding.map(|encoding| (encoding.serialization, encoding.name)) {
        Some((Serialization::Json, _)) => match pairs.as_slice() {
            [pair] => parse_json(&pair.value).map(Some),
            _ => Err(DecodeError::Repeated),
        },
        Some((
            Serialization::Styled {
                style,
                explode: false,
            },
            name,
        )) if style != Style::DeepObject => {
            let parameter = Parameter::query(name).style(style).explode(false);
            decode_pairs(&parameter, &pairs, schema)
        }
        _ => {
            let mut nested = NestedValue::default();
            for pair in pairs {
                let brackets = pair.name.strip_prefix(name).unwrap_or_default();
                nested.insert(brackets, pair.value)?;
            }
            if nested.is_empty() {
                Ok(None)
            } else {
                nested.read(schema).map(Some)
            }
        }
    }
}

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::body::Encoding;
use crate::body::encoding::Serialization;
use crate::parameter::{
    DecodeError, FormError, NestedValue, Pair, Parameter, Style, decode_exploded_object,
    decode_pairs, object_without_pairs, parse_form, parse_json, plain_commas,
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
) -> Result<Value, FormError> {
    let pairs = parse_form(text).map_err(|error| FormError { name: None, error })?;
    decode_properties(pairs, schema, encodings).map(Value::Object)
}

/// Decodes pairs into the properties of an object. A required array without pairs is empty, because
/// an empty array has no pairs (RFC 6570, 2.3), and so is a required object in the style
/// `deepObject` or exploded.
pub(crate) fn decode_properties(
    pairs: Vec<Pair>,
    schema: &Schema,
    encodings: &'static [Encoding],
) -> Result<Map<String, Value>, FormError> {
    let mut properties = Map::new();
    let taken = decode_exploded_properties(&pairs, schema, encodings, &mut properties)?;
    let mut groups: BTreeMap<String, Vec<Pair>> = BTreeMap::new();
    for pair in pairs.into_iter().filter(|pair| !taken.contains(&pair.name)) {
        groups
            .entry(property_name(&pair, schema))
            .or_default()
            .push(pair);
    }
    for (name, pairs) in groups {
        let property = schema.property(&name).unwrap_or(const { &Schema::any() });
        let encoding = encodings.iter().find(|encoding| encoding.name == name);
        let value = decode_property(&name, pairs, property, encoding);
        if let Some(value) = value.map_err(|error| FormError::of(&name, error))? {
            properties.insert(name, value);
        }
    }
    add_empty_objects(&mut properties, schema, encodings);
    for (name, array) in schema.required_arrays() {
        let is_json = Encoding::serialization_of(encodings, name) == Serialization::Json;
        if !is_json && !array.element(0).is_file() {
            let empty = || Value::Array(Vec::new());
            properties.entry(name).or_insert_with(empty);
        }
    }
    Ok(properties)
}

/// Adds the required objects that have no pairs, provided that their schemas allow empty objects.
fn add_empty_objects(
    properties: &mut Map<String, Value>,
    schema: &Schema,
    encodings: &'static [Encoding],
) {
    for (name, property) in schema.required_properties() {
        let serialization = Encoding::serialization_of(encodings, name);
        let is_exploded = serialization.is_exploded();
        let has_no_pairs = is_exploded || serialization.is_nested();
        let is_absent_object = !properties.contains_key(name)
            && has_no_pairs
            && property.json_types().only(JsonTypes::OBJECT);
        if is_absent_object {
            let object = object_without_pairs(property, is_exploded);
            properties.extend(object.map(|object| (name.to_owned(), object)));
        }
    }
}

/// Returns the property that a pair belongs to: its name up to the brackets, unless the schema has
/// a property with the whole name.
///
/// Encoded brackets delimit keys only after the name of a property whose schema requires an object
/// or array. Elsewhere they belong to the name of an additional property.
fn property_name(pair: &Pair, schema: &Schema) -> String {
    let base = pair.base_name().filter(|base| {
        let is_compound = || {
            let types = schema.property(base).map(Schema::json_types);
            types.is_some_and(|types| types.has_compound() && !types.has_scalar())
        };
        let is_key = pair.has_only_encoded_brackets();
        !schema.has_property(&pair.name) && (!is_key || schema.has_property(base) || is_compound())
    });
    base.unwrap_or_else(|| pair.name.clone())
}

/// Decodes the properties that are exploded objects, whose own properties appear beside those of
/// the form. Returns the names of the pairs that belong to them.
fn decode_exploded_properties(
    pairs: &[Pair],
    schema: &Schema,
    encodings: &'static [Encoding],
    properties: &mut Map<String, Value>,
) -> Result<BTreeSet<String>, FormError> {
    let mut taken = BTreeSet::new();
    for encoding in encodings
        .iter()
        .filter(|encoding| encoding.serialization.is_exploded())
    {
        let Some(property) = schema
            .property(encoding.name)
            .filter(|property| property.json_types().only(JsonTypes::OBJECT))
        else {
            continue;
        };
        // A map has the pairs that the form does not declare.
        let is_own = |name: &str| {
            let is_map = !property.has_named_properties() && schema.property(name).is_none();
            let is_named = property.property(name).is_some() || is_map;
            is_named && !schema.has_property(name) && !taken.contains(name)
        };
        let own: Vec<&Pair> = pairs.iter().filter(|pair| is_own(&pair.name)).collect();
        let value = decode_exploded_object(own.iter().copied(), property)
            .map_err(|error| FormError::of(encoding.name, error))?;
        properties.extend(value.map(|value| (encoding.name.to_owned(), value)));
        taken.extend(own.into_iter().map(|pair| pair.name.clone()));
    }
    Ok(taken)
}

fn decode_property(
    name: &str,
    pairs: Vec<Pair>,
    schema: &Schema,
    encoding: Option<&Encoding>,
) -> Result<Option<Value>, DecodeError> {
    let serialization = encoding.map(|encoding| (encoding.serialization, encoding.name));
    let is_plain = pairs.iter().all(|pair| pair.name == name);
    match serialization {
        Some((Serialization::Json, _)) if is_plain => match pairs.as_slice() {
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
            let mut pairs = pairs;
            if style == Style::Form {
                for pair in &mut pairs {
                    pair.raw = plain_commas(&pair.raw).into_owned();
                }
            }
            decode_pairs(&parameter, &pairs, schema)
        }
        _ if is_plain => {
            let values: Vec<&str> = pairs.iter().map(|pair| pair.value.as_str()).collect();
            read_values(&values, schema).map(Some)
        }
        _ => {
            let mut nested = NestedValue::default();
            for pair in pairs {
                nested.insert(pair.keys_after(name).unwrap_or_default(), pair.value)?;
            }
            nested.read(schema).map(Some)
        }
    }
}

/// Reads the values of a name without brackets: a value, or the elements of an array.
fn read_values(values: &[&str], schema: &Schema) -> Result<Value, DecodeError> {
    let types = schema.json_types();
    match values {
        [text] if let Some(value) = read_whole(text, schema) => Ok(value),
        [text] if !types.has(JsonTypes::ARRAY) || types.has_scalar() => {
            Ok(schema.read_string(text))
        }
        _ if types.has(JsonTypes::ARRAY) => {
            let element = |(position, text): (usize, &&str)| {
                let schema = schema.element(position);
                read_json(text, schema).unwrap_or_else(|| schema.read_string(text))
            };
            Ok(values.iter().enumerate().map(element).collect())
        }
        _ => Err(DecodeError::Repeated),
    }
}

/// Reads a single value as JSON. Unlike the value, an element of an array can also be in brackets,
/// so an array must match the schema, and its elements must not be strings.
fn read_whole(text: &str, schema: &Schema) -> Option<Value> {
    match read_json(text, schema)? {
        Value::Array(items) => {
            let has_compounds = !schema.element(0).json_types().has_scalar();
            let value = Value::Array(items);
            let is_whole = has_compounds && schema.check(&mut value.clone()).is_empty();
            (is_whole && value != Value::Array(Vec::new())).then_some(value)
        }
        object => Some(object),
    }
}

/// Reads a value as JSON if the schema allows an object or array that has this text.
fn read_json(text: &str, schema: &Schema) -> Option<Value> {
    let types = schema.json_types();
    let own_type = match text.trim_start().as_bytes().first()? {
        b'{' => JsonTypes::OBJECT,
        b'[' => JsonTypes::ARRAY,
        _ => return None,
    };
    let value = types
        .has(own_type)
        .then(|| parse_json(text).ok())
        .flatten()?;
    // A string can have the same text.
    let is_certain = schema.is_any() || !types.has_scalar();
    (is_certain || schema.check(&mut value.clone()).is_empty()).then_some(value)
}

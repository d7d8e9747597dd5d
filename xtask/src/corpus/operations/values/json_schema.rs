//! Schemas of the model as JSON Schema 2020-12, which a library that is independent of this project
//! validates values against.

use std::collections::BTreeSet;

use jsonschema::Validator;
use serde_json::{Map, Value, json};
use specwright::openapi::ir::{
    Access, Additional, Api, Bounds, Discrimination, Lengths, Object, Property, SchemaId,
    SchemaKind, StringFormat, TypeRef, Union,
};

/// Returns the validator of a schema, or `None` if the library rejects the schema. Properties that
/// are sent in the `omitted` direction are not required.
pub fn validator(api: &Api, id: SchemaId, omitted: Access) -> Option<Validator> {
    let mut definitions = Map::new();
    for id in reachable(api, id) {
        definitions.insert(
            id.index().to_string(),
            schema(&api.schema(id).kind, omitted),
        );
    }
    let root = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$ref": format!("#/$defs/{}", id.index()),
        "$defs": definitions,
    });
    let options = jsonschema::options();
    options.should_validate_formats(true).build(&root).ok()
}

/// Returns a schema and all schemas that it refers to.
fn reachable(api: &Api, id: SchemaId) -> BTreeSet<SchemaId> {
    let mut found = BTreeSet::from([id]);
    let mut open = vec![id];
    while let Some(id) = open.pop() {
        for ty in api.schema(id).kind.type_refs() {
            if found.insert(ty.id) {
                open.push(ty.id);
            }
        }
    }
    found
}

fn schema(kind: &SchemaKind, omitted: Access) -> Value {
    match kind {
        SchemaKind::Any => json!(true),
        SchemaKind::Null => json!({ "type": "null" }),
        SchemaKind::Boolean => json!({ "type": "boolean" }),
        SchemaKind::Integer { bounds, .. } => number("integer", bounds),
        SchemaKind::Number { bounds, .. } => number("number", bounds),
        SchemaKind::String {
            format,
            lengths,
            pattern,
        } => {
            let mut schema = length_keywords(lengths, "minLength", "maxLength");
            schema.insert("type".to_owned(), json!("string"));
            set(&mut schema, "pattern", pattern.clone());
            set(&mut schema, "format", format_name(format));
            Value::Object(schema)
        }
        SchemaKind::Enum(list) => {
            let values = list.values.iter().map(|value| value.value.clone());
            json!({ "enum": values.collect::<Vec<_>>() })
        }
        SchemaKind::Array(array) => {
            let mut schema = length_keywords(&array.lengths, "minItems", "maxItems");
            schema.insert("type".to_owned(), json!("array"));
            schema.insert("items".to_owned(), reference(array.items));
            schema.insert("uniqueItems".to_owned(), json!(array.unique));
            Value::Object(schema)
        }
        SchemaKind::Tuple(tuple) => {
            let mut schema = length_keywords(&tuple.lengths, "minItems", "maxItems");
            let items = tuple.items.iter().map(|item| reference(*item));
            schema.insert("type".to_owned(), json!("array"));
            schema.insert("prefixItems".to_owned(), items.collect());
            schema.insert("items".to_owned(), additional(tuple.rest));
            schema.insert("uniqueItems".to_owned(), json!(tuple.unique));
            Value::Object(schema)
        }
        SchemaKind::Object(object) => object_schema(object, omitted),
        SchemaKind::Union(union) => union_schema(union),
    }
}

fn object_schema(object: &Object, omitted: Access) -> Value {
    let mut schema = length_keywords(&object.lengths, "minProperties", "maxProperties");
    let properties = object.properties.iter();
    let is_required = |property: &&Property| property.required && property.access != omitted;
    let required = properties.clone().filter(is_required);
    let required = required
        .map(|property| &property.name)
        .chain(&object.required);
    let patterns = object.pattern_properties.iter();
    let named: Map<String, Value> = properties
        .map(|property| (property.name.clone(), reference(property.ty)))
        .collect();
    let patterns: Map<String, Value> = patterns
        .map(|property| (property.pattern.clone(), reference(property.ty)))
        .collect();
    schema.insert("type".to_owned(), json!("object"));
    schema.insert("required".to_owned(), json!(required.collect::<Vec<_>>()));
    schema.insert("properties".to_owned(), Value::Object(named));
    schema.insert("patternProperties".to_owned(), Value::Object(patterns));
    let others = additional(object.additional);
    schema.insert("additionalProperties".to_owned(), others);
    set(
        &mut schema,
        "propertyNames",
        object.property_names.map(reference),
    );
    Value::Object(schema)
}

fn union_schema(union: &Union) -> Value {
    let branches = union.branches.iter().map(|branch| {
        let reference = reference(branch.ty);
        match &union.discrimination {
            Discrimination::Discriminator {
                property,
                is_string,
            } if !branch.never_object => {
                let values = branch.discriminator_values.iter();
                let values = values.map(|value| discriminator(value, *is_string));
                let tag = json!({ "enum": values.collect::<Vec<_>>() });
                json!({ "allOf": [reference, { "properties": { property: tag } }] })
            }
            _ => reference,
        }
    });
    let branches: Vec<Value> = branches.collect();
    // The discriminator selects the branch, even if the value is valid against others, too.
    let is_exclusive =
        union.exclusive && !matches!(union.discrimination, Discrimination::Discriminator { .. });
    match is_exclusive {
        true => json!({ "oneOf": branches }),
        false => json!({ "anyOf": branches }),
    }
}

/// Returns a value of a discriminator in JSON.
pub fn discriminator(value: &str, is_string: bool) -> Value {
    match is_string {
        true => json!(value),
        false => serde_json::from_str(value).unwrap_or_else(|_| json!(value)),
    }
}

fn reference(ty: TypeRef) -> Value {
    let reference = json!({ "$ref": format!("#/$defs/{}", ty.id.index()) });
    match ty.nullable {
        true => json!({ "anyOf": [reference, { "type": "null" }] }),
        false => reference,
    }
}

fn additional(additional: Additional) -> Value {
    match additional {
        Additional::Unspecified | Additional::Any => json!(true),
        Additional::Forbidden => json!(false),
        Additional::Typed(ty) => reference(ty),
    }
}

fn number(json_type: &str, bounds: &Bounds) -> Value {
    let mut schema = Map::from_iter([("type".to_owned(), json!(json_type))]);
    let (minimum, maximum) = (bounds.minimum.clone(), bounds.maximum.clone());
    let minimum_key = ["minimum", "exclusiveMinimum"][usize::from(bounds.exclusive_minimum)];
    let maximum_key = ["maximum", "exclusiveMaximum"][usize::from(bounds.exclusive_maximum)];
    set(&mut schema, minimum_key, minimum);
    set(&mut schema, maximum_key, maximum);
    set(&mut schema, "multipleOf", bounds.multiple_of.clone());
    Value::Object(schema)
}

fn length_keywords(lengths: &Lengths, min: &str, max: &str) -> Map<String, Value> {
    let mut schema = Map::new();
    set(&mut schema, min, lengths.min);
    set(&mut schema, max, lengths.max);
    schema
}

fn set<T: Into<Value>>(schema: &mut Map<String, Value>, keyword: &str, value: Option<T>) {
    if let Some(value) = value {
        schema.insert(keyword.to_owned(), value.into());
    }
}

/// Returns the name of a format, or `None` for a format that is not validated as text.
pub fn format_name(format: &StringFormat) -> Option<String> {
    match format {
        StringFormat::DateTime => Some("date-time".to_owned()),
        StringFormat::Date => Some("date".to_owned()),
        StringFormat::Other(name) => Some(name.clone()),
        StringFormat::Plain
        | StringFormat::Base64
        | StringFormat::Base64Url
        | StringFormat::Binary
        | StringFormat::Password => None,
    }
}

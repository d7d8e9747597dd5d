//! Schemas of the model as JSON Schema 2020-12, which a library that is independent of this project
//! validates values against.

use std::collections::BTreeSet;

use jsonschema::Validator;
use serde_json::{Map, Value, json};
use specwright::openapi::ir::{
    Access, Additional, Api, Bounds, Discrimination, Object, Property, PropertyChoice, RuleId,
    SchemaId, SchemaKind, StringFormat, Union,
};
use specwright_runtime::Base64;

use super::keyword::{bounds, length_keywords, reference, set};
use super::rule_schema;
use super::scalar::integer_range;

/// Returns the validator of a schema, or `None` if the library rejects the schema. Properties that
/// are sent in the `omitted` direction are not required.
pub fn validator(api: &Api, id: SchemaId, omitted: Access) -> Option<Validator> {
    let mut definitions = Map::new();
    for source in reachable(api, id) {
        match source {
            Source::Schema(id) => {
                let declared = api.schema(id);
                let schema = declared.rule.map(rule_schema::rule_reference);
                let schema = schema.unwrap_or_else(|| schema_of(&declared.kind, omitted));
                definitions.insert(id.index().to_string(), schema);
            }
            Source::Rule(id) => {
                let rule = api.rule(id);
                let kind = rule.kind.map(|id| schema_of(&api.schema(id).kind, omitted));
                definitions.insert(rule_schema::key(id), rule_schema::schema(rule, kind));
            }
        }
    }
    let root = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$ref": format!("#/$defs/{}", id.index()),
        "$defs": definitions,
    });
    let options = jsonschema::options();
    options
        .should_validate_formats(true)
        .with_format("byte", is_base64)
        .build(&root)
        .ok()
}

/// A schema or a rule.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Source {
    Schema(SchemaId),
    Rule(RuleId),
}

/// Returns a schema and all schemas and rules that it refers to.
fn reachable(api: &Api, id: SchemaId) -> BTreeSet<Source> {
    let mut found = BTreeSet::from([Source::Schema(id)]);
    let mut open = vec![Source::Schema(id)];
    while let Some(source) = open.pop() {
        let parts = match source {
            Source::Schema(id) => match api.schema(id).rule {
                Some(rule) => vec![Source::Rule(rule)],
                None => parts_of(api, id),
            },
            Source::Rule(id) => {
                let rule = api.rule(id);
                let mut parts: Vec<Source> = rule.parts().into_iter().map(Source::Rule).collect();
                parts.extend(rule.schema.map(|ty| Source::Schema(ty.id)));
                parts.extend(rule.kind.into_iter().flat_map(|id| parts_of(api, id)));
                parts
            }
        };
        open.extend(parts.into_iter().filter(|part| found.insert(*part)));
    }
    found
}

fn parts_of(api: &Api, id: SchemaId) -> Vec<Source> {
    let parts = api.schema(id).kind.type_refs().into_iter();
    parts.map(|part| Source::Schema(part.id)).collect()
}

fn schema_of(kind: &SchemaKind, omitted: Access) -> Value {
    match kind {
        SchemaKind::Any => json!(true),
        SchemaKind::Null => json!({ "type": "null" }),
        SchemaKind::Boolean => json!({ "type": "boolean" }),
        SchemaKind::Integer { format, bounds } => {
            // Generated types have no integers of more than 64 bits.
            let (least, most) = integer_range(format.as_deref());
            let range = json!({ "minimum": json_integer(least), "maximum": json_integer(most) });
            json!({ "allOf": [number("integer", bounds), range] })
        }
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
    if !object.choices.is_empty() {
        let choices = object.choices.iter().map(choice);
        schema.insert("allOf".to_owned(), choices.collect());
    }
    Value::Object(schema)
}

fn choice(choice: &PropertyChoice) -> Value {
    let branches = choice.branches.iter().map(|branch| {
        let mut schema = json!({ "required": branch.required });
        if !branch.excluded.is_empty() {
            schema["not"] = json!({ "required": branch.excluded });
        }
        schema
    });
    let keyword = ["anyOf", "oneOf"][usize::from(choice.exclusive)];
    json!({ keyword: branches.collect::<Value>() })
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

fn additional(additional: Additional) -> Value {
    match additional {
        Additional::Unspecified | Additional::Any => json!(true),
        Additional::Forbidden => json!(false),
        Additional::Typed(ty) => reference(ty),
    }
}

fn number(json_type: &str, range: &Bounds) -> Value {
    let mut schema = bounds(range);
    schema.insert("type".to_owned(), json!(json_type));
    Value::Object(schema)
}

/// Returns an integer of 64 bits, with or without a sign.
fn json_integer(integer: i128) -> Value {
    match i64::try_from(integer) {
        Ok(integer) => json!(integer),
        Err(_) => json!(u64::try_from(integer).unwrap_or(u64::MAX)),
    }
}

fn is_base64(text: &str) -> bool {
    Base64::from(text).decode().is_ok()
}

/// Returns the name of a format, or `None` for a format that is not validated as text.
pub fn format_name(format: &StringFormat) -> Option<String> {
    match format {
        StringFormat::DateTime => Some("date-time".to_owned()),
        StringFormat::Date => Some("date".to_owned()),
        // The library does not know this format.
        StringFormat::Other(name) if name == "url" => Some("uri".to_owned()),
        StringFormat::Other(name) => Some(name.clone()),
        StringFormat::Base64 => Some("byte".to_owned()),
        StringFormat::Plain
        | StringFormat::Base64Url
        | StringFormat::Binary
        | StringFormat::Password => None,
    }
}

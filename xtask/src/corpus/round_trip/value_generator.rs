//! Generation of values that a schema probably allows. A validator decides which values are used.

use serde_json::{Map, Value, json};

use super::discriminators;

/// The depth beyond which values are minimal.
const FULL_DEPTH: usize = 5;

/// Generates values for the schemas of a document.
pub struct ValueGenerator<'d> {
    /// The document, to resolve references in.
    pub document: &'d Value,
}

/// Parameters of a generated value. Equal parameters give equal values.
#[derive(Clone, Copy)]
struct Variation {
    /// Whether optional properties are included.
    full: bool,
    /// The index of the branch, enum value and type, modulo their number.
    turn: usize,
    /// The nesting depth.
    depth: usize,
}

/// Returns the examples of a schema.
pub fn examples(schema: &Value) -> Vec<Value> {
    let one = schema.get("example").cloned();
    let several = schema
        .get("examples")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    one.into_iter().chain(several).collect()
}

impl ValueGenerator<'_> {
    /// Generates small and large values, with each branch in turn.
    pub fn generate(&self, schema: &Value) -> Vec<Value> {
        let turns = ["oneOf", "anyOf", "enum"]
            .iter()
            .filter_map(|key| Some(schema.get(*key)?.as_array()?.len()))
            .max()
            .unwrap_or(2)
            .min(8);
        let variations = [false, true].into_iter().flat_map(|full| {
            (0..turns.max(2)).map(move |turn| Variation {
                full,
                turn,
                depth: 0,
            })
        });
        variations
            .filter_map(|variation| self.value(schema, variation))
            .collect()
    }

    fn value(&self, schema: &Value, variation: Variation) -> Option<Value> {
        if variation.depth > FULL_DEPTH * 3 {
            return None;
        }
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            let target = self
                .document
                .pointer(&decode(reference.strip_prefix('#')?))?;
            return self.value(
                target,
                Variation {
                    depth: variation.depth + 1,
                    ..variation
                },
            );
        }
        if let Some(constant) = schema.get("const") {
            return Some(constant.clone());
        }
        if let Some(values) = schema
            .get("enum")
            .and_then(Value::as_array)
            .filter(|values| !values.is_empty())
        {
            return values.get(variation.turn % values.len()).cloned();
        }
        let mut value = Value::Null;
        for part in schema
            .get("allOf")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            value = merge(value, self.value(part, variation)?);
        }
        for key in ["oneOf", "anyOf"] {
            if let Some(branches) = schema
                .get(key)
                .and_then(Value::as_array)
                .filter(|branches| !branches.is_empty())
            {
                let branch = branches.get(variation.turn % branches.len())?;
                value = merge(
                    value,
                    self.value(
                        branch,
                        Variation {
                            depth: variation.depth + 1,
                            ..variation
                        },
                    )?,
                );
                set_discriminator(schema, branch, &mut value);
            }
        }
        Some(merge(value, self.own(schema, variation)?))
    }

    /// Generates a value from the schema's own keywords.
    fn own(&self, schema: &Value, variation: Variation) -> Option<Value> {
        let types: Vec<&str> = match schema.get("type") {
            Some(Value::String(ty)) => vec![ty],
            Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).collect(),
            _ if schema.get("properties").is_some()
                || schema.get("additionalProperties").is_some() =>
            {
                vec!["object"]
            }
            _ if schema.get("items").is_some() => vec!["array"],
            _ => return Some(Value::Null),
        };
        match *types.get(variation.turn % types.len().max(1))? {
            "object" => self.object(schema, variation),
            "array" => self.array(schema, variation),
            "string" => Some(string(schema)),
            "integer" => Some(number(schema, true)),
            "number" => Some(number(schema, false)),
            "boolean" => Some(Value::Bool(variation.turn.is_multiple_of(2))),
            _ => Some(Value::Null),
        }
    }

    fn object(&self, schema: &Value, variation: Variation) -> Option<Value> {
        let required: Vec<&str> = schema
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let mut members = Map::new();
        let inner = Variation {
            depth: variation.depth + 1,
            ..variation
        };
        for (name, property) in schema
            .get("properties")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            let is_required = required.contains(&name.as_str());
            if !is_required && (!variation.full || variation.depth >= FULL_DEPTH) {
                continue;
            }
            let example = examples(property)
                .into_iter()
                .next()
                .filter(|_| variation.turn == 0);
            match example.or_else(|| self.value(property, inner)) {
                Some(value) => {
                    members.insert(name.clone(), value);
                }
                None if is_required => return None,
                None => {}
            }
        }
        if let (Some(others @ Value::Object(_)), true) = (
            schema.get("additionalProperties"),
            variation.full && variation.depth < FULL_DEPTH,
        ) && let Some(value) = self.value(others, inner)
        {
            members.insert("another".to_owned(), value);
        }
        Some(Value::Object(members))
    }

    fn array(&self, schema: &Value, variation: Variation) -> Option<Value> {
        let least = schema
            .get("minItems")
            .and_then(Value::as_u64)
            .unwrap_or(0)
            .min(5);
        let count = if variation.full && variation.depth < FULL_DEPTH {
            least.max(1)
        } else {
            least
        };
        let inner = Variation {
            depth: variation.depth + 1,
            ..variation
        };
        let mut list: Vec<Value> = Vec::new();
        for item in schema
            .get("prefixItems")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            list.push(self.value(item, inner)?);
        }
        while (list.len() as u64) < count {
            let turn = variation.turn + list.len();
            list.push(self.value(
                schema.get("items").unwrap_or(&Value::Null),
                Variation { turn, ..inner },
            )?);
        }
        Some(Value::Array(list))
    }
}

/// Sets the discriminator of an object to the value that selects the branch.
fn set_discriminator(schema: &Value, branch: &Value, value: &mut Value) {
    let Some(property) = schema
        .pointer("/discriminator/propertyName")
        .and_then(Value::as_str)
    else {
        return;
    };
    let Some(reference) = branch
        .get("$ref")
        .and_then(Value::as_str)
        .map(discriminators::plain_reference)
    else {
        return;
    };
    let mapping = schema
        .pointer("/discriminator/mapping")
        .and_then(Value::as_object);
    let mapped = mapping
        .into_iter()
        .flatten()
        .find(|(_, target)| target.as_str() == Some(reference))
        .map(|(tag, _)| tag.clone());
    let name = mapped.or_else(|| reference.rsplit('/').next().map(str::to_owned));
    if let (Value::Object(members), Some(name)) = (value, name) {
        members
            .entry(property.to_owned())
            .or_insert_with(|| Value::String(name.clone()));
        members.insert(property.to_owned(), Value::String(name));
    }
}

fn merge(a: Value, b: Value) -> Value {
    match (a, b) {
        (Value::Object(mut a), Value::Object(b)) => {
            a.extend(b);
            Value::Object(a)
        }
        (a, Value::Null) => a,
        (_, b) => b,
    }
}

fn string(schema: &Value) -> Value {
    let value = match schema.get("format").and_then(Value::as_str) {
        Some("date-time") => "2024-02-29T12:30:45.5Z",
        Some("date") => "2024-02-29",
        Some("time") => "12:30:45Z",
        Some("uuid") => "6f9619ff-8b86-d011-b42d-00cf4fc964ff",
        Some("uri" | "url") => "https://example.com/a?b=c",
        Some("email") => "someone@example.com",
        Some("byte") => "aGVsbG8=",
        Some("ipv4") => "192.0.2.1",
        Some("ipv6") => "2001:db8::1",
        _ => "text",
    };
    let mut value = value.to_owned();
    let least = schema
        .get("minLength")
        .and_then(Value::as_u64)
        .unwrap_or(0)
        .min(1000) as usize;
    while value.len() < least {
        value.push('x');
    }
    if let Some(most) = schema.get("maxLength").and_then(Value::as_u64) {
        value.truncate(most as usize);
    }
    Value::String(value)
}

fn number(schema: &Value, is_whole: bool) -> Value {
    let bound = |key: &str| schema.get(key).and_then(Value::as_f64);
    let step = bound("multipleOf")
        .filter(|step| *step > 0.0)
        .unwrap_or(1.0);
    let least = bound("minimum").or_else(|| bound("exclusiveMinimum").map(|least| least + step));
    let most = bound("maximum").or_else(|| bound("exclusiveMaximum").map(|most| most - step));
    let preferred = if is_whole { 3.0 } else { 1.5 };
    let value = match (least, most) {
        (Some(least), _) if preferred < least => (least / step).ceil() * step,
        (_, Some(most)) if preferred > most => (most / step).floor() * step,
        _ if bound("multipleOf").is_some() => (preferred / step).ceil() * step,
        _ => preferred,
    };
    if is_whole || value.fract() == 0.0 {
        json!(value as i64)
    } else {
        json!(value)
    }
}

/// Decodes the JSON pointer in a URI fragment.
fn decode(fragment: &str) -> String {
    fragment
        .replace("%7B", "{")
        .replace("%7D", "}")
        .replace("%20", " ")
        .replace("%25", "%")
}

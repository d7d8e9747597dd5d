//! Values that a schema may allow. A validator has the last word, so that they only have to be likely.

use serde_json::{Map, Value, json};

use super::discriminators;

/// Values beyond this depth are as small as they can be.
const DEPTH: usize = 5;

/// Makes values for the schemas of a document.
pub struct Maker<'d> {
    pub document: &'d Value,
}

/// How a value is made: the same choices give the same value.
#[derive(Clone, Copy)]
struct Way {
    /// Whether optional members are there.
    full: bool,
    /// Which branches, enum values and types are taken.
    turn: usize,
    depth: usize,
}

/// The examples that a schema gives.
pub fn examples(schema: &Value) -> Vec<Value> {
    let one = schema.get("example").cloned();
    let several = schema
        .get("examples")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    one.into_iter().chain(several).collect()
}

impl Maker<'_> {
    /// Small and large values, taking each branch in turn.
    pub fn make(&self, schema: &Value) -> Vec<Value> {
        let turns = ["oneOf", "anyOf", "enum"]
            .iter()
            .filter_map(|key| Some(schema.get(*key)?.as_array()?.len()))
            .max()
            .unwrap_or(2)
            .min(8);
        let ways = [false, true].into_iter().flat_map(|full| {
            (0..turns.max(2)).map(move |turn| Way {
                full,
                turn,
                depth: 0,
            })
        });
        ways.filter_map(|way| self.value(schema, way)).collect()
    }

    fn value(&self, schema: &Value, way: Way) -> Option<Value> {
        if way.depth > DEPTH * 3 {
            return None;
        }
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            let target = self
                .document
                .pointer(&decode(reference.strip_prefix('#')?))?;
            return self.value(
                target,
                Way {
                    depth: way.depth + 1,
                    ..way
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
            return values.get(way.turn % values.len()).cloned();
        }
        let mut made = Value::Null;
        for part in schema
            .get("allOf")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            made = merge(made, self.value(part, way)?);
        }
        for key in ["oneOf", "anyOf"] {
            if let Some(branches) = schema
                .get(key)
                .and_then(Value::as_array)
                .filter(|branches| !branches.is_empty())
            {
                let branch = branches.get(way.turn % branches.len())?;
                made = merge(
                    made,
                    self.value(
                        branch,
                        Way {
                            depth: way.depth + 1,
                            ..way
                        },
                    )?,
                );
                tag(schema, branch, &mut made);
            }
        }
        Some(merge(made, self.own(schema, way)?))
    }

    /// What the schema itself asks for.
    fn own(&self, schema: &Value, way: Way) -> Option<Value> {
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
        match *types.get(way.turn % types.len().max(1))? {
            "object" => self.object(schema, way),
            "array" => self.array(schema, way),
            "string" => Some(text(schema)),
            "integer" => Some(number(schema, true)),
            "number" => Some(number(schema, false)),
            "boolean" => Some(Value::Bool(way.turn.is_multiple_of(2))),
            _ => Some(Value::Null),
        }
    }

    fn object(&self, schema: &Value, way: Way) -> Option<Value> {
        let required: Vec<&str> = schema
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let mut members = Map::new();
        let inner = Way {
            depth: way.depth + 1,
            ..way
        };
        for (name, property) in schema
            .get("properties")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            let is_required = required.contains(&name.as_str());
            if !is_required && (!way.full || way.depth >= DEPTH) {
                continue;
            }
            let example = examples(property)
                .into_iter()
                .next()
                .filter(|_| way.turn == 0);
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
            way.full && way.depth < DEPTH,
        ) && let Some(value) = self.value(others, inner)
        {
            members.insert("another".to_owned(), value);
        }
        Some(Value::Object(members))
    }

    fn array(&self, schema: &Value, way: Way) -> Option<Value> {
        let least = schema
            .get("minItems")
            .and_then(Value::as_u64)
            .unwrap_or(0)
            .min(5);
        let count = if way.full && way.depth < DEPTH {
            least.max(1)
        } else {
            least
        };
        let inner = Way {
            depth: way.depth + 1,
            ..way
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
            let turn = way.turn + list.len();
            list.push(self.value(
                schema.get("items").unwrap_or(&Value::Null),
                Way { turn, ..inner },
            )?);
        }
        Some(Value::Array(list))
    }
}

/// Gives an object the value of its discriminator that chooses the branch.
fn tag(schema: &Value, branch: &Value, made: &mut Value) {
    let Some(property) = schema
        .pointer("/discriminator/propertyName")
        .and_then(Value::as_str)
    else {
        return;
    };
    let Some(reference) = branch
        .get("$ref")
        .and_then(Value::as_str)
        .map(discriminators::untold)
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
    if let (Value::Object(members), Some(name)) = (made, name) {
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

fn text(schema: &Value) -> Value {
    let made = match schema.get("format").and_then(Value::as_str) {
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
    let mut made = made.to_owned();
    let least = schema
        .get("minLength")
        .and_then(Value::as_u64)
        .unwrap_or(0)
        .min(1000) as usize;
    while made.len() < least {
        made.push('x');
    }
    if let Some(most) = schema.get("maxLength").and_then(Value::as_u64) {
        made.truncate(most as usize);
    }
    Value::String(made)
}

fn number(schema: &Value, is_whole: bool) -> Value {
    let bound = |key: &str| schema.get(key).and_then(Value::as_f64);
    let step = bound("multipleOf")
        .filter(|step| *step > 0.0)
        .unwrap_or(1.0);
    let least = bound("minimum").or_else(|| bound("exclusiveMinimum").map(|least| least + step));
    let most = bound("maximum").or_else(|| bound("exclusiveMaximum").map(|most| most - step));
    let wanted = if is_whole { 3.0 } else { 1.5 };
    let value = match (least, most) {
        (Some(least), _) if wanted < least => (least / step).ceil() * step,
        (_, Some(most)) if wanted > most => (most / step).floor() * step,
        _ if bound("multipleOf").is_some() => (wanted / step).ceil() * step,
        _ => wanted,
    };
    if is_whole || value.fract() == 0.0 {
        json!(value as i64)
    } else {
        json!(value)
    }
}

/// Decodes the pointer in a fragment.
fn decode(fragment: &str) -> String {
    fragment
        .replace("%7B", "{")
        .replace("%7D", "}")
        .replace("%20", " ")
        .replace("%25", "%")
}

//! Documents made from valid ones by a few changes of their structure.

use serde_json::{Map, Value};

use crate::choices::Choices;
use crate::value;

/// The largest number of changes to one document.
const MAX_CHANGES: usize = 5;

/// Changes one of the documents, which the byte string chooses.
///
/// # Panics
/// If there are no documents.
pub fn mutate(bytes: &[u8], documents: &[Value]) -> Value {
    let choices = &mut Choices::new(bytes);
    let mut document = documents[choices.up_to(documents.len() - 1)].clone();
    for _ in 0..=choices.up_to(MAX_CHANGES - 1) {
        change(&mut document, choices, documents);
    }
    document
}

fn change(document: &mut Value, choices: &mut Choices<'_>, documents: &[Value]) {
    let kind = choices.up_to(6);
    let pointer = choose(document, choices);
    let Some((parent, key)) = pointer.rsplit_once('/') else {
        return;
    };
    match kind {
        0 => {
            remove(document, parent, key);
        }
        1 => duplicate(document, parent, key, choices),
        2 => rename(document, parent, key, choices),
        3 => {
            let other = choose(document, choices);
            swap(document, &pointer, &other);
        }
        4 => {
            // A part of another document, at the place of a part with the same key if it has one.
            let donor = &documents[choices.up_to(documents.len() - 1)];
            let same_key: Vec<String> = pointers(donor)
                .into_iter()
                .filter(|other| other.ends_with(&format!("/{key}")))
                .collect();
            let source = match same_key.is_empty() {
                true => choose(donor, choices),
                false => same_key[choices.up_to(same_key.len() - 1)].clone(),
            };
            put(document, &pointer, donor.pointer(&source).cloned());
        }
        5 => {
            let source = choose(document, choices);
            let copy = document.pointer(&source).cloned();
            put(document, &pointer, copy);
        }
        _ => put(document, &pointer, Some(value::grow(choices, 2))),
    }
}

/// Returns the pointers to all values except the document itself.
pub fn pointers(document: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut pending = vec![(String::new(), document)];
    while let Some((pointer, value)) = pending.pop() {
        match value {
            Value::Object(properties) => {
                for (key, value) in properties {
                    let token = key.replace('~', "~0").replace('/', "~1");
                    pending.push((format!("{pointer}/{token}"), value));
                }
            }
            Value::Array(elements) => {
                for (index, value) in elements.iter().enumerate() {
                    pending.push((format!("{pointer}/{index}"), value));
                }
            }
            _ => {}
        }
        found.push(pointer);
    }
    found.retain(|pointer| !pointer.is_empty());
    found
}

fn choose(document: &Value, choices: &mut Choices<'_>) -> String {
    let pointers = pointers(document);
    match pointers.len() {
        0 => String::new(),
        count => pointers[choices.up_to(count - 1)].clone(),
    }
}

fn put(document: &mut Value, pointer: &str, value: Option<Value>) {
    if let (Some(target), Some(value)) = (document.pointer_mut(pointer), value) {
        *target = value;
    }
}

/// Removes a value of an object or an array and returns it.
pub fn remove(document: &mut Value, parent: &str, token: &str) -> Option<Value> {
    match document.pointer_mut(parent)? {
        Value::Object(properties) => properties.remove(&key(token)),
        Value::Array(elements) => {
            let index = token.parse().ok().filter(|index| *index < elements.len())?;
            Some(elements.remove(index))
        }
        _ => None,
    }
}

fn key(token: &str) -> String {
    token.replace("~1", "/").replace("~0", "~")
}

fn duplicate(document: &mut Value, parent: &str, token: &str, choices: &mut Choices<'_>) {
    match document.pointer_mut(parent) {
        Some(Value::Object(properties)) => {
            if let Some(value) = properties.get(&key(token)).cloned() {
                let name = new_key(&key(token), properties, choices);
                properties.insert(name, value);
            }
        }
        Some(Value::Array(elements)) => {
            let value = token
                .parse()
                .ok()
                .and_then(|index: usize| elements.get(index).cloned());
            elements.extend(value);
        }
        _ => {}
    }
}

fn rename(document: &mut Value, parent: &str, token: &str, choices: &mut Choices<'_>) {
    if let Some(Value::Object(properties)) = document.pointer_mut(parent)
        && let Some(value) = properties.remove(&key(token))
    {
        let name = new_key(&key(token), properties, choices);
        properties.insert(name, value);
    }
}

/// Returns a key like the given one, or one that another object of the specification has.
fn new_key(key: &str, properties: &Map<String, Value>, choices: &mut Choices<'_>) -> String {
    let known = [
        "allOf",
        "oneOf",
        "anyOf",
        "items",
        "properties",
        "additionalProperties",
        "enum",
        "default",
        "type",
        "format",
        "nullable",
        "required",
        "schema",
        "content",
        "parameters",
        "get",
        "200",
        "default",
        "$ref",
        "discriminator",
        "mapping",
        "const",
        "prefixItems",
        "servers",
        "headers",
    ];
    let name = match choices.up_to(3) {
        0 => key.to_uppercase(),
        1 => format!("{key}_"),
        2 => format!("{key}2"),
        _ => choices.pick(&known).to_owned(),
    };
    match properties.contains_key(&name) {
        true => format!("{name}3"),
        false => name,
    }
}

fn swap(document: &mut Value, one: &str, other: &str) {
    let (Some(first), Some(second)) = (
        document.pointer(one).cloned(),
        document.pointer(other).cloned(),
    ) else {
        return;
    };
    put(document, one, Some(second));
    put(document, other, Some(first));
}

//! Discriminators as JSON Schema, which has none: a value that names a schema of the mapping has to be valid against it too.

use serde_json::{Map, Value, json};

/// The name of a schema together with its discriminator. The schema itself stays as it is: those of the mapping have it in their `allOf`,
/// and would hold themselves.
pub fn told_name(component: &str) -> String {
    format!("{component} told")
}

/// The reference to the schema itself.
pub fn untold(reference: &str) -> &str {
    reference.strip_suffix("%20told").unwrap_or(reference)
}

/// Gives each component that has a discriminator a second schema that heeds it, to which all references lead that are no part of `allOf`.
pub fn told(mut document: Value, section: &[&str]) -> Value {
    let prefix = format!("#/{}/", section.join("/"));
    let Some(Value::Object(components)) = section
        .iter()
        .try_fold(&document, |node, key| node.get(key))
    else {
        return document;
    };
    let mut added = Map::new();
    for (name, schema) in components {
        let reference = format!("{prefix}{name}");
        let conditions = conditions(schema, &prefix, components);
        if !conditions.is_empty() {
            let parts: Vec<Value> = std::iter::once(json!({ "$ref": reference }))
                .chain(conditions)
                .collect();
            added.insert(told_name(name), json!({ "allOf": parts }));
        }
    }
    lead(&mut document, &prefix, &added, false);
    if let Some(Value::Object(components)) = section
        .iter()
        .try_fold(&mut document, |node, key| node.get_mut(key))
    {
        components.extend(added);
    }
    document
}

/// What a schema asks for by its discriminator.
fn conditions(schema: &Value, prefix: &str, components: &Map<String, Value>) -> Vec<Value> {
    let Some(discriminator) = schema.get("discriminator") else {
        return Vec::new();
    };
    let Some(property) = discriminator.get("propertyName").and_then(Value::as_str) else {
        return Vec::new();
    };
    let mapping = discriminator.get("mapping").and_then(Value::as_object);
    let condition = |(tag, target): (&String, &Value)| {
        let name = target.as_str()?.strip_prefix(prefix).or(target.as_str())?;
        // A reference to elsewhere is left alone.
        components.get(name)?;
        let names_it = json!({ "type": "object", "required": [property], "properties": { property: { "const": tag } } });
        Some(json!({ "if": names_it, "then": { "$ref": format!("{prefix}{name}") } }))
    };
    mapping
        .into_iter()
        .flatten()
        .filter_map(condition)
        .collect()
}

/// Lets references lead to the schemas that heed discriminators.
fn lead(node: &mut Value, prefix: &str, added: &Map<String, Value>, is_part: bool) {
    match node {
        Value::Array(list) => list
            .iter_mut()
            .for_each(|node| lead(node, prefix, added, is_part)),
        Value::Object(members) => {
            if let Some(Value::String(reference)) = members.get_mut("$ref")
                && let Some(told) = reference.strip_prefix(prefix).map(told_name)
                && !is_part
                && added.contains_key(&told)
            {
                *reference = format!("{prefix}{}", told.replace(' ', "%20"));
            }
            let inside = members.iter_mut().filter(|(key, _)| {
                !matches!(
                    key.as_str(),
                    "discriminator" | "example" | "default" | "enum"
                )
            });
            inside.for_each(|(key, node)| lead(node, prefix, added, key == "allOf"));
        }
        _ => {}
    }
}

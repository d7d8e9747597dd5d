//! Discriminators as JSON Schema conditions: a value that names a schema of the mapping must be
//! valid against that schema.

use serde_json::{Map, Value, json};

/// Returns the name of the copy of a schema with its discriminator's conditions. The schema itself
/// is not changed, because the mapped schemas have it in their `allOf` and would become recursive.
pub fn discriminated_name(component: &str) -> String {
    format!("{component} discriminated")
}

/// Returns the reference to the schema without the conditions.
pub fn plain_reference(reference: &str) -> &str {
    reference
        .strip_suffix("%20discriminated")
        .unwrap_or(reference)
}

/// Adds a copy with conditions for each component that has a discriminator, and redirects
/// references outside of `allOf` to the copies.
pub fn add_conditions(mut document: Value, section: &[&str]) -> Value {
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
            added.insert(discriminated_name(name), json!({ "allOf": parts }));
        }
    }
    redirect(&mut document, &prefix, &added, false);
    if let Some(Value::Object(components)) = section
        .iter()
        .try_fold(&mut document, |node, key| node.get_mut(key))
    {
        components.extend(added);
    }
    document
}

/// Returns the conditions of a schema's discriminator.
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
        // References to other files are skipped.
        components.get(name)?;
        let has_tag = json!({ "type": "object", "required": [property], "properties": { property: { "const": tag } } });
        Some(json!({ "if": has_tag, "then": { "$ref": format!("{prefix}{name}") } }))
    };
    mapping
        .into_iter()
        .flatten()
        .filter_map(condition)
        .collect()
}

/// Redirects references to the copies with conditions. `is_part` is true directly inside `allOf`.
fn redirect(node: &mut Value, prefix: &str, added: &Map<String, Value>, is_part: bool) {
    match node {
        Value::Array(list) => list
            .iter_mut()
            .for_each(|node| redirect(node, prefix, added, is_part)),
        Value::Object(members) => {
            if let Some(Value::String(reference)) = members.get_mut("$ref")
                && let Some(name) = reference.strip_prefix(prefix).map(discriminated_name)
                && !is_part
                && added.contains_key(&name)
            {
                *reference = format!("{prefix}{}", name.replace(' ', "%20"));
            }
            let inside = members.iter_mut().filter(|(key, _)| {
                !matches!(
                    key.as_str(),
                    "discriminator" | "example" | "default" | "enum"
                )
            });
            inside.for_each(|(key, node)| redirect(node, prefix, added, key == "allOf"));
        }
        _ => {}
    }
}

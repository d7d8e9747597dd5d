//! Names of branches that would be called the same, or by their position alone.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Api, Branch, SchemaId, SchemaKind, SchemaName, StringFormat};

/// Gives each branch a name of its own: one that says what it holds, and a number as the last resort.
pub(super) fn unique(api: &Api, branches: &mut [Branch]) {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    branches
        .iter()
        .for_each(|branch| *counts.entry(branch.name.clone()).or_default() += 1);
    let exact: Vec<Option<String>> = branches
        .iter()
        .map(|branch| exact(api, branch.ty.id))
        .collect();
    for (branch, name) in branches.iter_mut().zip(exact) {
        let is_vague = branch.name.starts_with("variant")
            || counts.get(&branch.name).is_some_and(|count| *count > 1);
        if let (true, Some(name)) = (is_vague, name) {
            branch.name = name;
        }
    }
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for branch in branches {
        let mut number = 2;
        let base = branch.name.clone();
        while !seen.insert(branch.name.clone()) {
            branch.name = format!("{base}{number}");
            number += 1;
        }
    }
}

/// What values of an inline schema are, in a word or two; none where that says no more than its name.
fn exact(api: &Api, id: SchemaId) -> Option<String> {
    let schema = api.schema(id);
    if matches!(schema.name, SchemaName::Component(_)) {
        return None;
    }
    Some(match &schema.kind {
        SchemaKind::String { format, .. } => match format {
            StringFormat::Plain => "string".to_owned(),
            StringFormat::DateTime => "date time".to_owned(),
            StringFormat::Date => "date".to_owned(),
            StringFormat::Base64 => "base64".to_owned(),
            StringFormat::Binary => "binary".to_owned(),
            StringFormat::Password => "password".to_owned(),
            StringFormat::Other(format) => format.clone(),
        },
        SchemaKind::Array(array) => format!("array of {}", word(api, array.items.id)),
        SchemaKind::Object(object) if object.properties.is_empty() => "map".to_owned(),
        SchemaKind::Object(_) | SchemaKind::Union(_) | SchemaKind::Enum(_) => return None,
        _ => word(api, id),
    })
}

fn word(api: &Api, id: SchemaId) -> String {
    let schema = api.schema(id);
    if let SchemaName::Component(name) = &schema.name {
        return name.clone();
    }
    let word = match &schema.kind {
        SchemaKind::Any => "any",
        SchemaKind::Null => "null",
        SchemaKind::Boolean => "boolean",
        SchemaKind::Integer { .. } => "integer",
        SchemaKind::Number { .. } => "number",
        SchemaKind::String { .. } => "string",
        SchemaKind::Enum(_) => "enum",
        SchemaKind::Array(_) => "array",
        SchemaKind::Tuple(_) => "tuple",
        SchemaKind::Object(_) => "object",
        SchemaKind::Union(_) => "union",
    };
    word.to_owned()
}

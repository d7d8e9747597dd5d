//! Unique names for the branches of a union.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Api, Branch, SchemaId, SchemaKind, SchemaName, StringFormat};

/// Makes the names of branches unique: vague or ambiguous names are replaced by a description of
/// the schema, and equal names get a number.
pub(super) fn make_unique(api: &Api, branches: &mut [Branch]) {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for branch in &*branches {
        *counts.entry(branch.name.clone()).or_default() += 1;
    }
    for branch in &mut *branches {
        let is_vague = branch.name.starts_with("variant")
            || counts.get(&branch.name).is_some_and(|count| *count > 1);
        if is_vague && let Some(name) = description(api, branch.ty.id) {
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

/// Describes the values of an inline schema in a few words. Returns `None` if the description would
/// be no more specific than a position.
fn description(api: &Api, id: SchemaId) -> Option<String> {
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
            StringFormat::Base64Url => "base64url".to_owned(),
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
    schema.kind.name().to_owned()
}

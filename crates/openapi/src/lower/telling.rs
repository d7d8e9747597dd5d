//! How the branches of a union are told apart.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Lowering;
use super::union::Tags;
use crate::diagnostic::Code;
use crate::ir::{Api, Branch, EnumBase, Enumeration, Object, SchemaId, SchemaKind, SchemaName, Telling, Union};

/// Unions inside unions are looked into this far.
const DEPTH: usize = 8;

impl Lowering<'_> {
    /// Decides for every union, in the order discriminator, constant, JSON type, required key, trial.
    pub fn tell_apart(&mut self) {
        for index in 0..self.api.schemas.len() {
            let SchemaKind::Union(union) = &self.api.schemas[index].kind else { continue };
            let mut union = union.clone();
            unique_names(&mut union.branches);
            let id = SchemaId(u32::try_from(index).unwrap_or(u32::MAX));
            union.telling = self.telling(id, &mut union.branches);
            self.api.schemas[index].kind = SchemaKind::Union(union);
        }
    }

    fn telling(&mut self, id: SchemaId, branches: &mut [Branch]) -> Telling {
        if let Some(tags) = self.tags.get(&id).cloned() {
            if give_tags(&self.api, &tags, branches) {
                return Telling::Discriminator { property: tags.property };
            }
            let span = self.api.schema(id).span.join("discriminator");
            let message = "the discriminator does not choose between the branches; they are told apart otherwise";
            self.report.warn(Code::DiscriminatorMapping, &span, message, "let each branch be an object with a value of its own");
        }
        let objects: Option<Vec<&Object>> = branches.iter().map(|branch| object(&self.api, branch.ty.id)).collect();
        if let Some(objects) = &objects
            && let Some(telling) = by_constant(&self.api, objects, branches)
        {
            return telling;
        }
        if by_type(&self.api, branches) {
            return Telling::JsonType;
        }
        if let Some(objects) = &objects
            && by_key(objects, branches)
        {
            return Telling::Key;
        }
        Telling::Trial
    }
}

/// Gives each branch the values of the discriminator that choose it; false if one has none.
fn give_tags(api: &Api, tags: &Tags, branches: &mut [Branch]) -> bool {
    for branch in branches.iter_mut() {
        let mut own: Vec<String> = tags.explicit.iter().filter(|(_, id)| **id == branch.ty.id).map(|(tag, _)| tag.clone()).collect();
        if own.is_empty() {
            own = implicit_tags(api, branch, tags);
        }
        branch.tags = own;
    }
    let all: Vec<&String> = branches.iter().flat_map(|branch| &branch.tags).collect();
    let distinct: BTreeSet<&&String> = all.iter().collect();
    let are_objects = branches.iter().all(|branch| is_object(api, branch.ty.id, DEPTH));
    let chooses = are_objects && distinct.len() == all.len() && branches.iter().all(|branch| !branch.tags.is_empty());
    if !chooses {
        branches.iter_mut().for_each(|branch| branch.tags.clear());
    }
    chooses
}

/// The one value that the branch itself allows for the property, or the name of its component (4.7.25.2), or the values that it allows if
/// the name is not among them.
fn implicit_tags(api: &Api, branch: &Branch, tags: &Tags) -> Vec<String> {
    let name = match &api.schema(branch.ty.id).name {
        SchemaName::Component(name) => name,
        SchemaName::Inline { .. } => &branch.name,
    };
    match object(api, branch.ty.id).and_then(|object| texts(api, object, &tags.property)) {
        Some(values) if values.len() == 1 => values,
        Some(values) if !tags.is_family && !values.contains(name) => values,
        _ => vec![name.clone()],
    }
}

/// The listed values of a member that is an enumeration of texts.
fn texts(api: &Api, object: &Object, property: &str) -> Option<Vec<String>> {
    let property = object.properties.iter().find(|known| known.name == property)?;
    match &api.schema(property.ty.id).kind {
        SchemaKind::Enum(Enumeration { base: EnumBase::String, values }) => {
            Some(values.iter().filter_map(|value| value.value.as_str()).map(str::to_owned).collect())
        }
        _ => None,
    }
}

/// A required member that has other listed values in each branch.
fn by_constant(api: &Api, objects: &[&Object], branches: &mut [Branch]) -> Option<Telling> {
    let first = objects.first()?;
    for candidate in first.properties.iter().filter(|property| property.required) {
        let values: Option<Vec<Vec<Value>>> = objects.iter().map(|object| listed_values(api, object, &candidate.name)).collect();
        let Some(values) = values else { continue };
        let all: Vec<String> = values.iter().flatten().map(Value::to_string).collect();
        let distinct: BTreeSet<&String> = all.iter().collect();
        if distinct.len() != all.len() {
            continue;
        }
        if values.iter().all(|values| values.len() == 1) {
            for (branch, mut values) in branches.iter_mut().zip(values) {
                branch.constant = values.pop();
            }
            return Some(Telling::Constant { property: candidate.name.clone() });
        }
        if values.iter().flatten().all(Value::is_string) {
            for (branch, values) in branches.iter_mut().zip(&values) {
                branch.tags = values.iter().filter_map(Value::as_str).map(str::to_owned).collect();
            }
            return Some(Telling::Discriminator { property: candidate.name.clone() });
        }
    }
    None
}

/// The values of a required member, if they are listed.
fn listed_values(api: &Api, object: &Object, name: &str) -> Option<Vec<Value>> {
    let property = object.properties.iter().find(|property| property.name == name && property.required)?;
    match &api.schema(property.ty.id).kind {
        SchemaKind::Enum(enumeration) if !property.ty.nullable => {
            Some(enumeration.values.iter().map(|value| value.value.clone()).collect())
        }
        _ => None,
    }
}

/// Whether no two branches share a JSON type.
fn by_type(api: &Api, branches: &[Branch]) -> bool {
    let mut seen = BTreeSet::new();
    branches.iter().all(|branch| {
        let mut types = BTreeSet::new();
        json_types(api, branch.ty.id, DEPTH, &mut types) && types.iter().all(|ty| seen.insert(*ty))
    })
}

/// The JSON types of the values of a schema; false if they can be any.
fn json_types(api: &Api, id: SchemaId, depth: usize, types: &mut BTreeSet<&'static str>) -> bool {
    let ty = match &api.schema(id).kind {
        SchemaKind::Any => return false,
        SchemaKind::Null => "null",
        SchemaKind::Boolean => "boolean",
        SchemaKind::Integer { .. } | SchemaKind::Number { .. } => "number",
        SchemaKind::String { .. } => "string",
        SchemaKind::Array(_) | SchemaKind::Tuple(_) => "array",
        SchemaKind::Object(_) => "object",
        SchemaKind::Enum(enumeration) => {
            types.extend(enumeration.values.iter().map(|value| json_type(&value.value)));
            return true;
        }
        SchemaKind::Union(union) => {
            return depth > 0 && union.branches.iter().all(|branch| json_types(api, branch.ty.id, depth - 1, types));
        }
    };
    types.insert(ty);
    true
}

fn json_type(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// Whether each branch but the last requires a member that no later branch can have.
fn by_key(objects: &[&Object], branches: &mut [Branch]) -> bool {
    let mut keys: Vec<Vec<String>> = Vec::with_capacity(objects.len());
    for (index, own) in objects.iter().enumerate() {
        let later = objects.get(index + 1..).unwrap_or_default();
        let required = own.properties.iter().filter(|property| property.required).map(|property| &property.name);
        let telling: Vec<String> =
            required.chain(&own.required).filter(|name| later.iter().all(|other| !names(other, name))).cloned().collect();
        if telling.is_empty() && !later.is_empty() {
            return false;
        }
        keys.push(telling);
    }
    for (branch, keys) in branches.iter_mut().zip(keys) {
        branch.keys = keys;
    }
    true
}

fn names(object: &Object, name: &str) -> bool {
    object.properties.iter().any(|property| property.name == name) || object.required.iter().any(|known| known == name)
}

fn object(api: &Api, id: SchemaId) -> Option<&Object> {
    match &api.schema(id).kind {
        SchemaKind::Object(object) => Some(object),
        _ => None,
    }
}

/// Whether all values of a schema are objects.
fn is_object(api: &Api, id: SchemaId, depth: usize) -> bool {
    match &api.schema(id).kind {
        SchemaKind::Object(_) => true,
        SchemaKind::Union(Union { branches, .. }) => depth > 0 && branches.iter().all(|branch| is_object(api, branch.ty.id, depth - 1)),
        _ => false,
    }
}

/// Numbers names that occur twice.
fn unique_names(branches: &mut [Branch]) {
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

//! The values of a discriminator that select each branch.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde_json::Value;

use super::alternatives::{object, objects};
use super::mapping::{Discriminators, Mapping};
use crate::diagnostic::Report;
use crate::diagnostic::catalogue::union as catalogue;
use crate::ir::{Api, Branch, Object, SchemaId, SchemaKind, SchemaName};
use crate::vocabulary::JsonType;

/// A discriminator whose values may select branches of branches.
pub(super) struct Discriminator<'a> {
    pub mapping: &'a Mapping,
    pub all: &'a Discriminators,
}

/// Sets the values that select each branch whose values are objects. Returns whether they
/// discriminate the branches.
pub(super) fn assign(
    api: &Api,
    branches: &mut [Branch],
    discriminator: &Discriminator<'_>,
    report: &mut Report,
) -> bool {
    let mapping = discriminator.mapping;
    let explicit = explicit_values(api, branches, discriminator, report);
    let mut objects: Vec<&mut Branch> = branches
        .iter_mut()
        .filter(|branch| !branch.never_object)
        .collect();
    for branch in &mut objects {
        let own = explicit
            .iter()
            .filter(|(_, id)| contains(api, branch.ty.id, **id));
        branch.discriminator_values = own.map(|(value, _)| value.clone()).collect();
        if branch.discriminator_values.is_empty() {
            branch.discriminator_values = implicit_values(api, branch, mapping);
        } else if let Some(name) = name_beside_mapping(api, branch, mapping, &explicit) {
            branch.discriminator_values.push(name);
        }
    }
    let is_possible = explicit.is_empty() || any_is_allowed(api, &objects, &mapping.property);
    let discriminates = is_possible && discriminate(api, &objects);
    if !discriminates {
        let branches = objects.iter_mut();
        branches.for_each(|branch| branch.discriminator_values.clear());
    }
    discriminates
}

/// Returns the branch, or the branch of a branch, that each value in `mapping` selects.
fn explicit_values(
    api: &Api,
    branches: &[Branch],
    discriminator: &Discriminator<'_>,
    report: &mut Report,
) -> IndexMap<String, SchemaId> {
    let Discriminator { mapping, all } = discriminator;
    let mut explicit = mapping.branches.clone();
    for (value, span) in &mapping.others {
        let id = all.schema_at(span);
        let mut branches = branches.iter();
        match id.filter(|id| branches.any(|branch| contains(api, branch.ty.id, *id))) {
            Some(id) => {
                explicit.insert(value.clone(), id);
            }
            None => {
                let span = mapping.span.join("mapping").join(value);
                report.add(&span, catalogue::mapping_target_is_no_branch(value));
            }
        }
    }
    explicit
}

/// Returns whether the values select between the branches. Several branches may share a value, but
/// at least two values must exist.
fn discriminate(api: &Api, branches: &[&mut Branch]) -> bool {
    let values = branches
        .iter()
        .flat_map(|branch| &branch.discriminator_values);
    let distinct: BTreeSet<&String> = values.collect();
    let all_are_objects = branches.iter().all(|branch| {
        !branch.discriminator_values.is_empty() && objects(api, branch.ty.id).is_some()
    });
    all_are_objects && (distinct.len() > 1 || branches.len() == 1)
}

/// Returns whether any branch allows one of its values. If every branch lists other values for the
/// property, the mapping is wrong.
fn any_is_allowed(api: &Api, branches: &[&mut Branch], property: &str) -> bool {
    branches.iter().any(|branch| {
        let schemas = api.expand_unions(branch.ty.id).unwrap_or_default();
        schemas.into_iter().any(|id| {
            let listed = object(api, id).and_then(|object| listed_values(api, object, property));
            listed.is_none_or(|listed| {
                let mut values = branch.discriminator_values.iter();
                values.any(|value| listed.contains(value))
            })
        })
    })
}

/// Returns whether a branch is a schema, or a union with the schema as a branch.
fn contains(api: &Api, branch: SchemaId, id: SchemaId) -> bool {
    branch == id
        || api
            .expand_unions(branch)
            .is_some_and(|schemas| schemas.contains(&id))
}

/// Returns the values that select a branch without an entry in `mapping`. An object with a single
/// allowed value contributes that value. Any other object contributes the name of its component, or
/// its allowed values if they do not include the name.
fn implicit_values(api: &Api, branch: &Branch, mapping: &Mapping) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for id in api.expand_unions(branch.ty.id).unwrap_or_default() {
        let component = match &api.schema(id).name {
            SchemaName::Component(name) => Some(name),
            SchemaName::Inline { .. } => None,
        };
        let name = mapping.names.get(&id).or(component);
        let listed =
            object(api, id).and_then(|object| listed_values(api, object, &mapping.property));
        let own = match listed {
            Some(values) if values.len() == 1 => values,
            Some(values)
                if !mapping.is_hierarchy && name.is_none_or(|name| !values.contains(name)) =>
            {
                values
            }
            _ => name.into_iter().cloned().collect(),
        };
        for value in own {
            if !all.contains(&value) {
                all.push(value);
            }
        }
    }
    all
}

/// Returns the name of a branch that `mapping` names, if the name is a value as well: a value may
/// match an explicit or an implicit mapping (OpenAPI 3.0.4, 4.8.25.4). Another entry of `mapping`,
/// or a property that does not allow the name, overrides it. A branch that does not declare the
/// property could not keep the value apart from those in `mapping`.
fn name_beside_mapping(
    api: &Api,
    branch: &Branch,
    mapping: &Mapping,
    explicit: &IndexMap<String, SchemaId>,
) -> Option<String> {
    let name = mapping.names.get(&branch.ty.id)?;
    let object = object(api, branch.ty.id)?;
    let kind = &api.schema(object.property(&mapping.property)?.ty.id).kind;
    let is_allowed = match kind {
        SchemaKind::String { .. } | SchemaKind::Any => true,
        _ => listed_values(api, object, &mapping.property)
            .is_some_and(|listed| listed.contains(name)),
    };
    (is_allowed && !explicit.contains_key(name)).then(|| name.clone())
}

/// Returns the values of a property that is an enumeration of scalars of one type.
fn listed_values(api: &Api, object: &Object, property: &str) -> Option<Vec<String>> {
    match &api.schema(object.property(property)?.ty.id).kind {
        SchemaKind::Enum(enumeration) if enumeration.json_type.is_some() => {
            let values = enumeration.values.iter();
            Some(values.map(|value| scalar_text(&value.value)).collect())
        }
        _ => None,
    }
}

/// Returns whether the property is a string in every branch that declares it.
pub(super) fn is_string(api: &Api, branches: &[Branch], property: &str) -> bool {
    let ids = branches
        .iter()
        .flat_map(|branch| api.expand_unions(branch.ty.id).unwrap_or_default());
    let mut properties = ids.filter_map(|id| object(api, id)?.property(property));
    properties.all(|property| match &api.schema(property.ty.id).kind {
        SchemaKind::Boolean | SchemaKind::Integer { .. } | SchemaKind::Number { .. } => false,
        SchemaKind::Enum(enumeration) => enumeration.json_type == Some(JsonType::String),
        _ => true,
    })
}

/// Returns a scalar as [`Branch::discriminator_values`] holds it.
pub(super) fn scalar_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        value => value.to_string(),
    }
}

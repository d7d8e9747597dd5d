//! The values of a discriminator's property, and the branches that they choose.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use super::alternatives::alternatives;
use super::telling::scalar_text;
use super::{Lowering, Part};
use crate::diagnostic::Code;
use crate::ir::{Api, Branch, JsonType, Object, SchemaId, SchemaKind, SchemaName};
use crate::pointer::Span;

/// What the document says about the property that tells branches apart, with the schemas that its values choose.
#[derive(Clone, Debug)]
pub(crate) struct Tags {
    pub property: String,
    /// Values that the document gives to a schema by the schema's id.
    pub explicit: IndexMap<String, SchemaId>,
    /// Values that it gives to schemas that are no branches; they may be branches of branches.
    pub elsewhere: IndexMap<String, Span>,
    /// The components that branches were made of: their names are values too (4.7.25.2).
    pub names: BTreeMap<SchemaId, String>,
    /// Where the discriminator stands.
    pub place: Span,
    /// Whether the branches are the children of a base, which all have its property.
    pub is_family: bool,
}

/// Gives each branch whose values are objects the values of the discriminator that choose it; false if that tells nothing.
pub(super) fn give_tags(lowering: &mut Lowering<'_>, tags: &Tags, branches: &mut [Branch]) -> bool {
    let mut explicit = tags.explicit.clone();
    for (tag, place) in &tags.elsewhere {
        let id = lowering.ids.get(&vec![Part::whole(place.clone())]).copied();
        let is_inside = |id: SchemaId| {
            branches
                .iter()
                .any(|branch| holds(&lowering.api, branch.ty.id, id))
        };
        match id.filter(|id| is_inside(*id)) {
            Some(id) => {
                explicit.insert(tag.clone(), id);
            }
            None => {
                let at = tags.place.join("mapping").join(tag);
                let message = format!(
                    "the discriminator maps `{tag}` to a schema that is not one of the choices"
                );
                lowering.report.degrade(
                    Code::DiscriminatorMapping,
                    &at,
                    message,
                    "add it to the choices, or remove it here",
                );
            }
        }
    }
    let api = &lowering.api;
    let mut objects: Vec<&mut Branch> = branches
        .iter_mut()
        .filter(|branch| !branch.never_object)
        .collect();
    for branch in &mut objects {
        let of_branch = explicit
            .iter()
            .filter(|(_, id)| holds(api, branch.ty.id, **id));
        let mut own: Vec<String> = of_branch.map(|(tag, _)| tag.clone()).collect();
        if own.is_empty() {
            own = implicit_tags(api, branch, tags);
        }
        branch.discriminator_values = own;
    }
    // A value may choose several branches, between which the rest decides; but one value for all chooses nothing.
    let distinct: BTreeSet<&String> = objects
        .iter()
        .flat_map(|branch| &branch.discriminator_values)
        .collect();
    let are_objects = objects.iter().all(|branch| {
        !branch.discriminator_values.is_empty() && alternatives(api, branch.ty.id).is_some()
    });
    let is_possible = explicit.is_empty() || are_possible(api, &objects, &tags.property);
    let chooses = are_objects && is_possible && (distinct.len() > 1 || objects.len() == 1);
    if !chooses {
        objects
            .iter_mut()
            .for_each(|branch| branch.discriminator_values.clear());
    }
    chooses
}

/// Whether some branch allows one of its values of the discriminator; where all of them list others, no value could be told.
fn are_possible(api: &Api, branches: &[&mut Branch], property: &str) -> bool {
    branches.iter().any(|branch| {
        let leaves = api.expand_unions(branch.ty.id).unwrap_or_default();
        let mut listed = leaves
            .into_iter()
            .map(|id| object(api, id).and_then(|object| listed(api, object, property)));
        listed.any(|values| {
            values.is_none_or(|values| {
                branch
                    .discriminator_values
                    .iter()
                    .any(|tag| values.contains(tag))
            })
        })
    })
}

/// Whether a branch is a schema, or a union with it.
fn holds(api: &Api, branch: SchemaId, id: SchemaId) -> bool {
    branch == id
        || api
            .expand_unions(branch)
            .is_some_and(|leaves| leaves.contains(&id))
}

/// For each object of a branch: the one value that it allows for the property, or the name of its component, or the values that it allows
/// if the name is not among them.
fn implicit_tags(api: &Api, branch: &Branch, tags: &Tags) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for id in api.expand_unions(branch.ty.id).unwrap_or_default() {
        let name = tags.names.get(&id).or(match &api.schema(id).name {
            SchemaName::Component(name) => Some(name),
            SchemaName::Inline { .. } => None,
        });
        let own = match object(api, id).and_then(|object| listed(api, object, &tags.property)) {
            Some(values) if values.len() == 1 => values,
            Some(values) if !tags.is_family && name.is_none_or(|name| !values.contains(name)) => {
                values
            }
            // A schema that stands inline has no name that a value could be.
            _ => name.into_iter().cloned().collect(),
        };
        for tag in own {
            if !all.contains(&tag) {
                all.push(tag);
            }
        }
    }
    all
}

/// The listed values of a member that is an enumeration of scalars, as texts.
fn listed(api: &Api, object: &Object, property: &str) -> Option<Vec<String>> {
    let property = object
        .properties
        .iter()
        .find(|known| known.name == property)?;
    match &api.schema(property.ty.id).kind {
        SchemaKind::Enum(enumeration) if enumeration.json_type != None => Some(
            enumeration
                .values
                .iter()
                .map(|value| scalar_text(&value.value))
                .collect(),
        ),
        _ => None,
    }
}

/// Whether the property holds texts in all branches that describe it.
pub(super) fn is_string(api: &Api, branches: &[Branch], property: &str) -> bool {
    let ids = branches
        .iter()
        .flat_map(|branch| api.expand_unions(branch.ty.id).unwrap_or_default());
    let properties = ids.filter_map(|id| {
        object(api, id)?
            .properties
            .iter()
            .find(|known| known.name == property)
    });
    properties
        .map(|property| &api.schema(property.ty.id).kind)
        .all(|kind| match kind {
            SchemaKind::Boolean | SchemaKind::Integer { .. } | SchemaKind::Number { .. } => false,
            SchemaKind::Enum(enumeration) => enumeration.json_type == Some(JsonType::String),
            _ => true,
        })
}

fn object(api: &Api, id: SchemaId) -> Option<&Object> {
    match &api.schema(id).kind {
        SchemaKind::Object(object) => Some(object),
        _ => None,
    }
}

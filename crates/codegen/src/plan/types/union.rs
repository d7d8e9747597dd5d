//! Enums of several types.

use std::collections::BTreeSet;

use specwright_openapi::ir::{self, Api, JsonType, SchemaId, SchemaKind, StringFormat};

use super::shapes::{Variants, presence};
use super::uses::Uses;
use crate::plan::docs;
use crate::plan::model::docs::{Docs, Inline};
use crate::plan::model::structure::Presence;
use crate::plan::model::union::{Discrimination, DispatchPlan, UnionPlan, UnionVariant};

/// The enum of a union.
pub(super) fn plan(api: &Api, union: &ir::Union, uses: &Uses<'_>, id: SchemaId) -> UnionPlan {
    let mut names = Variants::new(uses, id);
    let discrimination = match &union.discrimination {
        ir::Discrimination::Discriminator {
            property,
            is_string,
        } => Discrimination::Discriminator {
            property: property.clone(),
            is_string: *is_string,
        },
        ir::Discrimination::Constant { property } => Discrimination::Constant(property.clone()),
        ir::Discrimination::JsonType => Discrimination::JsonType,
        ir::Discrimination::RequiredProperty => Discrimination::RequiredProperty,
        ir::Discrimination::BestMatch | ir::Discrimination::SameRepresentation => {
            Discrimination::BestMatch
        }
    };
    let mut variants: Vec<UnionVariant> = Vec::with_capacity(union.branches.len());
    let mut untagged = Vec::new();
    let mut ranks = Vec::new();
    // What fits no other branch of a choice that takes anything is kept as it is.
    for branch in union
        .branches
        .iter()
        .filter(|branch| !matches!(api.schema(branch.ty.id).kind, SchemaKind::Any))
    {
        let docs = docs::of(&api.schema(branch.ty.id).docs, || {
            Docs::line([Inline::Code(branch.name.clone())])
        })
        .first_line();
        let mut one = |text: &str, tags: Vec<String>, adds_discriminator: bool| UnionVariant {
            name: names.branch(text),
            docs: docs.clone(),
            ty: uses.of(branch.ty),
            discriminator_values: tags,
            adds_discriminator,
            constant: branch.constant.clone(),
            required_properties: if discrimination == Discrimination::RequiredProperty {
                branch.unique_properties.clone()
            } else {
                needed(api, branch.ty.id, uses)
            },
            by_json_type: discrimination == Discrimination::JsonType
                || (branch.never_object && discrimination != Discrimination::BestMatch),
            json_types: json_types(api, branch.ty.id),
        };
        let adds_discriminator = matches!(&discrimination, Discrimination::Discriminator { property, .. } if lacks_tag(api, branch.ty.id, property));
        if matches!(&discrimination, Discrimination::Discriminator { property, .. } if api.is_property_optional(branch.ty.id, property))
        {
            untagged.push(variants.len());
        }
        if adds_discriminator && branch.discriminator_values.len() > 1 {
            // The variant is all that says which of the tags it was.
            variants.extend(
                branch
                    .discriminator_values
                    .iter()
                    .map(|tag| one(tag, vec![tag.clone()], true)),
            );
        } else {
            variants.push(one(
                &branch.name,
                branch.discriminator_values.clone(),
                adds_discriminator && !branch.never_object,
            ));
        }
        ranks.resize(variants.len(), rank(api, branch.ty.id));
    }
    let mut tried: Vec<usize> = (0..variants.len()).collect();
    tried.sort_by_key(|index| ranks.get(*index).copied().unwrap_or_default());
    UnionPlan {
        // Without a branch there would be no value at all.
        closed: names.closed && !variants.is_empty(),
        dispatch: dispatch(&variants),
        without_discriminator: untagged,
        match_order: tried,
        variants,
        discrimination,
        has_large_variant: false,
    }
}

/// How much values of a schema can be that are read into one type: what takes the most is tried last.
fn rank(api: &Api, id: SchemaId) -> u8 {
    match &api.schema(id).kind {
        SchemaKind::Enum(_) | SchemaKind::Boolean | SchemaKind::Null => 0,
        SchemaKind::String {
            format: StringFormat::DateTime | StringFormat::Date | StringFormat::Base64,
            ..
        } => 1,
        SchemaKind::Integer { .. } => 2,
        SchemaKind::Number { .. } => 3,
        SchemaKind::String { .. } => 4,
        SchemaKind::Array(array) => match &api.schema(array.items.id).kind {
            SchemaKind::Array(_) => 2,
            _ => rank(api, array.items.id),
        },
        SchemaKind::Object(_) | SchemaKind::Tuple(_) | SchemaKind::Union(_) | SchemaKind::Any => 2,
    }
}

/// What each tag chooses; tags that choose the same stand together.
fn dispatch(variants: &[UnionVariant]) -> Vec<DispatchPlan> {
    let mut plans: Vec<DispatchPlan> = Vec::new();
    let mut known: BTreeSet<&str> = BTreeSet::new();
    for tag in variants
        .iter()
        .flat_map(|variant| &variant.discriminator_values)
        .filter(|tag| known.insert(tag.as_str()))
    {
        let chosen: Vec<usize> = (0..)
            .zip(variants)
            .filter(|(_, variant)| variant.discriminator_values.contains(tag))
            .map(|(index, _)| index)
            .collect();
        match plans.iter_mut().find(|plan| plan.variants == chosen) {
            Some(plan) => plan.values.push(tag.clone()),
            None => plans.push(DispatchPlan {
                values: vec![tag.clone()],
                variants: chosen,
            }),
        }
    }
    plans
}

/// The members that a branch can't be read without.
fn needed(api: &Api, id: SchemaId, uses: &Uses<'_>) -> Vec<String> {
    let schema = api.schema(id);
    let SchemaKind::Object(object) = &schema.kind else {
        return Vec::new();
    };
    let needed = object
        .properties
        .iter()
        .filter(|property| presence(property, schema.usage, uses) == Presence::Required);
    needed.map(|property| property.name.clone()).collect()
}

/// Whether nothing writes the member by which a branch is told: no object has it, and no union inside adds it.
fn lacks_tag(api: &Api, id: SchemaId, name: &str) -> bool {
    if let SchemaKind::Union(ir::Union {
        discrimination: ir::Discrimination::Discriminator { property, .. },
        ..
    }) = &api.schema(id).kind
        && property == name
    {
        return false;
    }
    api.expand_unions(id)
        .unwrap_or_default()
        .into_iter()
        .any(|leaf| match &api.schema(leaf).kind {
            SchemaKind::Object(object) => object
                .properties
                .iter()
                .all(|property| property.name != name),
            _ => false,
        })
}

/// The JSON types that the values of a schema have; none when they may have any.
fn json_types(api: &Api, id: SchemaId) -> Vec<JsonType> {
    let mut types: BTreeSet<JsonType> = BTreeSet::new();
    for leaf in api.expand_unions(id).unwrap_or_default() {
        let ty = match &api.schema(leaf).kind {
            SchemaKind::Any | SchemaKind::Union(_) => return Vec::new(),
            SchemaKind::Null => JsonType::Null,
            SchemaKind::Boolean => JsonType::Boolean,
            SchemaKind::Integer { .. } => JsonType::Integer,
            SchemaKind::Number { .. } => JsonType::Number,
            SchemaKind::String { .. } => JsonType::String,
            SchemaKind::Array(_) | SchemaKind::Tuple(_) => JsonType::Array,
            SchemaKind::Object(_) => JsonType::Object,
            SchemaKind::Enum(enumeration) => match enumeration.json_type {
                Some(json_type) => json_type,
                None => {
                    types.extend(
                        enumeration
                            .values
                            .iter()
                            .map(|value| JsonType::of(&value.value)),
                    );
                    continue;
                }
            },
        };
        types.insert(ty);
    }
    types.into_iter().collect()
}

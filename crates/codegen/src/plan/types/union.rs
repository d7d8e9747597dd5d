//! Unions: enums with a variant for each branch.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use specwright_openapi::ir::{self, Api, Branch, SchemaId, SchemaKind, StringFormat};
use specwright_openapi::vocabulary::JsonType;

use super::presence::presence;
use super::type_use::TypeUses;
use super::variant::{VariantNames, short_names};
use crate::names::VariantName;
use crate::plan::docs;
use crate::plan::model::docs::{Docs, Inline};
use crate::plan::model::structure::Presence;
use crate::plan::model::union::{
    Discrimination, DispatchPlan, MatchCondition, Tag, UnionPlan, UnionVariant,
};

/// Plans the enum of a union. A branch of any value has no variant, because the catch-all variant
/// keeps values that match no other branch.
///
/// The declared schemas determine the discrimination, even for a branch that a user-supplied type
/// replaces.
pub(super) fn plan<'a>(union: &'a ir::Union, uses: &'a TypeUses<'a>, id: SchemaId) -> UnionPlan {
    let branches = union.branches.iter().map(|branch| branch.name.as_str());
    let mut variants = Variants {
        uses,
        api: uses.schemas.api,
        discrimination: discrimination(union),
        names: VariantNames::new(uses.overrides, id),
        short_names: short_names(uses.name(id).unwrap_or_default(), branches),
        variants: Vec::new(),
        without_discriminator: Vec::new(),
        ranks: Vec::new(),
    };
    for branch in &union.branches {
        if !matches!(variants.api.schema(branch.ty.id).kind, SchemaKind::Any) {
            variants.add(branch);
        }
    }
    variants.finish()
}

fn discrimination(union: &ir::Union) -> Discrimination {
    match &union.discrimination {
        ir::Discrimination::Discriminator {
            property,
            is_string,
        } => Discrimination::Discriminator {
            property: property.clone(),
            is_string: *is_string,
        },
        ir::Discrimination::Constant { property } => Discrimination::Constant(property.clone()),
        ir::Discrimination::JsonType => Discrimination::JsonType,
        ir::Discrimination::BestMatch | ir::Discrimination::SameRepresentation => {
            Discrimination::BestMatch
        }
    }
}

/// The variants of a union, as far as they are planned.
struct Variants<'a> {
    uses: &'a TypeUses<'a>,
    api: &'a Api,
    discrimination: Discrimination,
    names: VariantNames,
    /// The short names of branches that have one.
    short_names: BTreeMap<&'a str, String>,
    variants: Vec<UnionVariant>,
    without_discriminator: Vec<usize>,
    /// The [`rank`] of each variant.
    ranks: Vec<u8>,
}

impl Variants<'_> {
    fn add(&mut self, branch: &Branch) {
        let id = branch.ty.id;
        let values = &branch.discriminator_values;
        let mut lacks_discriminator = false;
        let mut tag = Tag::OfType;
        if let Discrimination::Discriminator { property, .. } = &self.discrimination {
            lacks_discriminator = lacks_property(self.api, id, property);
            tag = self.tag(branch, property);
            if self.api.is_property_optional(id, property) {
                self.without_discriminator.push(self.variants.len());
            }
        }
        if lacks_discriminator && values.len() > 1 {
            // The type has no field for the value, so each value gets a variant of its own.
            for value in values {
                let name = self.names.branch(value, None);
                let variant = self.variant(name, branch);
                self.variants.push(UnionVariant {
                    discriminator_values: vec![value.clone()],
                    tag: Tag::Written,
                    ..variant
                });
            }
        } else {
            let short = self.short_names.get(branch.name.as_str());
            let name = self.names.branch(&branch.name, short.map(String::as_str));
            let variant = self.variant(name, branch);
            self.variants.push(UnionVariant {
                discriminator_values: values.clone(),
                tag,
                ..variant
            });
        }
        self.ranks.resize(self.variants.len(), rank(self.api, id));
    }

    /// Returns whether the variant of a branch writes the discriminator.
    fn tag(&self, branch: &Branch, property: &str) -> Tag {
        let id = branch.ty.id;
        let is_left_to_type = match &self.api.schema(id).kind {
            SchemaKind::Union(union) => is_discriminated_by(union, property),
            SchemaKind::Object(object) => {
                is_constant(self.api, object, property, &branch.discriminator_values)
            }
            _ => false,
        };
        if branch.never_object || is_left_to_type {
            Tag::OfType
        } else if self.api.is_property_optional(id, property) {
            Tag::Optional
        } else {
            Tag::Written
        }
    }

    /// Returns a variant without values of a discriminator.
    fn variant(&self, name: VariantName, branch: &Branch) -> UnionVariant {
        let id = branch.ty.id;
        let docs = docs::of(&self.api.schema(id).docs, || {
            Docs::line([Inline::Code(branch.name.clone())])
        });
        let is_by_json_type = match self.discrimination {
            Discrimination::JsonType => true,
            Discrimination::BestMatch => false,
            _ => branch.never_object,
        };
        UnionVariant {
            by_serde: false,
            name,
            docs: docs.first_line(),
            ty: self.uses.of(branch.ty),
            discriminator_values: Vec::new(),
            tag: Tag::OfType,
            required_properties: required_properties(id, self.uses),
            is_open_union: false,
            by_json_type: is_by_json_type,
            condition: self.condition(branch, is_by_json_type),
        }
    }

    /// Returns the condition under which a value is read as the variant of a branch.
    fn condition(&self, branch: &Branch, is_by_json_type: bool) -> MatchCondition {
        let json_types = match is_by_json_type {
            true => json_types(self.api, branch.ty.id),
            false => Vec::new(),
        };
        if !json_types.is_empty() {
            return MatchCondition::JsonType(json_types);
        }
        match (&self.discrimination, &branch.constant) {
            (Discrimination::Constant(property), Some(value)) => MatchCondition::Constant {
                property: property.clone(),
                value: value.clone(),
            },
            _ => MatchCondition::Deserializes,
        }
    }

    fn finish(self) -> UnionPlan {
        let mut match_order: Vec<usize> = (0..self.variants.len()).collect();
        match_order.sort_by_key(|index| self.ranks.get(*index).copied().unwrap_or_default());
        UnionPlan {
            // A closed enum without variants would have no values.
            closed: self.names.closed && !self.variants.is_empty(),
            dispatch: dispatch(&self.variants),
            without_discriminator: self.without_discriminator,
            match_order,
            variants: self.variants,
            discrimination: self.discrimination,
            has_large_variant: false,
        }
    }
}

/// Returns how general the values of a schema are. Branches with more general values are tried
/// later.
fn rank(api: &Api, id: SchemaId) -> u8 {
    match &api.schema(id).kind {
        SchemaKind::Enum(_) | SchemaKind::Boolean | SchemaKind::Null => 0,
        SchemaKind::String {
            format:
                StringFormat::DateTime
                | StringFormat::Date
                | StringFormat::Base64
                | StringFormat::Base64Url,
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

/// Groups the values of the discriminator that select the same variants.
fn dispatch(variants: &[UnionVariant]) -> Vec<DispatchPlan> {
    let mut plans: Vec<DispatchPlan> = Vec::new();
    let mut known: BTreeSet<&str> = BTreeSet::new();
    let values = variants.iter();
    let values = values.flat_map(|variant| &variant.discriminator_values);
    for value in values.filter(|value| known.insert(value.as_str())) {
        let selected = variants.iter().enumerate();
        let selected = selected.filter(|(_, it)| it.discriminator_values.contains(value));
        let selected: Vec<usize> = selected.map(|(index, _)| index).collect();
        match plans.iter_mut().find(|plan| plan.variants == selected) {
            Some(plan) => plan.values.push(value.clone()),
            None => plans.push(DispatchPlan {
                values: vec![value.clone()],
                variants: selected,
            }),
        }
    }
    plans
}

/// Returns the properties without which the type of a branch cannot be deserialized.
fn required_properties(id: SchemaId, uses: &TypeUses<'_>) -> Vec<String> {
    let schema = uses.schemas.api.schema(id);
    let SchemaKind::Object(object) = &schema.kind else {
        return Vec::new();
    };
    let properties = object.properties.iter();
    properties
        .filter(|property| presence(property, schema.usage, uses) == Presence::Required)
        .map(|property| property.name.clone())
        .collect()
}

/// Returns whether the type of a branch does not serialize the discriminator: an object does not
/// declare the property, and no union in the branch adds it.
fn lacks_property(api: &Api, id: SchemaId, name: &str) -> bool {
    if let SchemaKind::Union(union) = &api.schema(id).kind
        && is_discriminated_by(union, name)
    {
        return false;
    }
    let mut schemas = api.expand_unions(id).unwrap_or_default().into_iter();
    schemas.any(|schema| match &api.schema(schema).kind {
        SchemaKind::Object(object) => {
            let mut properties = object.properties.iter();
            properties.all(|property| property.name != name)
        }
        _ => false,
    })
}

/// Returns whether a union writes the discriminator with this name itself.
fn is_discriminated_by(union: &ir::Union, name: &str) -> bool {
    matches!(
        &union.discrimination,
        ir::Discrimination::Discriminator { property, .. } if property == name
    )
}

/// Returns whether a property is required and its only value is the only one that selects the
/// branch.
fn is_constant(api: &Api, object: &ir::Object, name: &str, values: &[String]) -> bool {
    let Some(property) = object.property(name).filter(|it| it.required) else {
        return false;
    };
    match (&api.schema(property.ty.id).kind, values) {
        (SchemaKind::Enum(enumeration), [value]) if !property.ty.nullable => {
            match enumeration.values.as_slice() {
                [only] => match &only.value {
                    Value::String(text) => text == value,
                    json => {
                        let text = json.to_string();
                        text == *value
                    }
                },
                _ => false,
            }
        }
        _ => false,
    }
}

/// Returns the JSON types of the values of a schema, or an empty list if values can have any type.
fn json_types(api: &Api, id: SchemaId) -> Vec<JsonType> {
    let mut types: BTreeSet<JsonType> = BTreeSet::new();
    for schema in api.expand_unions(id).unwrap_or_default() {
        match &api.schema(schema).kind {
            SchemaKind::Any | SchemaKind::Union(_) => return Vec::new(),
            SchemaKind::Null => types.extend([JsonType::Null]),
            SchemaKind::Boolean => types.extend([JsonType::Boolean]),
            SchemaKind::Integer { .. } => types.extend([JsonType::Integer]),
            SchemaKind::Number { .. } => types.extend([JsonType::Number]),
            SchemaKind::String { .. } => types.extend([JsonType::String]),
            SchemaKind::Array(_) | SchemaKind::Tuple(_) => types.extend([JsonType::Array]),
            SchemaKind::Object(_) => types.extend([JsonType::Object]),
            SchemaKind::Enum(enumeration) => match enumeration.json_type {
                Some(json_type) => types.extend([json_type]),
                None => {
                    let values = enumeration.values.iter();
                    types.extend(values.map(|value| JsonType::of(&value.value)));
                }
            },
        }
    }
    types.into_iter().collect()
}

//! Initial values of fields that have only one sensible value: constants and discriminators.

use std::collections::BTreeMap;

use serde_json::Value;
use specwright_openapi::ir::{Api, Discrimination, Object, Property, SchemaId, SchemaKind};
use specwright_openapi::vocabulary::JsonType;

use super::default_expression;
use crate::names::TypePath;
use crate::plan::model::docs::Inline;
use crate::plan::model::structure::{FieldPlan, InitialPlan, Presence};
use crate::plan::model::types::{Shape, TypeItem};
use crate::plan::schemas::Schemas;

/// The value of the discriminator in the objects that are branches of unions, by schema and
/// property. `None` if two unions select the object by different values.
type Tags<'a> = BTreeMap<(SchemaId, &'a str), Option<&'a str>>;

/// Plans the initial value of each required field that is a constant or a discriminator, so that
/// constructors do not ask for it. All types must already be planned, because the value can be a
/// variant of an enum.
pub(super) fn add(schemas: Schemas<'_>, ids: &[SchemaId], items: &mut [TypeItem]) {
    let tags = tags(schemas.api);
    let mut found = Vec::new();
    let by_name: BTreeMap<&TypePath, &TypeItem> =
        items.iter().map(|item| (&item.path, item)).collect();
    for (index, (id, item)) in ids.iter().zip(items.iter()).enumerate() {
        let (Some(SchemaKind::Object(object)), Shape::Struct(plan)) =
            (schemas.kind(*id), &item.shape)
        else {
            continue;
        };
        for (position, (property, field)) in object.properties.iter().zip(&plan.fields).enumerate()
        {
            if field.presence == Presence::Required
                && let Some(initial) = {
                    let tag = tags.get(&(*id, property.name.as_str())).copied().flatten();
                    initial(schemas.api, property, tag, field, &by_name)
                }
            {
                found.push((index, position, initial));
            }
        }
    }
    for (index, position, (json, initial)) in found {
        let shape = items.get_mut(index).map(|item| &mut item.shape);
        if let Some(Shape::Struct(plan)) = shape
            && let Some(field) = plan.fields.get_mut(position)
        {
            if !initial.is_constant {
                let docs = std::mem::take(&mut field.docs);
                field.docs = docs.and([
                    Inline::Own("Constructors set it to "),
                    Inline::code(json.to_string()),
                    Inline::Own("."),
                ]);
            }
            field.initial = Some(initial);
        }
    }
}

/// Returns the initial value of a required field, as JSON and as an expression. `tag` is the value
/// by which unions select the object, if the field is their discriminator.
fn initial(
    api: &Api,
    property: &Property,
    tag: Option<&str>,
    field: &FieldPlan,
    items: &BTreeMap<&TypePath, &TypeItem>,
) -> Option<(Value, InitialPlan)> {
    let constant = constant(api, property);
    let is_constant = constant.is_some();
    let json = constant.or_else(|| tag_value(api, property, tag?))?;
    let expression = default_expression::listed(&field.ty, &json, items)
        .or_else(|| default_expression::plan(&field.ty, &json, items))?;
    let initial = InitialPlan {
        is_rust_default: is_constant && json != Value::Bool(true),
        is_constant,
        expression,
    };
    Some((json, initial))
}

/// Returns the only value of a property.
fn constant(api: &Api, property: &Property) -> Option<Value> {
    match &api.schema(property.ty.id).kind {
        SchemaKind::Enum(enumeration) if !property.ty.nullable => {
            match enumeration.values.as_slice() {
                [only] => Some(only.value.clone()),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Returns a value of a discriminator as JSON. The property determines the type.
fn tag_value(api: &Api, property: &Property, tag: &str) -> Option<Value> {
    match &api.schema(property.ty.id).kind {
        SchemaKind::Enum(enumeration) if enumeration.json_type != Some(JsonType::String) => {
            serde_json::from_str(tag).ok()
        }
        SchemaKind::Boolean | SchemaKind::Integer { .. } | SchemaKind::Number { .. } => {
            serde_json::from_str(tag).ok()
        }
        _ => Some(Value::from(tag)),
    }
}

fn tags(api: &Api) -> Tags<'_> {
    let mut tags = Tags::new();
    for (_, schema) in api.schemas.iter_enumerated() {
        let SchemaKind::Union(union) = &schema.kind else {
            continue;
        };
        let Discrimination::Discriminator { property, .. } = &union.discrimination else {
            continue;
        };
        for branch in &union.branches {
            let SchemaKind::Object(object) = &api.schema(branch.ty.id).kind else {
                continue;
            };
            let tag = first_tag(api, object, property, &branch.discriminator_values);
            let known = tags.entry((branch.ty.id, property.as_str())).or_insert(tag);
            if *known != tag {
                *known = None;
            }
        }
    }
    tags
}

/// Returns the first value that selects a branch. Several values that the property itself lists are
/// a choice for the caller.
fn first_tag<'a>(
    api: &Api,
    object: &Object,
    property: &str,
    values: &'a [String],
) -> Option<&'a str> {
    let ty = object.property(property)?.ty;
    let SchemaKind::Enum(enumeration) = &api.schema(ty.id).kind else {
        return values.first().map(String::as_str);
    };
    let mut allowed = values.iter().filter(|value| {
        let mut listed = enumeration.values.iter();
        listed.any(|it| match &it.value {
            Value::String(text) => text == *value,
            json => {
                let text = json.to_string();
                text == **value
            }
        })
    });
    match (allowed.next(), allowed.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    }
}

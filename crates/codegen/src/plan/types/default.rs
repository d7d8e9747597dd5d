//! Accessors that return the value of a field or its default.

use std::collections::BTreeMap;

use serde_json::Value;
use specwright_openapi::ir::{SchemaId, SchemaKind};

use super::default_expression;
use crate::names::{MethodName, Scope, TypePath};
use crate::plan::model::default::{DefaultExpression, DefaultPlan};
use crate::plan::model::docs::Inline;
use crate::plan::model::structure::{FieldPlan, Presence};
use crate::plan::model::types::{Shape, TypeItem};
use crate::plan::schemas::Schemas;

/// A field with a default.
struct Default {
    /// The position of the struct among the items.
    item: usize,
    /// The position of the field in the struct.
    field: usize,
    json: Value,
    /// The accessor, if the default has an expression.
    plan: Option<DefaultPlan>,
}

/// Documents the default of each field that has one, and plans an accessor for optional fields. All
/// types must already be planned, because a default can be a value of any type.
pub(super) fn add_accessors(schemas: Schemas<'_>, ids: &[SchemaId], items: &mut [TypeItem]) {
    for default in defaults(schemas, ids, items) {
        let shape = items.get_mut(default.item).map(|item| &mut item.shape);
        if let Some(Shape::Struct(plan)) = shape
            && let Some(field) = plan.fields.get_mut(default.field)
        {
            let docs = std::mem::take(&mut field.docs);
            field.docs = docs.and([
                Inline::Own("Default: "),
                Inline::code(default.json.to_string()),
                Inline::Own("."),
            ]);
            field.default = default.plan;
        }
    }
}

fn defaults(schemas: Schemas<'_>, ids: &[SchemaId], items: &[TypeItem]) -> Vec<Default> {
    let by_name: BTreeMap<&TypePath, &TypeItem> =
        items.iter().map(|item| (&item.path, item)).collect();
    let mut defaults = Vec::new();
    for (index, (id, item)) in ids.iter().zip(items).enumerate() {
        let (Some(SchemaKind::Object(object)), Shape::Struct(plan)) =
            (schemas.kind(*id), &item.shape)
        else {
            continue;
        };
        let mut methods = Scope::reserving(["new", "default"]);
        for (position, (property, field)) in object.properties.iter().zip(&plan.fields).enumerate()
        {
            let json = property.default.as_ref().filter(|json| !json.is_null());
            if let Some(json) = json {
                defaults.push(Default {
                    item: index,
                    field: position,
                    json: json.clone(),
                    plan: accessor(field, json, &by_name, &mut methods),
                });
            }
        }
    }
    defaults
}

/// Plans the accessor of an optional field.
fn accessor(
    field: &FieldPlan,
    json: &Value,
    items: &BTreeMap<&TypePath, &TypeItem>,
    methods: &mut Scope,
) -> Option<DefaultPlan> {
    if !matches!(field.presence, Presence::Optional | Presence::OptionalValue) {
        return None;
    }
    let expression = default_expression::plan(&field.ty, json, items)?;
    let method = format!("{}_or_default", field.name.as_str());
    Some(DefaultPlan {
        method: methods.name::<MethodName>(&method),
        json: json.clone(),
        copied: field.ty.is_copy() || matches!(expression, DefaultExpression::Variant(..)),
        expression,
    })
}

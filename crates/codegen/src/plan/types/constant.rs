//! Properties with one value that need no type of their own.
//!
//! An enum with one variant for each of them would be a type that nobody names: constructors set the
//! value. A field with the runtime's type for constants replaces the enum, unless something else uses
//! it.

use std::collections::BTreeMap;

use specwright_openapi::ir::{SchemaId, SchemaName};

use crate::names::TypePath;
use crate::plan::model::default::DefaultExpression;
use crate::plan::model::docs::Inline;
use crate::plan::model::structure::{FieldPlan, InitialPlan, Presence};
use crate::plan::model::ty::RustType;
use crate::plan::model::types::{Shape, TypeItem};
use crate::plan::overrides::Overrides;

/// Replaces the enums that list one string and are only used by required fields. `ids` are the
/// schemas of `items`, and `roots` the types that operations use directly.
///
/// A closed enum remains, because it rejects other values; so does a type with configuration of its
/// own.
pub(super) fn apply(
    ids: &mut Vec<SchemaId>,
    items: &mut Vec<TypeItem>,
    roots: &[RustType],
    overrides: &Overrides<'_>,
) {
    let api = overrides.schemas().api;
    let may_be_replaced = |id: SchemaId| {
        matches!(api.schema(id).name, SchemaName::Inline { .. }) && overrides.schema(id).is_none()
    };
    let candidates = ids
        .iter()
        .zip(&*items)
        .filter(|(id, _)| may_be_replaced(**id));
    let mut constants: BTreeMap<TypePath, String> = candidates
        .filter_map(|(_, item)| Some((item.path.clone(), only_value(&item.shape)?.to_owned())))
        .collect();
    let in_items = items.iter().flat_map(other_uses);
    for ty in in_items.chain(roots) {
        ty.all().into_iter().filter_map(named).for_each(|name| {
            constants.remove(name);
        });
    }
    let fields = items.iter_mut().filter_map(|item| match &mut item.shape {
        Shape::Struct(plan) => Some(&mut plan.fields),
        _ => None,
    });
    for field in fields.flatten() {
        let value = named(&field.ty).and_then(|name| constants.get(name));
        if let Some(value) = value {
            replace(field, value);
        }
    }
    let is_kept = |item: &TypeItem| !constants.contains_key(&item.path);
    let kept: Vec<bool> = items.iter().map(is_kept).collect();
    let mut positions = kept.iter();
    ids.retain(|_| positions.next().is_none_or(|is_kept| *is_kept));
    items.retain(is_kept);
}

/// Returns the only value of an open enum of strings.
fn only_value(shape: &Shape) -> Option<&str> {
    match shape {
        Shape::StringEnum(plan) if !plan.closed => match plan.variants.as_slice() {
            [only] => Some(&only.value),
            _ => None,
        },
        _ => None,
    }
}

/// Returns the types of which a definition consists, except those of fields that can be constants.
/// The configured derive `Default` needs a type with a default, and serde's derives need one that
/// knows the value, to tell the branches of unions apart.
fn other_uses(item: &TypeItem) -> Vec<&RustType> {
    let derives_default = item
        .derives
        .iter()
        .any(|it| it.as_str().ends_with("Default"));
    match &item.shape {
        Shape::Struct(plan) if !plan.by_serde && !derives_default => {
            let others = plan.fields.iter().filter(|field| !can_be_constant(field));
            let additional = plan.additional.iter().map(|additional| &additional.ty);
            others.map(|field| &field.ty).chain(additional).collect()
        }
        shape => shape.types(),
    }
}

fn can_be_constant(field: &FieldPlan) -> bool {
    let is_constant = |initial: &InitialPlan| initial.is_constant;
    field.presence == Presence::Required && field.initial.as_ref().is_some_and(is_constant)
}

fn named(ty: &RustType) -> Option<&TypePath> {
    match ty {
        RustType::Named(name) => Some(name),
        _ => None,
    }
}

fn replace(field: &mut FieldPlan, value: &str) {
    field.ty = RustType::Constant;
    field.initial = Some(InitialPlan {
        expression: DefaultExpression::FromString(RustType::Constant, value.to_owned()),
        is_constant: true,
        is_rust_default: false,
    });
    let quoted = ['`', '"', '\''].map(|quote| format!("{quote}{value}{quote}"));
    if !quoted.iter().any(|quoted| field.docs.contains(quoted)) {
        let docs = std::mem::take(&mut field.docs);
        field.docs = docs.and([
            Inline::Own("Always "),
            Inline::code(format!("{value:?}")),
            Inline::Own("."),
        ]);
    }
}

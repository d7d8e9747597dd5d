//! Objects.

use super::lowering::SchemaLowering;
use super::{conditional, reference, required};
use crate::ir::{
    Additional, Branch, Discrimination, Object, PatternProperty, Property, SchemaKind, TypeRef,
    Union,
};
use crate::lower::keywords::{AdditionalKeyword, Keywords};
use crate::lower::scope::{Scope, variant_name};
use crate::lower::union::{branch_name, constraint};

/// Lowers an object.
pub(super) fn lower(
    lowering: &mut SchemaLowering<'_>,
    keywords: &Keywords,
    scope: &Scope,
) -> Object {
    let mut object = Object {
        properties: lower_properties(lowering, keywords, scope),
        lengths: keywords.object_lengths,
        ..Object::default()
    };
    let own_scope = scope;
    let scope = scope.step("value");
    object.additional = match &keywords.additional {
        None => Additional::Unspecified,
        Some(AdditionalKeyword::Forbidden) => Additional::Forbidden,
        Some(AdditionalKeyword::Any) => Additional::Any,
        Some(AdditionalKeyword::Typed(sites)) => {
            reference::lower_additional(lowering, sites, &scope)
        }
    };
    if !keywords.property_names.is_empty() {
        let scope = scope.step("key");
        let names = reference::lower(lowering, &keywords.property_names, &scope);
        object.property_names = Some(names.ty);
    }
    let any_pattern_is_untyped = lower_patterns(lowering, keywords, &mut object, &scope);
    object.undeclared = if any_pattern_is_untyped {
        Additional::Any
    } else {
        combine_undeclared(lowering, &object, keywords, &scope)
    };
    required::lower(lowering, keywords, &mut object, own_scope);
    conditional::lower(lowering, keywords, &mut object, own_scope);
    object.choices = constraint::lower(&mut lowering.context, keywords);
    object
}

fn lower_properties(
    lowering: &mut SchemaLowering<'_>,
    keywords: &Keywords,
    scope: &Scope,
) -> Vec<Property> {
    let properties = keywords.properties.iter().map(|(name, sites)| {
        let reference = reference::lower(lowering, sites, &scope.step(name));
        Property {
            name: name.clone(),
            ty: reference.ty,
            required: keywords.required.contains(name),
            access: reference.access,
            docs: reference.docs,
            default: reference.default,
            span: sites.last().unwrap_or(&keywords.span).clone(),
        }
    });
    properties.collect()
}

/// Lowers `patternProperties`. Returns whether any of its schemas allows every value.
fn lower_patterns(
    lowering: &mut SchemaLowering<'_>,
    keywords: &Keywords,
    object: &mut Object,
    scope: &Scope,
) -> bool {
    let is_single = keywords.pattern_properties.len() == 1 && object.additional.typed().is_none();
    let mut any_is_untyped = false;
    for (pattern, sites) in &keywords.pattern_properties {
        let scope = if is_single {
            scope.clone()
        } else {
            scope.step(pattern)
        };
        object.pattern_properties.push(PatternProperty {
            pattern: pattern.clone(),
            ty: reference::lower(lowering, sites, &scope).ty,
        });
        any_is_untyped |= lowering.context.are_unconstrained(sites);
    }
    any_is_untyped
}

/// Returns a schema for all properties that are not declared. If several schemas apply to them, it
/// is a union.
fn combine_undeclared(
    lowering: &mut SchemaLowering<'_>,
    object: &Object,
    keywords: &Keywords,
    scope: &Scope,
) -> Additional {
    if object.pattern_properties.is_empty() {
        return object.additional;
    }
    let types = distinct_types(object);
    let is_open = matches!(object.additional, Additional::Unspecified | Additional::Any);
    let covers_all = object
        .pattern_properties
        .iter()
        .any(|property| matches_every_string(&property.pattern));
    let has_others = is_open && !covers_all;
    if let ([ty], false) = (types.as_slice(), has_others) {
        return Additional::Typed(*ty);
    }
    let mut branches: Vec<Branch> = Vec::with_capacity(types.len() + 1);
    for (index, ty) in types.iter().enumerate() {
        let name = branch_name_of(lowering, object, *ty);
        let name = name.unwrap_or_else(|| variant_name(index));
        branches.push(Branch {
            ty: *ty,
            ..Branch::new(name, ty.id)
        });
    }
    if has_others {
        branches.push(Branch::new("any".to_owned(), lowering.any()));
    }
    let union = SchemaKind::Union(Union {
        branches,
        discrimination: Discrimination::BestMatch,
        exclusive: false,
    });
    let id = lowering
        .table
        .add(scope.name(), keywords.span.clone(), union);
    Additional::Typed(TypeRef::new(id))
}

/// Returns the schemas of undeclared properties, each once.
fn distinct_types(object: &Object) -> Vec<TypeRef> {
    let mut types: Vec<TypeRef> = Vec::new();
    let patterns = object.pattern_properties.iter().map(|property| property.ty);
    for ty in patterns.chain(object.additional.typed()) {
        match types.iter_mut().find(|known| known.id == ty.id) {
            Some(known) => known.nullable |= ty.nullable,
            None => types.push(ty),
        }
    }
    types
}

/// Returns a name for a schema of undeclared properties: the name of the schema itself, or the
/// pattern.
fn branch_name_of(
    lowering: &mut SchemaLowering<'_>,
    object: &Object,
    ty: TypeRef,
) -> Option<String> {
    let span = lowering.table.schema(ty.id).span.clone();
    branch_name::of_schema(&mut lowering.context, &span).or_else(|| {
        let mut patterns = object.pattern_properties.iter();
        let pattern = &patterns.find(|property| property.ty.id == ty.id)?.pattern;
        pattern
            .contains(char::is_alphanumeric)
            .then(|| pattern.clone())
    })
}

/// Returns whether a pattern obviously matches every string.
fn matches_every_string(pattern: &str) -> bool {
    matches!(
        pattern,
        "" | "^"
            | "$"
            | ".*"
            | "^.*"
            | ".*$"
            | "^.*$"
            | ".+"
            | "^.+$"
            | "[\\s\\S]*"
            | "^[\\s\\S]*$"
    )
}

//! Names in `required` that no `properties` declare.

use super::lowering::SchemaLowering;
use super::reference;
use crate::diagnostic::catalogue::object as catalogue;
use crate::ir::{Object, Property};
use crate::lower::keywords::{AdditionalKeyword, Keywords};
use crate::lower::scope::Scope;
use crate::pointer::Span;

/// Lowers the required names of an object that are not declared. An object with declared properties
/// gets a property for each of them, with the schema that applies to undeclared properties of that
/// name. A map keeps them as entries.
pub(super) fn lower(
    lowering: &mut SchemaLowering<'_>,
    keywords: &Keywords,
    object: &mut Object,
    scope: &Scope,
) {
    let is_map = object.properties.is_empty();
    for name in &keywords.required {
        if keywords.properties.contains_key(name) {
            continue;
        }
        let sites = sites_for(lowering, keywords, name);
        let span = keywords.span.join("required");
        if sites.is_none() {
            let finding = catalogue::required_but_forbidden(name);
            lowering.context.report.add(&span, finding);
        } else if !is_map && keywords.additional.is_none() {
            let finding = catalogue::required_but_undeclared(name);
            lowering.context.report.add(&span, finding);
        }
        match sites {
            Some(sites) if !is_map => {
                let reference = reference::lower(lowering, &sites, &scope.step(name));
                object.properties.push(Property {
                    name: name.clone(),
                    ty: reference.ty,
                    required: true,
                    access: reference.access,
                    docs: reference.docs,
                    default: reference.default,
                    span,
                });
            }
            _ => object.required.push(name.clone()),
        }
    }
}

/// Returns the locations of the schemas that apply to an undeclared property, or `None` if it is
/// forbidden.
fn sites_for(
    lowering: &mut SchemaLowering<'_>,
    keywords: &Keywords,
    name: &str,
) -> Option<Vec<Span>> {
    let mut sites: Vec<Span> = Vec::new();
    for (pattern, schemas) in &keywords.pattern_properties {
        if lowering.context.pattern_matches(pattern, name) {
            sites.extend(schemas.iter().cloned());
        }
    }
    if !sites.is_empty() {
        return Some(sites);
    }
    match &keywords.additional {
        Some(AdditionalKeyword::Forbidden) => None,
        Some(AdditionalKeyword::Typed(sites)) => Some(sites.clone()),
        Some(AdditionalKeyword::Any) | None => Some(Vec::new()),
    }
}

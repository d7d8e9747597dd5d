//! Properties that only conditional schemas declare.

use std::collections::HashSet;

use indexmap::IndexMap;

use super::lowering::SchemaLowering;
use super::reference::{self, Reference};
use super::scalar;
use crate::ir::{Object, Property, SchemaKind};
use crate::lower::context::Context;
use crate::lower::keywords::{Conditional, Keywords};
use crate::lower::scope::Scope;
use crate::pointer::Span;

/// Adds the properties that only conditional schemas declare, as optional properties.
///
/// `additionalProperties` does not take conditional schemas into account, so that it applies to
/// such properties.
pub(super) fn lower(
    lowering: &mut SchemaLowering<'_>,
    keywords: &Keywords,
    object: &mut Object,
    scope: &Scope,
) {
    let is_open = keywords.additional.is_none() || keywords.unevaluated.is_some();
    if !is_open || keywords.conditional.is_empty() {
        return;
    }
    for (name, sites) in declared(&mut lowering.context, keywords) {
        match object
            .properties
            .iter_mut()
            .find(|known| known.name == name)
        {
            // A name that is only required has no schema of its own.
            Some(known) if keywords.properties.contains_key(&name) || !known.required => {}
            Some(known) => known.ty = type_of(lowering, &sites, &scope.step(&name)).ty,
            None => {
                let reference = type_of(lowering, &sites, &scope.step(&name));
                object.properties.push(Property {
                    name,
                    ty: reference.ty,
                    required: false,
                    access: reference.access,
                    docs: reference.docs,
                    default: None,
                    span: sites.last().unwrap_or(&keywords.span).clone(),
                });
            }
        }
    }
}

/// Returns the properties that conditional schemas declare, with the locations of their schemas.
fn declared(context: &mut Context<'_>, keywords: &Keywords) -> IndexMap<String, Vec<Span>> {
    let mut found: IndexMap<String, Vec<Span>> = IndexMap::new();
    let mut visited: HashSet<Span> = HashSet::new();
    let mut open: Vec<Conditional> = keywords.conditional.iter().rev().cloned().collect();
    while let Some(Conditional { span, is_test }) = open.pop() {
        let Some(span) = context.resolve(&span) else {
            continue;
        };
        if context.merge_budget == 0 || !visited.insert(span.clone()) {
            continue;
        }
        context.merge_budget -= 1;
        let Some(inner) = context.keywords(&span) else {
            continue;
        };
        for (name, sites) in &inner.properties {
            let all = found.entry(name.clone()).or_default();
            // A property that is only tested may have other values.
            if !is_test {
                all.extend(sites.iter().cloned());
            }
        }
        let choices = inner.choices.iter().flat_map(|choice| &choice.branches);
        let parts = inner.all_of.iter().chain(choices);
        let parts = parts.map(|span| Conditional {
            span: span.clone(),
            is_test,
        });
        let mut parts: Vec<Conditional> = parts.collect();
        parts.extend(inner.conditional.iter().map(|inner| Conditional {
            span: inner.span.clone(),
            is_test: is_test || inner.is_test,
        }));
        open.extend(parts.into_iter().rev());
    }
    found.retain(|name, _| !keywords.properties.contains_key(name));
    found
}

/// Returns the type of a property: a scalar without constraints, since they hold on a condition, or
/// the only schema. Otherwise, the property can have any value.
fn type_of(lowering: &mut SchemaLowering<'_>, sites: &[Span], scope: &Scope) -> Reference {
    if let Some((keywords, kind)) = common_scalar(&mut lowering.context, sites) {
        let id = lowering.table.add(scope.name(), keywords.span, kind);
        return Reference {
            docs: keywords.docs,
            ..Reference::plain(id)
        };
    }
    match sites {
        [site] if !is_enumeration(&mut lowering.context, site) => {
            reference::lower(lowering, sites, scope)
        }
        _ => Reference::plain(lowering.any()),
    }
}

fn is_enumeration(context: &mut Context<'_>, site: &Span) -> bool {
    let keywords = context.keywords_behind(site);
    keywords.is_some_and(|keywords| keywords.values.is_some())
}

/// Returns the scalar type that all schemas share, without constraints, and the first schema.
fn common_scalar(context: &mut Context<'_>, sites: &[Span]) -> Option<(Keywords, SchemaKind)> {
    let mut first: Option<Keywords> = None;
    for site in sites {
        let keywords = context.keywords_behind(site)?;
        match &first {
            None => first = Some((*keywords).clone()),
            Some(first) => {
                let is_same = first.types == keywords.types && first.format == keywords.format;
                is_same.then_some(())?;
            }
        }
    }
    let first = first?;
    let kind = scalar::unconstrained(&first)?;
    Some((first, kind))
}

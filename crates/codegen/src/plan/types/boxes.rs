//! Which values are put behind boxes, beside those that hold themselves.

use std::collections::BTreeMap;

use super::sizes::scalar;
use crate::names::TypeName;
use crate::plan::model::structure::{FieldPlan, Presence};
use crate::plan::model::ty::RustType;
use crate::plan::model::types::{Shape, TypeItem};

/// The most bytes that a value takes in place in another one. Objects in objects in objects would else be megabytes, which no stack has,
/// and which are moved whenever one of them is. The higher it is, the fewer types get boxes when the schemas inside them grow.
const LARGE: usize = 2048;

/// What is not known yet holds itself, or is of the user's.
const UNKNOWN: usize = 64;

/// Puts fields of structs and branches of unions that are large in place behind boxes.
pub(super) fn box_large(items: &mut [TypeItem]) {
    let mut sizes: BTreeMap<TypeName, usize> = BTreeMap::new();
    for index in inner_first(items) {
        let Some(item) = items.get_mut(index) else {
            continue;
        };
        let size = match &mut item.shape {
            Shape::Struct(plan) | Shape::Tuple(plan) => {
                let fields = plan.fields.iter_mut().map(|field| of_field(field, &sizes));
                fields.sum::<usize>() + plan.additional.as_ref().map_or(0, |_| 24)
            }
            Shape::Union(plan) => {
                plan.variants
                    .iter_mut()
                    .map(|variant| in_place(&mut variant.ty, &sizes))
                    .max()
                    .unwrap_or(0)
                    + 8
            }
            Shape::StringEnum(_) => 24,
            Shape::IntegerEnum(_) => 16,
            Shape::ValueEnum(_) => 32,
            Shape::Alias(ty) | Shape::Newtype { ty, .. } => size(ty, &sizes),
        };
        sizes.insert(item.name.clone(), size);
    }
}

fn of_field(field: &mut FieldPlan, sizes: &BTreeMap<TypeName, usize>) -> usize {
    match in_place(&mut field.ty, sizes) {
        // Whether a number is there takes as much as the number.
        8 if field.presence != Presence::Required && !matches!(field.ty, RustType::Boxed(_)) => 16,
        size => size.next_multiple_of(8),
    }
}

/// The size of a value in place, which is that of a box if it is large.
fn in_place(ty: &mut RustType, sizes: &BTreeMap<TypeName, usize>) -> usize {
    let size = size(ty, sizes);
    if size <= LARGE {
        return size;
    }
    let inner = std::mem::replace(ty, RustType::Unit);
    *ty = RustType::Boxed(Box::new(inner));
    8
}

fn size(ty: &RustType, sizes: &BTreeMap<TypeName, usize>) -> usize {
    match ty {
        RustType::Option(inner) | RustType::OptionalNullable(inner) => size(inner, sizes) + 8,
        RustType::Tuple(parts) => parts
            .iter()
            .map(|part| size(part, sizes).next_multiple_of(8))
            .sum(),
        RustType::Named(name) => sizes.get(name).copied().unwrap_or(UNKNOWN),
        other => scalar(other).unwrap_or(UNKNOWN),
    }
}

/// The types, each after those that it holds in place.
fn inner_first(items: &[TypeItem]) -> Vec<usize> {
    let by_name: BTreeMap<&TypeName, usize> = items
        .iter()
        .enumerate()
        .map(|(index, item)| (&item.name, index))
        .collect();
    let inside: Vec<Vec<usize>> = items
        .iter()
        .map(|item| {
            held(item)
                .into_iter()
                .filter_map(|name| by_name.get(name).copied())
                .collect()
        })
        .collect();
    let mut visited = vec![false; items.len()];
    let mut order = Vec::with_capacity(items.len());
    let mut way: Vec<(usize, usize)> = Vec::new();
    for start in 0..items.len() {
        if !visited.get(start).copied().unwrap_or(true) {
            way.push((start, 0));
        }
        while let Some((index, next)) = way.pop() {
            if let Some(visited) = visited.get_mut(index) {
                *visited = true;
            }
            match inside.get(index).and_then(|inside| inside.get(next)) {
                Some(inner) => {
                    way.push((index, next + 1));
                    if !visited.get(*inner).copied().unwrap_or(true) {
                        way.push((*inner, 0));
                    }
                }
                None => order.push(index),
            }
        }
    }
    order
}

/// The names of the types that a type holds in place.
fn held(item: &TypeItem) -> Vec<&TypeName> {
    let mut open: Vec<&RustType> = match &item.shape {
        Shape::Struct(plan) | Shape::Tuple(plan) => {
            plan.fields.iter().map(|field| &field.ty).collect()
        }
        Shape::Union(plan) => plan.variants.iter().map(|variant| &variant.ty).collect(),
        Shape::Alias(ty) | Shape::Newtype { ty, .. } => vec![ty],
        Shape::StringEnum(_) | Shape::IntegerEnum(_) | Shape::ValueEnum(_) => Vec::new(),
    };
    let mut names = Vec::new();
    while let Some(ty) = open.pop() {
        match ty {
            RustType::Named(name) => names.push(name),
            RustType::Option(_) | RustType::OptionalNullable(_) | RustType::Tuple(_) => {
                open.extend(ty.parts())
            }
            _ => {}
        }
    }
    names
}

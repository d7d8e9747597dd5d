//! How deep types hold each other: the compiler follows such chains when it checks what dropping a value does.

use std::collections::BTreeMap;

use crate::names::TypeName;
use crate::plan::model::ty::RustType;
use crate::plan::model::types::{Shape, TypeItem};

/// The limit of the compiler.
const COMPILER_LIMIT: usize = 128;

/// How many steps of the compiler one type of a chain takes: the type, its `Option`, its `Box` or `Vec`, what that is made of.
const STEPS: usize = 5;

/// The limit that the longest chain of types needs, if it is above the compiler's own.
pub(super) fn recursion_limit(items: &[TypeItem]) -> Option<usize> {
    let needed = longest_chain(items) * STEPS;
    (needed > COMPILER_LIMIT).then(|| needed.next_power_of_two())
}

/// The length of the longest chain that a depth-first walk finds; a chain that closes is counted once around.
fn longest_chain(items: &[TypeItem]) -> usize {
    let by_name: BTreeMap<&TypeName, usize> = items
        .iter()
        .enumerate()
        .map(|(index, item)| (&item.name, index))
        .collect();
    let uses: Vec<Vec<usize>> = items
        .iter()
        .map(|item| {
            names(&item.shape)
                .into_iter()
                .filter_map(|name| by_name.get(name).copied())
                .collect()
        })
        .collect();
    let mut depths: Vec<Option<usize>> = vec![None; items.len()];
    let mut visited = vec![false; items.len()];
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut longest = 0;
    for start in 0..items.len() {
        if !visited.get(start).copied().unwrap_or(true) {
            open.push((start, 0));
        }
        while let Some((index, next)) = open.pop() {
            if let Some(visited) = visited.get_mut(index) {
                *visited = true;
            }
            let within: &[usize] = uses.get(index).map_or(&[], Vec::as_slice);
            if let Some(inner) = within.get(next) {
                open.push((index, next + 1));
                // A type that is still being visited closes a chain.
                if !visited.get(*inner).copied().unwrap_or(true) {
                    open.push((*inner, 0));
                }
                longest = longest.max(open.len());
            } else {
                let deepest = within
                    .iter()
                    .filter_map(|inner| depths.get(*inner).copied().flatten())
                    .max()
                    .unwrap_or(0);
                if let Some(depth) = depths.get_mut(index) {
                    *depth = Some(deepest + 1);
                }
                longest = longest.max(deepest + 1);
            }
        }
    }
    longest
}

fn names(shape: &Shape) -> Vec<&TypeName> {
    let types: Vec<&RustType> = match shape {
        Shape::Struct(plan) | Shape::Tuple(plan) => plan
            .fields
            .iter()
            .map(|field| &field.ty)
            .chain(plan.additional.iter().map(|field| &field.ty))
            .collect(),
        Shape::Union(plan) => plan.variants.iter().map(|variant| &variant.ty).collect(),
        Shape::Alias(ty) | Shape::Newtype { ty, .. } => vec![ty],
        Shape::StringEnum(_) | Shape::IntegerEnum(_) | Shape::ValueEnum(_) => Vec::new(),
    };
    let named = types
        .into_iter()
        .flat_map(RustType::all)
        .filter_map(|ty| match ty {
            RustType::Named(name) => Some(name),
            _ => None,
        });
    named.collect()
}

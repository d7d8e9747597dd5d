//! About how large the values of types are.

use std::collections::BTreeMap;

use crate::names::TypeName;
use crate::plan::model::ty::RustType;
use crate::plan::model::types::{Shape, TypeItem};

/// The bytes by which the largest variant may exceed the next before clippy's `large_enum_variant` asks for a box, with room for what the
/// estimate misses.
const LOPSIDED: usize = 150;

/// How deep types that hold each other in place are followed, and the size of what lies deeper and of all that is larger.
const DEEP: (usize, usize) = (32, 1 << 16);

/// Marks the unions of which one branch is much larger than the others.
pub(super) fn mark_lopsided(items: &mut [TypeItem]) {
    let mut lopsided = Vec::new();
    let mut sizes = Sizes {
        items: items.iter().map(|item| (&item.name, item)).collect(),
        known: BTreeMap::new(),
    };
    for (index, item) in items.iter().enumerate() {
        let Shape::Union(plan) = &item.shape else {
            continue;
        };
        let mut branches: Vec<usize> = plan
            .variants
            .iter()
            .map(|variant| sizes.of(&variant.ty, 0))
            .collect();
        if !plan.closed {
            branches.push(sizes.of(&RustType::Value, 0));
        }
        branches.sort_unstable();
        if let [.., second, first] = branches.as_slice()
            && first - second >= LOPSIDED
        {
            lopsided.push(index);
        }
    }
    for index in lopsided {
        if let Some(TypeItem {
            shape: Shape::Union(plan),
            ..
        }) = items.get_mut(index)
        {
            plan.has_large_variant = true;
        }
    }
}

struct Sizes<'a> {
    items: BTreeMap<&'a TypeName, &'a TypeItem>,
    known: BTreeMap<&'a TypeName, usize>,
}

impl<'a> Sizes<'a> {
    fn of(&mut self, ty: &'a RustType, depth: usize) -> usize {
        if let Some(size) = scalar(ty) {
            return size;
        }
        match ty {
            RustType::Option(inner) | RustType::OptionalNullable(inner) => {
                match self.of(inner, depth) {
                    size @ (1..=8) => size * 2,
                    size => size,
                }
            }
            RustType::Tuple(parts) => parts
                .iter()
                .map(|part| self.of(part, depth).next_multiple_of(8))
                .sum(),
            RustType::Named(name) => self.named(name, depth),
            // Nothing is known about what is of the user's.
            _ => DEEP.1,
        }
    }

    fn named(&mut self, name: &'a TypeName, depth: usize) -> usize {
        if let Some(size) = self.known.get(name) {
            return *size;
        }
        let Some(item) = self.items.get(name).copied().filter(|_| depth < DEEP.0) else {
            return DEEP.1;
        };
        let size = match &item.shape {
            Shape::Struct(plan) | Shape::Tuple(plan) => {
                let fields: usize = plan
                    .fields
                    .iter()
                    .map(|field| self.of(&field.ty, depth + 1).next_multiple_of(8))
                    .sum();
                fields + plan.additional.as_ref().map_or(0, |_| 24)
            }
            Shape::Union(plan) => {
                plan.variants
                    .iter()
                    .map(|variant| self.of(&variant.ty, depth + 1))
                    .max()
                    .unwrap_or(0)
                    + 8
            }
            Shape::StringEnum(plan) if plan.closed => 1,
            Shape::StringEnum(_) => 24,
            Shape::IntegerEnum(_) => 16,
            Shape::ValueEnum(_) => 32,
            Shape::Alias(ty) | Shape::Newtype { ty, .. } => self.of(ty, depth + 1),
        };
        let size = size.min(DEEP.1);
        self.known.insert(name, size);
        size
    }
}

/// The size of a type that holds no other one in place.
pub(super) fn scalar(ty: &RustType) -> Option<usize> {
    Some(match ty {
        RustType::Unit => 0,
        RustType::Bool | RustType::I8 | RustType::U8 => 1,
        RustType::I16 | RustType::U16 => 2,
        RustType::I32 | RustType::U32 => 4,
        RustType::I64 | RustType::U64 | RustType::F64 | RustType::Boxed(_) => 8,
        RustType::String
        | RustType::Secret
        | RustType::Date
        | RustType::DateTime
        | RustType::Base64 => 24,
        RustType::Vec(_) | RustType::Map(_) => 24,
        RustType::Bytes | RustType::Value => 32,
        RustType::Content => 56,
        RustType::File => 80,
        RustType::Part => 200,
        RustType::Option(_)
        | RustType::OptionalNullable(_)
        | RustType::Tuple(_)
        | RustType::Named(_)
        | RustType::User(_) => return None,
    })
}

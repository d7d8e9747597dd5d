//! Counts of fields, in total and by the precision of their types.

use std::collections::BTreeMap;

use crate::names::TypePath;
use crate::plan::model::headers::HeadersPlan;
use crate::plan::model::ty::RustType;
use crate::plan::model::types::{FieldCounts, Shape, TypeItem};

/// The precision of a type, from the most to the least precise.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Precision {
    Typed,
    /// A map of JSON values.
    FreeForm,
    /// A JSON value.
    Untyped,
}

/// Counts the fields of structs and of header structs.
pub(super) fn count(items: &[TypeItem], headers: &[HeadersPlan]) -> FieldCounts {
    let aliases = items.iter().filter_map(|item| match &item.shape {
        Shape::Alias(ty) => Some((&item.path, ty)),
        _ => None,
    });
    let mut aliases = Aliases {
        types: aliases.collect(),
        known: BTreeMap::new(),
    };
    let mut counts = FieldCounts::default();
    for item in items {
        if let Shape::Struct(plan) | Shape::Tuple(plan) = &item.shape {
            for field in &plan.fields {
                add(&mut counts, aliases.precision(&field.ty));
            }
            if let Some(additional) = &plan.additional {
                let values = aliases.precision(&additional.ty);
                // A collection of JSON values is a free-form object or array.
                add(&mut counts, values.min(Precision::FreeForm));
            }
        }
    }
    let defined = headers.iter().filter(|plan| plan.definition.is_none());
    for field in defined.flat_map(|plan| &plan.fields) {
        add(&mut counts, aliases.precision(&field.ty));
    }
    counts
}

fn add(counts: &mut FieldCounts, precision: Precision) {
    counts.all += 1;
    match precision {
        Precision::Typed => {}
        Precision::FreeForm => counts.free_form += 1,
        Precision::Untyped => counts.untyped += 1,
    }
}

/// The aliases, whose precision is the precision of the aliased types.
struct Aliases<'a> {
    types: BTreeMap<&'a TypePath, &'a RustType>,
    known: BTreeMap<&'a TypePath, Precision>,
}

impl<'a> Aliases<'a> {
    fn precision(&mut self, ty: &'a RustType) -> Precision {
        match ty {
            RustType::Value => Precision::Untyped,
            RustType::Named(name) => self.named(name),
            RustType::Map(values) if **values == RustType::Value => Precision::FreeForm,
            other => {
                let parts = other.parts().iter().map(|part| self.precision(part));
                parts.max().unwrap_or(Precision::Typed)
            }
        }
    }

    /// Returns the precision of a named type. An alias never contains itself.
    fn named(&mut self, name: &'a TypePath) -> Precision {
        let Some(ty) = self.types.get(name).copied() else {
            return Precision::Typed;
        };
        if let Some(known) = self.known.get(name) {
            return *known;
        }
        let precision = self.precision(ty);
        self.known.insert(name, precision);
        precision
    }
}

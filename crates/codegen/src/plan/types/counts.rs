//! How many fields the structs have, and in how many of them a JSON value stands.

use std::collections::BTreeMap;

use crate::names::TypeName;
use crate::plan::model::headers::HeadersPlan;
use crate::plan::model::ty::RustType;
use crate::plan::model::types::FieldCounts;
use crate::plan::model::types::{Shape, TypeItem};

/// How much a type says.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Says {
    All,
    /// That there is an object.
    Object,
    Nothing,
}

/// Counts the fields.
pub(super) fn fields(items: &[TypeItem], headers: &[HeadersPlan]) -> FieldCounts {
    let aliases = items.iter().filter_map(|item| match &item.shape {
        Shape::Alias(ty) => Some((&item.name, ty)),
        _ => None,
    });
    let mut aliases = Aliases {
        types: aliases.collect(),
        known: BTreeMap::new(),
    };
    let mut counts = FieldCounts::default();
    for item in items {
        if let Shape::Struct(plan) | Shape::Tuple(plan) = &item.shape {
            plan.fields
                .iter()
                .for_each(|field| counts.add(aliases.say(&field.ty)));
            if let Some(additional) = &plan.additional {
                counts.add(open(aliases.say(&additional.ty)));
            }
        }
    }
    headers
        .iter()
        .flat_map(|plan| &plan.fields)
        .for_each(|field| counts.add(aliases.say(&field.ty)));
    counts
}

impl FieldCounts {
    fn add(&mut self, says: Says) {
        self.all += 1;
        match says {
            Says::All => {}
            Says::Object => self.free_form += 1,
            Says::Nothing => self.untyped += 1,
        }
    }
}

/// Values that stand under any key, or behind all that have a position.
fn open(values: Says) -> Says {
    if values == Says::Nothing {
        Says::Object
    } else {
        values
    }
}

struct Aliases<'a> {
    types: BTreeMap<&'a TypeName, &'a RustType>,
    known: BTreeMap<&'a TypeName, Says>,
}

impl<'a> Aliases<'a> {
    fn say(&mut self, ty: &'a RustType) -> Says {
        match ty {
            RustType::Value => Says::Nothing,
            RustType::Named(name) => self.named(name),
            RustType::Map(values) if **values == RustType::Value => Says::Object,
            other => other
                .parts()
                .iter()
                .map(|part| self.say(part))
                .max()
                .unwrap_or(Says::All),
        }
    }

    /// No alias contains itself.
    fn named(&mut self, name: &'a TypeName) -> Says {
        let Some(ty) = self.types.get(name).copied() else {
            return Says::All;
        };
        if let Some(known) = self.known.get(name) {
            return *known;
        }
        let says = self.say(ty);
        self.known.insert(name, says);
        says
    }
}

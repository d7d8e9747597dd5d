//! Tuples that are structs, because elements can be missing or follow the declared elements.

use specwright_openapi::ir::{Additional, Tuple};

use super::presence::presence_of;
use super::type_use::TypeUses;
use crate::names::Scope;
use crate::plan::docs;
use crate::plan::model::docs::Docs;
use crate::plan::model::structure::{AdditionalPlan, FieldPlan, StructPlan};
use crate::plan::model::ty::RustType;

/// The names of the first fields.
const ORDINALS: [&str; 12] = [
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth",
];

/// Plans the struct of a tuple, with a field for each position.
pub(super) fn plan(tuple: &Tuple, uses: &TypeUses<'_>) -> StructPlan {
    let mut scope = Scope::new();
    let mut fields = Vec::with_capacity(tuple.items.len());
    for (index, item) in tuple.items.iter().enumerate() {
        let name = match ORDINALS.get(index) {
            Some(ordinal) => scope.name(ordinal),
            None => scope.name(&format!("element {}", index + 1)),
        };
        fields.push(FieldPlan {
            name,
            wire: String::new(),
            docs: docs::of(&uses.schemas.api.schema(item.id).docs, Docs::new),
            ty: uses.of(*item),
            presence: presence_of(*item, index < tuple.required(), uses),
            default: None,
            initial: None,
        });
    }
    let rest = match tuple.rest {
        Additional::Forbidden => None,
        Additional::Typed(ty) => Some(uses.element(ty, 0)),
        Additional::Unspecified | Additional::Any => Some(RustType::Value),
    };
    let additional = rest.map(|ty| AdditionalPlan {
        name: scope.name("rest"),
        ty,
    });
    StructPlan {
        fields,
        additional,
        is_multipart: false,
        by_serde: false,
    }
}

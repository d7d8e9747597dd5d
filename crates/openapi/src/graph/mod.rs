//! What can be said of schemas only when all are known: who is reached from where.

mod cycle;
mod usage;

use crate::ir::{Additional, Api, SchemaKind, TypeRef};

pub(crate) use cycle::mark_cycles;
pub(crate) use usage::mark_usage;

impl SchemaKind {
    /// The uses of other schemas in this one, in order.
    pub fn uses(&self) -> Vec<TypeRef> {
        match self {
            SchemaKind::Array(array) => vec![array.items],
            SchemaKind::Tuple(tuple) => tuple
                .items
                .iter()
                .copied()
                .chain(tuple.rest.typed())
                .collect(),
            SchemaKind::Object(object) => {
                let members = object.properties.iter().map(|property| property.ty);
                members.chain(object.undeclared_uses()).collect()
            }
            SchemaKind::Union(union) => union.branches.iter().map(|branch| branch.ty).collect(),
            _ => Vec::new(),
        }
    }

    /// The uses whose values stand directly inside the value of this schema, to be changed.
    pub(crate) fn direct_uses_mut(&mut self) -> Vec<&mut TypeRef> {
        match self {
            SchemaKind::Tuple(tuple) => tuple.items.iter_mut().collect(),
            SchemaKind::Object(object) => object
                .properties
                .iter_mut()
                .map(|property| &mut property.ty)
                .collect(),
            SchemaKind::Union(union) => union
                .branches
                .iter_mut()
                .map(|branch| &mut branch.ty)
                .collect(),
            _ => Vec::new(),
        }
    }

    /// Changes every use of a schema in this one.
    pub fn each_use_mut(&mut self, change: &mut impl FnMut(&mut TypeRef)) {
        match self {
            SchemaKind::Array(array) => change(&mut array.items),
            SchemaKind::Object(object) => {
                object
                    .properties
                    .iter_mut()
                    .for_each(|property| change(&mut property.ty));
                object
                    .pattern_properties
                    .iter_mut()
                    .for_each(|members| change(&mut members.ty));
                object.property_names.iter_mut().for_each(&mut *change);
                for additional in [&mut object.additional, &mut object.undeclared] {
                    if let Additional::Typed(ty) = additional {
                        change(ty);
                    }
                }
            }
            SchemaKind::Tuple(tuple) => {
                tuple.items.iter_mut().for_each(&mut *change);
                if let Additional::Typed(ty) = &mut tuple.rest {
                    change(ty);
                }
            }
            SchemaKind::Union(union) => union
                .branches
                .iter_mut()
                .for_each(|branch| change(&mut branch.ty)),
            _ => {}
        }
    }
}

impl Api {
    /// Changes every use of a schema.
    pub(crate) fn each_use_mut(&mut self, mut change: impl FnMut(&mut TypeRef)) {
        for schema in &mut self.schemas {
            schema.kind.each_use_mut(&mut change);
        }
        for operation in &mut self.operations {
            operation
                .parameters
                .iter_mut()
                .for_each(|parameter| change(&mut parameter.ty));
            let bodies = operation
                .body
                .iter_mut()
                .flat_map(|body| &mut body.contents);
            bodies
                .filter_map(|media| media.ty.as_mut())
                .for_each(&mut change);
            for response in &mut operation.responses {
                response
                    .headers
                    .iter_mut()
                    .for_each(|header| change(&mut header.ty));
                response
                    .contents
                    .iter_mut()
                    .filter_map(|media| media.ty.as_mut())
                    .for_each(&mut change);
            }
        }
    }
}

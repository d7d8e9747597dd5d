//! Examples without the properties that generated types do not have.

use serde_json::{Map, Value};
use specwright::openapi::ir::{Additional, Discrimination, Object, SchemaKind, TypeRef, Union};

use super::{ValueMaker, json_schema};

impl ValueMaker<'_> {
    /// Returns a value without the properties that its schema neither declares nor forbids, which
    /// generated types drop.
    pub(super) fn declared(&self, ty: TypeRef, value: &Value) -> Value {
        match (&self.api.schema(ty.id).kind, value) {
            (SchemaKind::Object(object), Value::Object(members)) => {
                Value::Object(self.declared_members(object, members))
            }
            (SchemaKind::Array(array), Value::Array(items)) => {
                let items = items.iter().map(|item| self.declared(array.items, item));
                items.collect()
            }
            (SchemaKind::Tuple(tuple), Value::Array(items)) => {
                let types = tuple.items.iter().map(Some).chain(std::iter::repeat(None));
                let items = items.iter().zip(types).map(|(item, ty)| match ty {
                    Some(ty) => self.declared(*ty, item),
                    None => self.declared_additional(tuple.rest, item),
                });
                items.collect()
            }
            (SchemaKind::Union(union), value) => match self.branch(union, value) {
                Some(branch) => self.declared(branch, value),
                None => value.clone(),
            },
            (_, value) => value.clone(),
        }
    }

    fn declared_members(
        &self,
        object: &Object,
        members: &Map<String, Value>,
    ) -> Map<String, Value> {
        let declared = members.iter().filter_map(|(name, value)| {
            let value = match object.property(name) {
                Some(property) => self.declared(property.ty, value),
                None if object.undeclared == Additional::Unspecified => return None,
                None => self.declared_additional(object.undeclared, value),
            };
            Some((name.clone(), value))
        });
        declared.collect()
    }

    fn declared_additional(&self, additional: Additional, value: &Value) -> Value {
        match additional {
            Additional::Typed(ty) => self.declared(ty, value),
            Additional::Unspecified | Additional::Any | Additional::Forbidden => value.clone(),
        }
    }

    /// Returns the schema of the first branch that the discriminator selects or, without one, that
    /// the value is valid against.
    fn branch(&self, union: &Union, value: &Value) -> Option<TypeRef> {
        let mut branches = union.branches.iter();
        let branch = branches.find(|branch| match &union.discrimination {
            Discrimination::Discriminator {
                property,
                is_string,
            } => {
                let mut tags = branch.discriminator_values.iter();
                let found = value.get(property);
                tags.any(|tag| found == Some(&json_schema::discriminator(tag, *is_string)))
            }
            _ => self.is_valid(branch.ty, value),
        });
        branch.map(|branch| branch.ty)
    }
}

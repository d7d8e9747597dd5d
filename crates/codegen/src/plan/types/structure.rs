//! Structs: the types of objects with declared properties.

use std::collections::BTreeMap;

use specwright_openapi::ir::{Access, Additional, Object, Property, Schema, SchemaId};

use super::presence::presence;
use super::type_use::TypeUses;
use crate::names::{FieldName, Scope};
use crate::plan::constraints::with_constraints;
use crate::plan::docs;
use crate::plan::model::docs::{Docs, Inline};
use crate::plan::model::multipart::{FileCount, FileProperties};
use crate::plan::model::structure::{AdditionalPlan, FieldPlan, Presence, StructPlan};
use crate::plan::model::ty::RustType;

/// An object with a name.
#[derive(Clone, Copy)]
pub(super) struct NamedObject<'a> {
    pub(super) id: SchemaId,
    pub(super) schema: &'a Schema,
    pub(super) object: &'a Object,
    /// The properties that are files, if the object is a multipart body. They are files wherever
    /// the struct is used.
    pub(super) files: Option<&'a FileProperties>,
}

/// Plans the struct of an object.
pub(super) fn plan(named: NamedObject<'_>, uses: &TypeUses<'_>) -> StructPlan {
    let mut scope = Scope::new();
    let config = uses.overrides.schema(named.id).into_iter();
    let config = config.flat_map(|schema| &schema.fields);
    let configured: BTreeMap<&str, FieldName> = config
        .filter_map(|(property, name)| Some((property.as_str(), scope.claim(name)?)))
        .collect();
    let mut fields = Vec::with_capacity(named.object.properties.len());
    for property in &named.object.properties {
        let name = match configured.get(property.name.as_str()) {
            Some(name) => name.clone(),
            None => scope.name(&property.name),
        };
        fields.push(named.field(name, property, uses));
    }
    let additional = named.additional(uses).map(|ty| AdditionalPlan {
        name: scope.name_or::<FieldName>("additional", &["additional members"]),
        ty,
    });
    StructPlan {
        fields,
        additional,
        is_multipart: named.files.is_some(),
        by_serde: false,
    }
}

impl NamedObject<'_> {
    fn field(self, name: FieldName, property: &Property, uses: &TypeUses<'_>) -> FieldPlan {
        let files = self.files.and_then(|files| files.named.get(&property.name));
        let presence = presence(property, self.schema.usage, uses);
        let docs = with_access(docs::of(&property.docs, Docs::new), property.access);
        FieldPlan {
            name,
            wire: property.name.clone(),
            docs: with_constraints(docs, uses.schemas.api, property.ty),
            ty: files.map_or_else(|| uses.of(property.ty), |count| file_type(*count)),
            presence: match presence {
                Presence::Required | Presence::Optional => presence,
                // A part cannot be `null`, but it can be absent.
                _ if files.is_some() => Presence::Optional,
                _ => presence,
            },
            default: None,
            initial: None,
        }
    }

    /// Returns the type of the undeclared properties, if they are kept.
    fn additional(self, uses: &TypeUses<'_>) -> Option<RustType> {
        let files = self.files.and_then(|files| files.additional);
        match uses.overrides.undeclared(self.id, self.object.undeclared) {
            Additional::Typed(_) if let Some(count) = files => Some(file_type(count)),
            Additional::Typed(ty) => Some(uses.element(ty, 0)),
            Additional::Any => Some(RustType::Value),
            Additional::Unspecified | Additional::Forbidden => None,
        }
    }
}

fn with_access(docs: Docs, access: Access) -> Docs {
    match access {
        Access::ReadWrite => docs,
        Access::ReadOnly => docs.and([Inline::Own("Read-only: present in responses only.")]),
        Access::WriteOnly => docs.and([Inline::Own("Write-only: present in requests only.")]),
    }
}

fn file_type(count: FileCount) -> RustType {
    match count {
        FileCount::One => RustType::File,
        FileCount::Many => RustType::Vec(Box::new(RustType::File)),
    }
}

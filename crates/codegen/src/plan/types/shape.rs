//! The Rust item of a schema with a name.

use specwright_openapi::ir::{SchemaId, SchemaKind};

use super::structure::NamedObject;
use super::type_use::TypeUses;
use super::variant::VariantNames;
use super::{enumeration, structure, tuple, union};
use crate::plan::model::multipart::FileProperties;
use crate::plan::model::ty::RustType;
use crate::plan::model::types::Shape;
use crate::plan::representation::is_item;

/// Plans the type of a schema with a name. If the schema is a multipart body, `files` are its
/// properties that are files.
pub(super) fn plan(uses: &TypeUses<'_>, id: SchemaId, files: Option<&FileProperties>) -> Shape {
    let schema = uses.schemas.api.schema(id);
    match uses.schemas.kind(id).filter(|kind| is_item(kind)) {
        Some(SchemaKind::Object(object)) => {
            let named = NamedObject {
                id,
                schema,
                object,
                files,
            };
            Shape::Struct(structure::plan(named, uses))
        }
        Some(SchemaKind::Union(union)) => Shape::Union(union::plan(union, uses, id)),
        Some(SchemaKind::Enum(enumeration)) => {
            enumeration::plan(schema, enumeration, VariantNames::new(uses.overrides, id))
        }
        Some(SchemaKind::Tuple(tuple)) => Shape::Tuple(tuple::plan(tuple, uses)),
        _ => {
            let ty = uses.written_out(id, 0);
            if uses.is_newtype(id) {
                let has_default = !matches!(ty, RustType::Tuple(_));
                Shape::Newtype { ty, has_default }
            } else {
                Shape::Alias(ty)
            }
        }
    }
}

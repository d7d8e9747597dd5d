//! The Rust type of each use of a schema: the name of its type, or the type written out.

use std::collections::BTreeSet;

use specwright_openapi::ir::{
    Additional, Bounds, Discrimination, SchemaId, SchemaKind, StringFormat, TypeRef, Union,
};
use specwright_openapi::vocabulary::JsonType;

use super::naming::Naming;
use super::{alias, null};
use crate::plan::model::ty::RustType;
use crate::plan::overrides::Overrides;
use crate::plan::representation::{is_compound, is_item};
use crate::plan::schemas::Schemas;

/// The nesting depth at which a type becomes any JSON value. Types without a name are not nested
/// that deeply, see [`unnamed`](super::unnamed).
const MAX_DEPTH: usize = 64;

/// The types of schemas, once all schemas have names.
pub(super) struct TypeUses<'a> {
    pub(super) overrides: &'a Overrides<'a>,
    pub(super) schemas: Schemas<'a>,
    naming: &'a Naming,
    newtypes: BTreeSet<SchemaId>,
    including_null: BTreeSet<SchemaId>,
}

impl<'a> TypeUses<'a> {
    pub(super) fn new(overrides: &'a Overrides<'a>, naming: &'a Naming) -> Self {
        let schemas = overrides.schemas();
        Self {
            overrides,
            schemas,
            naming,
            newtypes: alias::newtypes(schemas, naming),
            including_null: null::schemas_including_null(schemas),
        }
    }

    /// Returns whether an array or a map with a name is a newtype and not an alias.
    pub(super) fn is_newtype(&self, id: SchemaId) -> bool {
        self.newtypes.contains(&id)
    }

    /// Returns whether `null` is a value of the type of a schema, so that it needs no `Option`.
    pub(super) fn includes_null(&self, id: SchemaId) -> bool {
        self.including_null.contains(&id)
    }

    /// Returns the type of a use, without the `Option` of a nullable use.
    pub(super) fn of(&self, ty: TypeRef) -> RustType {
        self.boxed(ty, self.schema(ty.id, 0))
    }

    /// Returns the type of an element of an array or a map, with the `Option` of a nullable
    /// element.
    pub(super) fn element(&self, ty: TypeRef, depth: usize) -> RustType {
        let element = self.boxed(ty, self.schema(ty.id, depth + 1));
        if ty.nullable && !self.includes_null(ty.id) {
            element.optional()
        } else {
            element
        }
    }

    /// Returns the name of the type of a schema, without its modules.
    pub(super) fn name(&self, id: SchemaId) -> Option<&str> {
        let location = self.naming.names.get(&id)?;
        Some(location.path.name().as_str())
    }

    /// Returns the type of a schema: its name if it has one.
    pub(super) fn schema(&self, id: SchemaId, depth: usize) -> RustType {
        let kind = self.schemas.kind(id);
        match self.naming.names.get(&id) {
            Some(location) if kind.is_some_and(|kind| is_item(kind) || is_compound(kind)) => {
                RustType::Named(location.path.clone())
            }
            _ => self.written_out(id, depth),
        }
    }

    /// Returns the type of a schema without its name. The schema is not a struct or an enum.
    pub(super) fn written_out(&self, id: SchemaId, depth: usize) -> RustType {
        if let Some(ty) = self.overrides.user_type(id) {
            return ty;
        }
        match self.schemas.kind(id).filter(|_| depth < MAX_DEPTH) {
            Some(kind) => self.of_kind(kind, depth),
            None => RustType::Value,
        }
    }

    fn of_kind(&self, kind: &SchemaKind, depth: usize) -> RustType {
        match kind {
            SchemaKind::Null => RustType::Unit,
            SchemaKind::Boolean => RustType::Bool,
            SchemaKind::Integer { format, bounds } => integer(format.as_deref(), bounds),
            SchemaKind::Number { .. } => RustType::F64,
            SchemaKind::String { format, .. } => string(format),
            SchemaKind::Enum(enumeration) => match enumeration.json_type {
                Some(JsonType::String) => RustType::String,
                Some(JsonType::Integer) => RustType::I64,
                Some(JsonType::Boolean) => RustType::Bool,
                _ => RustType::Value,
            },
            SchemaKind::Array(array) => RustType::Vec(Box::new(self.element(array.items, depth))),
            SchemaKind::Tuple(tuple) => {
                let items = tuple.items.iter();
                RustType::Tuple(items.map(|item| self.element(*item, depth)).collect())
            }
            SchemaKind::Object(object) => RustType::Map(Box::new(match object.undeclared {
                Additional::Typed(ty) => self.element(ty, depth),
                _ => RustType::Value,
            })),
            SchemaKind::Union(Union {
                discrimination: Discrimination::SameRepresentation,
                branches,
                ..
            }) => branches.first().map_or(RustType::Value, |branch| {
                self.schema(branch.ty.id, depth + 1)
            }),
            SchemaKind::Any | SchemaKind::Union(_) => RustType::Value,
        }
    }

    fn boxed(&self, ty: TypeRef, plain: RustType) -> RustType {
        if self.schemas.is_boxed(ty) {
            RustType::Boxed(Box::new(plain))
        } else {
            plain
        }
    }
}

fn string(format: &StringFormat) -> RustType {
    match format {
        StringFormat::DateTime => RustType::DateTime,
        StringFormat::Date => RustType::Date,
        StringFormat::Base64 => RustType::Base64,
        StringFormat::Base64Url => RustType::Base64Url,
        StringFormat::Password => RustType::Secret,
        StringFormat::Plain | StringFormat::Binary | StringFormat::Other(_) => RustType::String,
    }
}

fn integer(format: Option<&str>, bounds: &Bounds) -> RustType {
    let exceeds_i64 =
        |number: &serde_json::Number| number.as_f64().is_some_and(|value| value > i64::MAX as f64);
    let is_positive =
        |number: &serde_json::Number| number.as_f64().is_some_and(|value| value >= 0.0);
    match format {
        Some("int8") => RustType::I8,
        Some("int16") => RustType::I16,
        Some("int32") => RustType::I32,
        Some("uint8") => RustType::U8,
        Some("uint16") => RustType::U16,
        Some("uint32") => RustType::U32,
        Some("uint64" | "uint") => RustType::U64,
        _ if bounds.maximum.as_ref().is_some_and(exceeds_i64)
            && bounds.minimum.as_ref().is_some_and(is_positive) =>
        {
            RustType::U64
        }
        _ => RustType::I64,
    }
}

//! The types crate.

use super::docs::Docs;
use super::enumeration::EnumPlan;
use super::headers::HeadersPlan;
use super::multipart::FileProperties;
use super::structure::StructPlan;
use super::ty::RustType;
use super::union::UnionPlan;
use crate::config::{Attribute, Derive};
use crate::names::{ModuleName, TypeName};
use serde_json::Value;
use specwright_openapi::ir::{SchemaId, TypeRef};
use std::collections::BTreeMap;

/// The types crate.
#[derive(Clone, Debug, Default)]
pub struct TypesPlan {
    /// The types, in the document's order: each stands in a module of its own.
    pub items: Vec<TypeItem>,
    /// The header structs of responses, each once.
    pub headers: Vec<HeadersPlan>,
    /// How many fields the structs have, those of header fields included.
    pub fields: FieldCounts,
    /// Whether the user wants enums to be closed, all in all.
    pub closes_enums: bool,
    /// Whether the user wants members that the document does not describe to be kept, all in all.
    pub keeps_unknown: bool,
    /// The `recursion_limit` that a crate with these types needs, if it is above that of the compiler.
    pub recursion_limit: Option<usize>,
    /// What stands for a use of each schema, by the index of the schema.
    pub(in crate::plan) uses: Vec<RustType>,
    /// The schemas that became types, and their positions in `items`.
    pub(in crate::plan) names: BTreeMap<SchemaId, (TypeName, usize)>,
    /// The schemas that are multipart bodies, and their members that are files.
    pub(in crate::plan) multipart: BTreeMap<SchemaId, FileProperties>,
    /// The positions in `items` by name.
    pub(in crate::plan) by_name: BTreeMap<TypeName, usize>,
    /// The header struct of each response that has one: (operation, response) to the index in `headers`.
    pub(in crate::plan) response_headers: BTreeMap<(usize, usize), usize>,
}

/// A type with a name.
#[derive(Clone, Debug)]
pub struct TypeItem {
    /// Its name.
    pub name: TypeName,
    /// The module that it stands in, alone.
    pub module: ModuleName,
    /// Its documentation.
    pub docs: Docs,
    /// What it is.
    pub shape: Shape,
    /// What it derives besides what it needs; nothing for an alias.
    pub derives: Vec<Derive>,
    /// Its attributes besides those that it needs; none for an alias.
    pub attributes: Vec<Attribute>,
}

/// What a type is.
#[derive(Clone, Debug)]
pub enum Shape {
    /// A struct with a field for each member of an object.
    Struct(StructPlan),
    /// A struct with a field for each position of a list.
    Tuple(StructPlan),
    /// One of listed texts.
    StringEnum(EnumPlan<String>),
    /// One of listed whole numbers.
    IntegerEnum(EnumPlan<i64>),
    /// One of listed values of several types.
    ValueEnum(EnumPlan<Value>),
    /// One of several types.
    Union(UnionPlan),
    /// Another name of a type.
    Alias(RustType),
    /// A type around another, where an alias would contain itself.
    Newtype {
        /// The other.
        ty: RustType,
        /// Whether there is a value of all that is optional.
        has_default: bool,
    },
}

/// How many fields the structs have, those of header fields included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FieldCounts {
    /// All fields.
    pub all: usize,
    /// Those in which a JSON value stands: as it is, in a list, in a tuple, or behind an alias.
    pub untyped: usize,
    /// Those of the others that hold an object of which the document says no more than that it is one: a map of JSON values.
    pub free_form: usize,
}

impl TypesPlan {
    /// The type of a use, without the `Option` of one that may be `null` (see [`TypeRef::nullable`]) or absent.
    ///
    /// Scalars stand as themselves even where the schema has a name; lists and maps with a name are `Named` aliases.
    pub fn use_type(&self, ty: TypeRef) -> RustType {
        let plain = self
            .uses
            .get(ty.id.index())
            .cloned()
            .unwrap_or(RustType::Value);
        if ty.cyclic {
            RustType::Boxed(Box::new(plain))
        } else {
            plain
        }
    }

    /// The name of the type that a schema became; none for one that is written out where it is used.
    pub fn name_of(&self, id: SchemaId) -> Option<&TypeName> {
        self.names.get(&id).map(|(name, _)| name)
    }

    /// The type of a name; none for the name of a header struct.
    pub fn item(&self, name: &TypeName) -> Option<&TypeItem> {
        self.by_name
            .get(name)
            .and_then(|index| self.items.get(*index))
    }

    /// The members of a multipart body that are files; none for a schema that is no such body.
    pub fn files(&self, id: SchemaId) -> Option<&FileProperties> {
        self.multipart.get(&id)
    }

    /// The header struct of a response, by the positions of the operation in the document and of the response in the operation.
    pub fn response_headers(&self, operation: usize, response: usize) -> Option<&HeadersPlan> {
        self.response_headers
            .get(&(operation, response))
            .and_then(|index| self.headers.get(*index))
    }

    /// How many types there are, header structs included.
    pub fn count(&self) -> usize {
        self.items.len() + self.headers.len()
    }
}

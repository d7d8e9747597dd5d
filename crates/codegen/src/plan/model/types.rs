//! The types crate.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use specwright_openapi::ir::{SchemaId, TypeRef};

use super::content_enum::{ContentEnumPlan, ContentPosition};
use super::docs::Docs;
use super::enumeration::EnumPlan;
use super::headers::HeadersPlan;
use super::multipart::FileProperties;
use super::structure::StructPlan;
use super::ty::RustType;
use super::union::UnionPlan;
use crate::config::{Attribute, Derive};
use crate::names::{ModuleName, TypeName, TypePath};

/// The types crate.
#[derive(Clone, Debug, Default)]
pub struct TypesPlan {
    /// The types in document order.
    pub items: Vec<TypeItem>,
    /// The public modules, by the modules that lead to them and their names, with the name of the
    /// type or operation that the types in the module belong to.
    pub modules: BTreeMap<Vec<ModuleName>, String>,
    /// The structs of the headers of responses.
    pub headers: Vec<HeadersPlan>,
    /// The enums of the content of request bodies and responses.
    pub content_enums: Vec<ContentEnumPlan>,
    /// The number of fields of structs and of header structs.
    pub fields: FieldCounts,
    /// Whether enums and unions are closed by default.
    pub closes_enums: bool,
    /// Whether structs keep undeclared properties by default.
    pub keeps_unknown: bool,
    /// The aliases of types that contain a user-supplied type.
    pub(in crate::plan) foreign: BTreeSet<TypePath>,
    /// The `recursion_limit` that crates with these types need, if the default is not enough.
    pub recursion_limit: Option<usize>,
    /// The type of each schema, by the index of the schema.
    pub(in crate::plan) uses: Vec<RustType>,
    /// The name of the type of each schema that is generated, and its position in `items`.
    pub(in crate::plan) names: BTreeMap<SchemaId, (TypePath, usize)>,
    /// The schemas that are multipart bodies, and the properties that are files.
    pub(in crate::plan) multipart: BTreeMap<SchemaId, FileProperties>,
    /// The positions in `items` by name.
    pub(in crate::plan) by_name: BTreeMap<TypePath, usize>,
    /// The index in `headers` for each response with headers, by the position of the operation in
    /// the document and of the response in the operation.
    pub(in crate::plan) response_headers: BTreeMap<(usize, usize), usize>,
    /// The position of the operation of each part with headers, and the index in `headers`.
    pub(in crate::plan) part_headers: Vec<(usize, usize)>,
    /// The index in `content_enums` for each list of media types that has one.
    pub(in crate::plan) content_positions: BTreeMap<ContentPosition, usize>,
}

/// A type with a name.
#[derive(Clone, Debug)]
pub struct TypeItem {
    /// The path of the type.
    pub path: TypePath,
    /// The modules that lead to the file of the type.
    pub file: Vec<ModuleName>,
    /// The documentation of the type.
    pub docs: Docs,
    /// The definition of the type.
    pub shape: Shape,
    /// The configured derives, which an alias ignores.
    pub derives: Vec<Derive>,
    /// The configured attributes, which an alias ignores.
    pub attributes: Vec<Attribute>,
}

impl TypeItem {
    /// Returns the name in the definition.
    pub fn name(&self) -> &TypeName {
        self.path.name()
    }
}

/// The definition of a type.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// A struct with a field for each property of an object.
    Struct(StructPlan),
    /// A struct with a field for each position of a tuple.
    Tuple(StructPlan),
    /// An enum of strings.
    StringEnum(EnumPlan<String>),
    /// An enum of integers.
    IntegerEnum(EnumPlan<i64>),
    /// An enum of values of other or several types.
    ValueEnum(EnumPlan<Value>),
    /// An enum of the branches of a union.
    Union(UnionPlan),
    /// An alias of another type.
    Alias(RustType),
    /// A newtype, where an alias would contain itself.
    Newtype {
        /// The inner type.
        ty: RustType,
        /// Whether the newtype implements `Default`.
        has_default: bool,
    },
}

impl Shape {
    /// Returns the types of which the definition consists.
    pub fn types(&self) -> Vec<&RustType> {
        match self {
            Shape::Struct(plan) | Shape::Tuple(plan) => plan.types().collect(),
            Shape::Union(plan) => plan.variants.iter().map(|variant| &variant.ty).collect(),
            Shape::Alias(ty) | Shape::Newtype { ty, .. } => vec![ty],
            Shape::StringEnum(_) | Shape::IntegerEnum(_) | Shape::ValueEnum(_) => Vec::new(),
        }
    }
}

/// The number of fields of structs and of header structs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FieldCounts {
    /// All fields.
    pub all: usize,
    /// The fields whose type is a JSON value, including JSON values in a list, in a tuple or behind
    /// an alias.
    pub untyped: usize,
    /// The other fields that contain maps of JSON values, because the document declares no
    /// properties.
    pub free_form: usize,
}

impl TypesPlan {
    /// Returns the type of a use, without the `Option` of a nullable or optional use.
    ///
    /// A scalar has no name even if its schema has one; an array or a map with a name is
    /// [`RustType::Named`].
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

    /// Returns the name of the type of a schema, or `None` if the type is written out where it is
    /// used.
    pub fn name_of(&self, id: SchemaId) -> Option<&TypePath> {
        self.names.get(&id).map(|(name, _)| name)
    }

    /// Returns the type with a name, or `None` for a header struct and for an enum of contents.
    pub fn item(&self, name: &TypePath) -> Option<&TypeItem> {
        self.by_name
            .get(name)
            .and_then(|index| self.items.get(*index))
    }

    /// Resolves a name through aliases to the type that defines it.
    pub fn definition(&self, name: &TypePath) -> Option<&TypeItem> {
        let mut item = self.item(name)?;
        while let Shape::Alias(RustType::Named(other)) = &item.shape {
            item = self.item(other)?;
        }
        Some(item)
    }

    /// Returns whether a type contains a user-supplied type, which only implements serde's traits.
    /// The types of the types crate are read and written as JSON text, whatever they contain.
    pub fn is_foreign(&self, ty: &RustType) -> bool {
        ty.is_foreign(&self.foreign)
    }

    /// Returns the properties of a multipart body that are files, or `None` for any other schema.
    pub fn files(&self, id: SchemaId) -> Option<&FileProperties> {
        self.multipart.get(&id)
    }

    /// Returns the header struct of a response, by the position of the operation in the document
    /// and of the response in the operation.
    pub fn response_headers(&self, operation: usize, response: usize) -> Option<&HeadersPlan> {
        self.response_headers
            .get(&(operation, response))
            .and_then(|index| self.headers.get(*index))
    }

    /// Returns the header structs of the parts in the request of an operation, by its position in the
    /// document.
    pub fn part_headers(&self, operation: usize) -> impl Iterator<Item = &HeadersPlan> {
        let parts = self.part_headers.iter();
        let own = parts.filter(move |(position, _)| *position == operation);
        own.filter_map(|(_, index)| self.headers.get(*index))
    }

    /// Returns the enum of the content of a request body or a response, if it has one.
    pub fn content_enum(&self, position: ContentPosition) -> Option<&ContentEnumPlan> {
        self.content_positions
            .get(&position)
            .and_then(|index| self.content_enums.get(*index))
    }

    /// Returns the number of types, including header structs and enums of contents. Aliases do not
    /// count.
    pub fn count(&self) -> usize {
        let is_defined = |item: &&TypeItem| !matches!(item.shape, Shape::Alias(_));
        let items = self.items.iter().filter(is_defined).count();
        let own = |plan: &&HeadersPlan| plan.definition.is_none();
        items + self.headers.iter().filter(own).count() + self.content_enums.len()
    }
}

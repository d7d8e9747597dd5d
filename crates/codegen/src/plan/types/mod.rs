//! The types crate: which schemas become types, what they are called, and what stands for the rest.

use std::collections::BTreeMap;

use specwright_openapi::diagnostic::Diagnostic;
use specwright_openapi::ir::{Api, SchemaId, TypeRef};

use super::docs::Docs;
use super::ty::RustType;
use crate::names::{FieldName, ModuleName, TypeName};

/// The types crate.
#[derive(Clone, Debug, Default)]
pub struct TypesPlan {
    /// The header structs of responses, each once.
    pub headers: Vec<HeadersPlan>,
    /// The fields of all structs.
    pub fields: usize,
    /// Those of the fields in which a JSON value stands because the type could not be said.
    pub untyped: usize,
    /// What stands for a use of each schema, by the index of the schema.
    uses: Vec<RustType>,
    /// The schemas that became types.
    names: BTreeMap<SchemaId, TypeName>,
    /// The header struct of each response that has one: (operation, response) to the index in `headers`.
    response_headers: BTreeMap<(usize, usize), usize>,
}

/// The header fields of a response as a struct.
#[derive(Clone, Debug)]
pub struct HeadersPlan {
    /// The name of the struct.
    pub name: TypeName,
    /// The module that it stands in.
    pub module: ModuleName,
    /// Its documentation.
    pub docs: Docs,
    /// The fields, in the document's order.
    pub fields: Vec<HeaderField>,
}

/// A header field of a response.
#[derive(Clone, Debug)]
pub struct HeaderField {
    /// The field of the struct.
    pub name: FieldName,
    /// The name of the header field.
    pub wire: String,
    /// Whether it is always there.
    pub required: bool,
    /// Its type, without the `Option` of one that is not required.
    pub ty: RustType,
    /// Its documentation.
    pub docs: Docs,
}

impl TypesPlan {
    /// The type of a use, without the `Option` of one that may be `null` (see [`TypeRef::nullable`]) or absent.
    ///
    /// Scalars stand as themselves even where the schema has a name; lists and maps with a name are `Named` aliases.
    pub fn use_type(&self, ty: TypeRef) -> RustType {
        let plain = self.uses.get(ty.id.index()).cloned().unwrap_or(RustType::Value);
        if ty.cyclic { RustType::Boxed(Box::new(plain)) } else { plain }
    }

    /// The name of the type that a schema became; none for one that is written out where it is used.
    pub fn name_of(&self, id: SchemaId) -> Option<&TypeName> {
        self.names.get(&id)
    }

    /// The header struct of a response, by the positions of the operation in the document and of the response in the operation.
    pub fn response_headers(&self, operation: usize, response: usize) -> Option<&HeadersPlan> {
        self.response_headers.get(&(operation, response)).and_then(|index| self.headers.get(*index))
    }

    /// How many types there are, header structs included.
    pub fn count(&self) -> usize {
        self.headers.len()
    }
}

/// Decides what the types crate holds.
pub fn plan(_api: &Api, _diagnostics: &mut Vec<Diagnostic>) -> TypesPlan {
    TypesPlan::default()
}

//! The headers of responses and of parts as structs.

use super::docs::Docs;
use super::parameter::WireParameter;
use super::ty::RustType;
use crate::names::{FieldName, ModuleName, TypeName, TypePath};

/// The struct of the headers of a response or a part.
#[derive(Clone, Debug)]
pub struct HeadersPlan {
    /// The path of the struct.
    pub path: TypePath,
    /// The modules that lead to the file of the struct.
    pub file: Vec<ModuleName>,
    /// The documentation of the struct.
    pub docs: Docs,
    /// The struct with the same fields of which this is an alias.
    pub definition: Option<TypePath>,
    /// The fields, in document order.
    pub fields: Vec<HeaderField>,
}

impl HeadersPlan {
    /// Returns the name in the definition.
    pub fn name(&self) -> &TypeName {
        self.path.name()
    }
}

/// A header of a response or a part.
#[derive(Clone, Debug, PartialEq)]
pub struct HeaderField {
    /// The name of the field.
    pub name: FieldName,
    /// The name and the serialization of the header.
    pub wire: WireParameter,
    /// Whether the response or the part always has the header.
    pub required: bool,
    /// The type of the value, without the `Option` of an optional header.
    pub ty: RustType,
    /// The documentation of the field.
    pub docs: Docs,
}

//! The headers of responses and of parts as structs.

use super::docs::Docs;
use super::parameter::WireParameter;
use super::ty::RustType;
use crate::names::{FieldName, ModuleName, TypeName};

/// The struct of the headers of a response or a part.
#[derive(Clone, Debug)]
pub struct HeadersPlan {
    /// The name of the struct.
    pub name: TypeName,
    /// The module of the struct.
    pub module: ModuleName,
    /// The documentation of the struct.
    pub docs: Docs,
    /// The struct with the same fields of which this is an alias, in the same module.
    pub definition: Option<TypeName>,
    /// The fields, in document order.
    pub fields: Vec<HeaderField>,
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

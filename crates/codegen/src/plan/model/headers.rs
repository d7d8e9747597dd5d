//! The headers of responses as structs.

use super::docs::Docs;
use super::ty::RustType;
use crate::names::{FieldName, ModuleName, TypeName};

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

//! Enums of the content of request bodies and responses with several media types.

use super::docs::Docs;
use super::ty::RustType;
use crate::names::{ModuleName, TypeName, TypePath, VariantName};

/// The position of a list of media types in the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ContentPosition {
    /// The request body of the operation at a position in the document.
    Request(usize),
    /// A response, by the position of the operation in the document and of the response in the
    /// operation.
    Response(usize, usize),
}

/// An enum with a variant for each alternative among the media types of a request body or a
/// response.
#[derive(Clone, Debug)]
pub struct ContentEnumPlan {
    /// The path of the enum.
    pub path: TypePath,
    /// The modules that lead to the file of the enum.
    pub file: Vec<ModuleName>,
    /// The documentation of the enum.
    pub docs: Docs,
    /// The variants, the preferred one first.
    pub variants: Vec<ContentVariant>,
    /// Whether clippy's `large_enum_variant` would report the enum.
    pub has_large_variant: bool,
}

impl ContentEnumPlan {
    /// Returns the name in the definition.
    pub fn name(&self) -> &TypeName {
        self.path.name()
    }
}

/// A variant of an enum of contents.
#[derive(Clone, Debug)]
pub struct ContentVariant {
    /// The name of the variant.
    pub name: VariantName,
    /// The type of the content.
    pub ty: RustType,
    /// The documentation of the variant.
    pub docs: Docs,
    /// Whether the type converts into the enum, because no other variant has it.
    pub converts: bool,
}

impl ContentPosition {
    /// Returns the position of the operation in the document.
    pub fn operation(self) -> usize {
        match self {
            ContentPosition::Request(operation) | ContentPosition::Response(operation, _) => {
                operation
            }
        }
    }
}

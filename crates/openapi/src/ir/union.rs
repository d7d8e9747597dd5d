//! Unions (`oneOf` and `anyOf`), and the methods of finding the branch of a value.

use serde_json::Value;

use super::{SchemaId, TypeRef};

/// A choice between several schemas (`oneOf`, `anyOf`).
#[derive(Clone, Debug)]
pub struct Union {
    /// The schemas in document order, without `null`.
    pub branches: Vec<Branch>,
    /// The method of finding the branch of a value.
    pub discrimination: Discrimination,
    /// Whether a value must match exactly one branch (`oneOf`) rather than at least one (`anyOf`).
    pub exclusive: bool,
}

/// A schema of a union.
#[derive(Clone, Debug)]
pub struct Branch {
    /// The schema.
    pub ty: TypeRef,
    /// A name that is unique in the union: the name of a component, a title, a JSON type, or the
    /// position if nothing else is available.
    pub name: String,
    /// Whether no value of the branch is an object. Unless the discrimination is
    /// [`Discrimination::BestMatch`], no other branch then shares a JSON type with this one.
    pub never_object: bool,
    /// With [`Discrimination::Discriminator`]: the values of the property that select the branch,
    /// at least one. Several branches may share a value.
    pub discriminator_values: Vec<String>,
    /// With [`Discrimination::Constant`]: the value of the property that selects the branch.
    pub constant: Option<Value>,
}

/// A method of finding the branch of a value. Branches that are never objects are selected by the
/// JSON type of the value; the variants describe the other branches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Discrimination {
    /// By the value of a property that the document names (OpenAPI 3.0.3, 4.7.25), or whose listed
    /// scalars differ between the branches.
    Discriminator {
        /// The name of the property.
        property: String,
        /// Whether the values are strings. If not, [`Branch::discriminator_values`] holds numbers
        /// and booleans as JSON.
        is_string: bool,
    },
    /// By a property with a different constant in each branch.
    Constant {
        /// The name of the property.
        property: String,
    },
    /// By the JSON type alone: no two branches share one.
    JsonType,
    /// No discrimination: the branches are strings, numbers or booleans of the same representation,
    /// and only their validation differs.
    SameRepresentation,
    /// By trying all branches and choosing the branch that keeps the most of the value.
    BestMatch,
}

impl Branch {
    /// Creates a branch without any information for its discrimination.
    pub fn new(name: String, id: SchemaId) -> Self {
        Self {
            ty: TypeRef::new(id),
            name,
            never_object: false,
            discriminator_values: Vec::new(),
            constant: None,
        }
    }
}

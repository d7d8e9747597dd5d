//! The example in the documentation of the client crate.

use crate::names::{MethodName, TypePath, VariantName};

/// The example: the construction of a client and, if possible, a call.
#[derive(Clone, Debug, Default)]
pub struct Example {
    /// The setter of the credential, and the number of its arguments.
    pub credential: Option<(MethodName, usize)>,
    /// The call of an operation whose arguments have placeholder values.
    pub call: Option<ExampleCall>,
    /// Whether the example has to choose a server, because the client has no default.
    pub needs_server: bool,
}

/// The call of an operation.
#[derive(Clone, Debug)]
pub struct ExampleCall {
    /// The method of the operation.
    pub function: MethodName,
    /// The arguments.
    pub arguments: Vec<ExampleValue>,
}

/// A placeholder value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExampleValue {
    /// A string.
    Text,
    /// An integer.
    Integer,
    /// A float.
    Float,
    /// A boolean.
    Boolean,
    /// A variant of an enum of the types crate.
    Variant(TypePath, VariantName),
}

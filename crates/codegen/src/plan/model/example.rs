//! The example in the documentation of the client crate.

use crate::names::MethodName;

/// The example: a client and, where the arguments can be made up, one call.
#[derive(Clone, Debug, Default)]
pub struct Example {
    /// What sets credentials, and how many arguments it takes.
    pub credential: Option<(MethodName, usize)>,
    /// The call.
    pub call: Option<ExampleCall>,
    /// Whether a server has to be chosen, since the document names none that can be called.
    pub needs_server: bool,
}

/// A call of an example.
#[derive(Clone, Debug)]
pub struct ExampleCall {
    /// The method.
    pub function: MethodName,
    /// Its arguments.
    pub arguments: Vec<ExampleValue>,
}

/// A made-up argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExampleValue {
    /// Some text.
    Text,
    /// A whole number.
    Integer,
    /// A number.
    Float,
    /// A truth value.
    Boolean,
    /// Nothing.
    None,
}

//! Default values as expressions.

use serde_json::Value;

use super::ty::RustType;
use crate::names::{MethodName, VariantName};

/// An accessor that returns the value of a field, or its default if the field is absent.
#[derive(Clone, Debug, PartialEq)]
pub struct DefaultPlan {
    /// The name of the accessor.
    pub method: MethodName,
    /// The default in the document.
    pub json: Value,
    /// The default as an expression of the type of the field.
    pub expression: DefaultExpression,
    /// Whether the value is copied rather than cloned.
    pub copied: bool,
}

/// A default value as a Rust expression.
#[derive(Clone, Debug, PartialEq)]
pub enum DefaultExpression {
    /// `true` or `false`.
    Bool(bool),
    /// An integer literal.
    Integer(i128),
    /// A float literal.
    Float(f64),
    /// A string literal, converted to `String`.
    String(String),
    /// A conversion from a string to the type.
    FromString(RustType, String),
    /// A conversion from an integer to the type, an open enum.
    FromInteger(RustType, i64),
    /// A variant of the type, a closed enum.
    Variant(RustType, VariantName),
    /// A conversion from a JSON scalar to the type.
    FromValue(RustType, Value),
    /// A `vec!` of expressions.
    List(Vec<DefaultExpression>),
    /// A tuple of expressions.
    Tuple(Vec<DefaultExpression>),
    /// `Default::default()`.
    Default,
}

impl DefaultExpression {
    /// Returns the types that the expression names.
    pub fn types(&self) -> Vec<&RustType> {
        match self {
            DefaultExpression::FromString(ty, _)
            | DefaultExpression::FromInteger(ty, _)
            | DefaultExpression::FromValue(ty, _)
            | DefaultExpression::Variant(ty, _) => vec![ty],
            DefaultExpression::List(values) | DefaultExpression::Tuple(values) => {
                values.iter().flat_map(DefaultExpression::types).collect()
            }
            _ => Vec::new(),
        }
    }
}

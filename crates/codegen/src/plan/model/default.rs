//! Default values as expressions.

use super::ty::RustType;
use crate::names::{MethodName, VariantName};
use serde_json::Value;

/// An accessor of the value of a field or its default.
#[derive(Clone, Debug)]
pub struct DefaultPlan {
    /// The method.
    pub method: MethodName,
    /// The default as the document writes it.
    pub json: Value,
    /// The default.
    pub expression: DefaultExpression,
    /// Whether the value is copied and not cloned.
    pub copied: bool,
}

/// A default as an expression of a type.
#[derive(Clone, Debug)]
pub enum DefaultExpression {
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Integer(i128),
    /// A number.
    Float(f64),
    /// A text as `String`.
    String(String),
    /// What `From` makes of a text.
    FromString(RustType, String),
    /// What `From` makes of a number.
    FromInteger(RustType, i64),
    /// A variant of an enum.
    Variant(RustType, VariantName),
    /// What `From` makes of a JSON value that is neither a list nor an object.
    FromValue(RustType, Value),
    /// A list.
    List(Vec<DefaultExpression>),
    /// A tuple.
    Tuple(Vec<DefaultExpression>),
    /// What `Default` says.
    Default,
}

impl DefaultExpression {
    /// The types that the expression names.
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

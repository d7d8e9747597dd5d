//! Enumerations: schemas that list their values.

use serde_json::Value;

use crate::vocabulary::JsonType;

/// The values that `enum` or `const` lists, without `null`.
#[derive(Clone, Debug)]
pub struct Enumeration {
    /// The type that all values share: [`JsonType::String`], [`JsonType::Integer`] (if all fit an
    /// `i64`), or [`JsonType::Boolean`] (if there is a single value). `None` for other types and
    /// for values of several types.
    pub json_type: Option<JsonType>,
    /// The values in document order, without duplicates.
    pub values: Vec<EnumValue>,
}

/// A value of an enumeration.
#[derive(Clone, Debug)]
pub struct EnumValue {
    /// The value. Numbers without a fraction are integers.
    pub value: Value,
    /// The name that an extension such as `x-enum-varnames` gives to the value.
    pub name: Option<String>,
    /// The description that an extension such as `x-enum-descriptions` gives to the value.
    pub description: Option<String>,
}

impl From<Value> for EnumValue {
    fn from(value: Value) -> Self {
        Self {
            value,
            name: None,
            description: None,
        }
    }
}

//! The static tables that the server validates requests against.

use serde_json::Number;

use super::docs::Docs;
use crate::names::ConstName;

/// A schema with a static of its own.
#[derive(Clone, Debug)]
pub struct TablePlan {
    /// The name of the static.
    pub name: ConstName,
    /// The documentation of the static.
    pub docs: Docs,
    /// The check.
    pub check: Check,
}

/// The schema that a value is validated against.
#[derive(Clone, Debug)]
pub struct Check {
    /// The constraints, unless the value is `null`.
    pub kind: CheckKind,
    /// Whether `null` is valid.
    pub nullable: bool,
    /// Whether values of other types are valid.
    pub other_types: bool,
}

/// The constraints of a value.
#[derive(Clone, Debug)]
pub enum CheckKind {
    /// The constraints of the table with this name.
    Table(ConstName),
    /// Any value.
    Any,
    /// No value.
    Never,
    /// A file in a multipart body.
    File,
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean,
    /// An integer.
    Integer {
        /// The `format` keyword.
        format: Option<String>,
        /// The smallest and the largest value.
        bounds: IntegerBoundsPlan,
    },
    /// A number.
    Number {
        /// The smallest and the largest value.
        bounds: BoundsPlan,
    },
    /// A string.
    String {
        /// The `format` keyword.
        format: Option<String>,
        /// The number of characters.
        lengths: LengthsPlan,
        /// A regular expression that matches anywhere in the string.
        pattern: Option<String>,
    },
    /// One of these strings.
    Strings(Vec<String>),
    /// One of these integers.
    Integers(Vec<i64>),
    /// One of these values, which are JSON.
    Values(Vec<String>),
    /// This boolean.
    BooleanConstant(bool),
    /// An array.
    Array {
        /// The check of each element.
        items: Box<Check>,
        /// The number of elements.
        lengths: LengthsPlan,
        /// Whether the array must not contain duplicates.
        unique: bool,
    },
    /// An array with a check for each position.
    Tuple {
        /// The checks of the first elements.
        items: Vec<Check>,
        /// The check of all other elements.
        rest: AdditionalCheck,
        /// The number of all elements.
        lengths: LengthsPlan,
        /// Whether the array must not contain duplicates.
        unique: bool,
    },
    /// An object.
    Object {
        /// The checks of properties by name.
        properties: Vec<PropertyCheck>,
        /// The names of required properties without a check of their own.
        required: Vec<String>,
        /// The checks of properties whose names match a regular expression anywhere.
        patterns: Vec<(String, Check)>,
        /// The check of all other properties.
        additional: AdditionalCheck,
        /// The check of every property name.
        keys: Option<Box<Check>>,
        /// The number of properties.
        lengths: LengthsPlan,
    },
    /// All of these checks.
    AllOf(Vec<Check>),
    /// All of these checks, and others for the properties and elements that none applies to.
    Evaluated {
        /// The checks.
        checks: Vec<Check>,
        /// The check of other properties.
        properties: Option<Box<Check>>,
        /// The check of other elements.
        items: Option<Box<Check>>,
    },
    /// One of two checks, depending on a third.
    Conditional {
        /// The check that decides.
        test: Box<Check>,
        /// The check of values that pass.
        then: Box<Check>,
        /// The check of all other values.
        otherwise: Box<Check>,
    },
    /// An array in which some elements pass the check.
    Contains {
        /// The check.
        check: Box<Check>,
        /// The number of such elements.
        count: LengthsPlan,
    },
    /// The properties that must accompany a property.
    DependentRequired(Vec<(String, Vec<String>)>),
    /// The check of objects with a property.
    DependentSchemas(Vec<(String, Check)>),
    /// Not this check.
    Not(Box<Check>),
    /// At least one of these checks.
    AnyOf(Vec<Check>),
    /// Exactly one of these checks.
    OneOf(Vec<Check>),
    /// The check that the value of a property selects.
    Discriminated {
        /// The name of the property.
        property: String,
        /// The check that each value of the property selects.
        branches: Vec<(String, Check)>,
        /// The checks of an object without the property, of which one must pass.
        untagged: Vec<Check>,
    },
}

/// The check of a property.
#[derive(Clone, Debug)]
pub struct PropertyCheck {
    /// The name of the property.
    pub name: String,
    /// Whether the property must be present.
    pub required: bool,
    /// The check of the value.
    pub check: Check,
}

/// The check of undeclared properties, or of the elements after those with a position.
#[derive(Clone, Debug)]
pub enum AdditionalCheck {
    /// Any value.
    Any,
    /// No undeclared value is allowed.
    Forbidden,
    /// The check of each of them.
    Typed(Box<Check>),
}

/// The bounds of a number.
#[derive(Clone, Debug, Default)]
#[allow(missing_docs, reason = "the names are those of JSON Schema")]
pub struct BoundsPlan {
    pub minimum: Option<Number>,
    pub maximum: Option<Number>,
    pub exclusive_minimum: Option<Number>,
    pub exclusive_maximum: Option<Number>,
    pub multiple_of: Option<Number>,
}

/// The bounds of an integer.
#[derive(Clone, Debug, Default)]
pub struct IntegerBoundsPlan {
    /// The smallest value, if the bound is a whole number.
    pub minimum: Option<i128>,
    /// The largest value, if the bound is a whole number.
    pub maximum: Option<i128>,
    /// The other bounds, which are compared as floats.
    pub others: BoundsPlan,
}

/// The bounds of a count.
#[derive(Clone, Copy, Debug, Default)]
#[allow(
    missing_docs,
    reason = "the names are those of JSON Schema, without their suffixes"
)]
pub struct LengthsPlan {
    pub min: Option<u64>,
    pub max: Option<u64>,
}

impl From<CheckKind> for Check {
    /// Creates a check that rejects `null`, unless the kind allows it.
    fn from(kind: CheckKind) -> Self {
        Self {
            kind,
            nullable: false,
            other_types: false,
        }
    }
}

impl Check {
    /// Creates a check that every value passes.
    pub fn any() -> Self {
        Self::from(CheckKind::Any)
    }
}

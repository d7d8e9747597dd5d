//! The validation tables of the server.

use super::docs::Docs;
use crate::names::ConstName;
use serde_json::Number;

/// A schema that has a table of its own.
#[derive(Clone, Debug)]
pub struct TablePlan {
    /// The static.
    pub name: ConstName,
    /// What it is.
    pub docs: Docs,
    /// The table.
    pub check: Check,
}

/// What a value is checked against.
#[derive(Clone, Debug)]
pub struct Check {
    /// What the value is, unless it is `null`.
    pub kind: CheckKind,
    /// Whether it may be `null`.
    pub nullable: bool,
}

/// What a value must be.
#[derive(Clone, Debug)]
pub enum CheckKind {
    /// What the table of this name says.
    Table(ConstName),
    /// Any value.
    Any,
    /// A file in a multipart body.
    File,
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean,
    /// A whole number.
    Integer {
        /// The format.
        format: Option<String>,
        /// The bounds.
        bounds: BoundsPlan,
    },
    /// A number.
    Number {
        /// The bounds.
        bounds: BoundsPlan,
    },
    /// A text.
    String {
        /// The format.
        format: Option<String>,
        /// Bounds of the number of characters.
        lengths: LengthsPlan,
        /// A regular expression that is found in it.
        pattern: Option<String>,
    },
    /// One of these texts.
    Strings(Vec<String>),
    /// One of these whole numbers.
    Integers(Vec<i64>),
    /// One of these values, as JSON texts.
    Values(Vec<String>),
    /// This one boolean.
    BooleanConstant(bool),
    /// A list.
    Array {
        /// Its elements.
        items: Box<Check>,
        /// Bounds of their number.
        lengths: LengthsPlan,
        /// Whether none occurs twice.
        unique: bool,
    },
    /// A list with a schema for each position.
    Tuple {
        /// The first elements.
        items: Vec<Check>,
        /// Those after.
        rest: AdditionalCheck,
        /// Bounds of the number of all.
        lengths: LengthsPlan,
        /// Whether none occurs twice.
        unique: bool,
    },
    /// An object.
    Object {
        /// Its named members.
        properties: Vec<PropertyCheck>,
        /// Its members by a regular expression that is found in their keys.
        patterns: Vec<(String, Check)>,
        /// Its other members.
        additional: AdditionalCheck,
        /// All its keys.
        keys: Option<Box<Check>>,
        /// Bounds of the number of members.
        lengths: LengthsPlan,
    },
    /// At least one of several.
    AnyOf(Vec<Check>),
    /// Exactly one of several.
    OneOf(Vec<Check>),
    /// The one that the value of a member chooses.
    Discriminated {
        /// The member.
        property: String,
        /// What each value chooses.
        branches: Vec<(String, Check)>,
        /// What an object without the member may be.
        untagged: Vec<Check>,
    },
}

/// A named member.
#[derive(Clone, Debug)]
pub struct PropertyCheck {
    /// The key.
    pub name: String,
    /// Whether it must be there.
    pub required: bool,
    /// Its value.
    pub check: Check,
}

/// The members that are not named, or the elements behind those with a position.
#[derive(Clone, Debug)]
pub enum AdditionalCheck {
    /// Of any kind.
    Any,
    /// There are none.
    Forbidden,
    /// Of a schema.
    Typed(Box<Check>),
}

/// Bounds of a number.
#[derive(Clone, Debug, Default)]
#[allow(missing_docs, reason = "the names are those of JSON Schema")]
pub struct BoundsPlan {
    pub minimum: Option<Number>,
    pub maximum: Option<Number>,
    pub exclusive_minimum: Option<Number>,
    pub exclusive_maximum: Option<Number>,
    pub multiple_of: Option<Number>,
}

/// Bounds of a count.
#[derive(Clone, Copy, Debug, Default)]
#[allow(missing_docs, reason = "the names say it")]
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
        }
    }
}

impl Check {
    /// A check that every value passes.
    pub fn any() -> Self {
        Self {
            kind: CheckKind::Any,
            nullable: false,
        }
    }

    /// Whether it names members.
    pub fn has_properties(&self) -> bool {
        match &self.kind {
            CheckKind::Object {
                properties,
                patterns,
                additional,
                ..
            } => {
                let others = patterns
                    .iter()
                    .map(|(_, check)| check)
                    .chain(additional.typed());
                !properties.is_empty() || others.into_iter().any(Check::has_properties)
            }
            CheckKind::Array { items, .. } => items.has_properties(),
            CheckKind::Tuple { items, rest, .. } => {
                items.iter().chain(rest.typed()).any(Check::has_properties)
            }
            CheckKind::AnyOf(branches) | CheckKind::OneOf(branches) => {
                branches.iter().any(Check::has_properties)
            }
            CheckKind::Discriminated { branches, .. } => {
                branches.iter().any(|(_, branch)| branch.has_properties())
            }
            _ => false,
        }
    }
}

impl AdditionalCheck {
    fn typed(&self) -> Option<&Check> {
        match self {
            AdditionalCheck::Typed(check) => Some(check),
            AdditionalCheck::Any | AdditionalCheck::Forbidden => None,
        }
    }
}

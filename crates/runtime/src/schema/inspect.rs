//! Questions about a schema, for who reads text by it.

use super::{Additional, Kind, Schema, pattern};

/// Types of JSON values that a schema allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kinds(u8);

/// How far choices inside choices are followed.
const DEEPEST: usize = 16;

static ANY: Schema = Schema::any();

impl Kinds {
    /// `null`.
    pub const NULL: Self = Self(1);
    /// `true` and `false`.
    pub const BOOLEAN: Self = Self(2);
    /// Numbers without a fraction.
    pub const INTEGER: Self = Self(4);
    /// All numbers.
    pub const NUMBER: Self = Self(8 | 4);
    /// Texts.
    pub const STRING: Self = Self(16);
    /// Arrays.
    pub const ARRAY: Self = Self(32);
    /// Objects.
    pub const OBJECT: Self = Self(64);
    const ALL: Self = Self(127);

    /// Whether some of these types are allowed.
    pub fn has(self, kinds: Self) -> bool {
        self.0 & kinds.0 != 0
    }

    /// Whether no types but these are allowed; `null` does not count.
    pub fn only(self, kinds: Self) -> bool {
        self.0 & !kinds.0 & !Self::NULL.0 == 0 && self.has(kinds)
    }

    /// Whether a boolean, a number or a text is allowed.
    pub fn scalar(self) -> bool {
        self.has(Self(Self::BOOLEAN.0 | Self::NUMBER.0 | Self::STRING.0))
    }

    /// Whether an array or an object is allowed.
    pub fn compound(self) -> bool {
        self.has(Self(Self::ARRAY.0 | Self::OBJECT.0))
    }
}

impl Schema {
    /// The types that the schema allows.
    pub fn kinds(&self) -> Kinds {
        self.kinds_within(DEEPEST)
    }

    pub(crate) fn is_any(&self) -> bool {
        matches!(self.kind, Kind::Any)
    }

    /// Whether a part of a multipart body is kept as a file.
    pub(crate) fn is_file(&self) -> bool {
        matches!(self.kind, Kind::File)
    }

    /// Whether the document names the member.
    pub(crate) fn names(&self, member: &str) -> bool {
        self.names_within(member, DEEPEST)
    }

    /// The schema of a member, if the document names it or says what other members look like.
    pub(crate) fn member(&self, name: &str) -> Option<&'static Schema> {
        self.member_within(name, DEEPEST)
    }

    /// Whether the document names members.
    pub(crate) fn names_members(&self) -> bool {
        self.names_members_within(DEEPEST)
    }

    /// The schema of the element of an array at a position.
    pub(crate) fn element(&self, position: usize) -> &'static Schema {
        self.element_within(position, DEEPEST).unwrap_or(&ANY)
    }

    pub(super) fn kind_name(&self) -> &'static str {
        match self.kind {
            Kind::Any => "any",
            Kind::File => "file",
            Kind::Null => "null",
            Kind::Boolean => "boolean",
            Kind::Integer => "integer",
            Kind::Number => "number",
            Kind::String => "string",
            Kind::Array(_) | Kind::Tuple { .. } => "array",
            Kind::Object { .. } => "object",
            Kind::AnyOf(_) => "anyOf",
            Kind::OneOf(_) => "oneOf",
            Kind::AllOf(_) => "allOf",
            Kind::Tagged { .. } => "tagged",
        }
    }

    fn kinds_within(&self, depth: usize) -> Kinds {
        let Some(depth) = depth.checked_sub(1) else {
            return Kinds::ALL;
        };
        let kinds_of = |branch: &&Schema| branch.kinds_within(depth).0;
        let kinds = match self.kind {
            Kind::Any | Kind::File => Kinds::ALL,
            Kind::Null => Kinds::NULL,
            Kind::Boolean => Kinds::BOOLEAN,
            Kind::Integer => Kinds::INTEGER,
            Kind::Number => Kinds::NUMBER,
            Kind::String => Kinds::STRING,
            Kind::Array(_) | Kind::Tuple { .. } => Kinds::ARRAY,
            Kind::Object { .. } | Kind::Tagged { .. } => Kinds::OBJECT,
            Kind::AnyOf(branches) | Kind::OneOf(branches) => Kinds(
                branches
                    .iter()
                    .map(kinds_of)
                    .fold(0, |all, kinds| all | kinds),
            ),
            Kind::AllOf(branches) => Kinds(
                branches
                    .iter()
                    .map(kinds_of)
                    .fold(Kinds::ALL.0, |all, kinds| all & kinds),
            ),
        };
        if self.nullable {
            Kinds(kinds.0 | Kinds::NULL.0)
        } else {
            kinds
        }
    }

    fn branches(&self) -> &'static [&'static Schema] {
        match self.kind {
            Kind::AnyOf(branches) | Kind::OneOf(branches) | Kind::AllOf(branches) => branches,
            _ => &[],
        }
    }

    fn member_within(&self, name: &str, depth: usize) -> Option<&'static Schema> {
        let depth = depth.checked_sub(1)?;
        match self.kind {
            Kind::Object {
                properties,
                additional,
            } => {
                let named = properties
                    .iter()
                    .find(|property| property.name == name)
                    .map(|property| property.schema);
                let matched = || {
                    self.patterns
                        .iter()
                        .find(|(pattern, _)| pattern::matches(pattern, name))
                        .map(|(_, schema)| *schema)
                };
                named.or_else(matched).or(match additional {
                    Additional::Typed(schema) => Some(schema),
                    Additional::Any | Additional::Denied => None,
                })
            }
            Kind::Tagged { branches, .. } => branches
                .iter()
                .find_map(|(_, branch)| branch.member_within(name, depth)),
            _ => self
                .branches()
                .iter()
                .find_map(|branch| branch.member_within(name, depth)),
        }
    }

    fn names_within(&self, member: &str, depth: usize) -> bool {
        let Some(depth) = depth.checked_sub(1) else {
            return false;
        };
        match self.kind {
            Kind::Object { properties, .. } => {
                properties.iter().any(|property| property.name == member)
            }
            Kind::Tagged { branches, .. } => branches
                .iter()
                .any(|(_, branch)| branch.names_within(member, depth)),
            _ => self
                .branches()
                .iter()
                .any(|branch| branch.names_within(member, depth)),
        }
    }

    fn names_members_within(&self, depth: usize) -> bool {
        let Some(depth) = depth.checked_sub(1) else {
            return false;
        };
        match self.kind {
            Kind::Object { properties, .. } => !properties.is_empty(),
            Kind::Tagged { .. } => true,
            _ => self
                .branches()
                .iter()
                .any(|branch| branch.names_members_within(depth)),
        }
    }

    fn element_within(&self, position: usize, depth: usize) -> Option<&'static Schema> {
        let depth = depth.checked_sub(1)?;
        match self.kind {
            Kind::Array(items) => Some(items),
            Kind::Tuple { items, rest } => items.get(position).copied().or(match rest {
                Additional::Typed(schema) => Some(schema),
                Additional::Any | Additional::Denied => None,
            }),
            _ => self
                .branches()
                .iter()
                .find_map(|branch| branch.element_within(position, depth)),
        }
    }
}

use super::definition::{Kind, Schema};

/// A set of JSON types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JsonTypes(u8);

/// The maximum nesting depth of combined schemas that are followed.
const MAX_DEPTH: usize = 16;

impl JsonTypes {
    /// `null`.
    pub const NULL: Self = Self(1);
    /// `true` and `false`.
    pub const BOOLEAN: Self = Self(2);
    /// Numbers without a fraction.
    pub const INTEGER: Self = Self(4);
    /// All numbers, integers included.
    pub const NUMBER: Self = Self(8 | 4);
    /// Strings.
    pub const STRING: Self = Self(16);
    /// Arrays.
    pub const ARRAY: Self = Self(32);
    /// Objects.
    pub const OBJECT: Self = Self(64);
    const ALL: Self = Self(127);

    /// Returns whether the set contains at least one of these types.
    pub fn has(self, types: Self) -> bool {
        self.0 & types.0 != 0
    }

    /// Returns whether the set contains only these types, apart from `null`.
    pub fn only(self, types: Self) -> bool {
        self.0 & !types.0 & !Self::NULL.0 == 0 && self.has(types)
    }
    /// Returns whether the set contains booleans, numbers or strings.
    pub fn has_scalar(self) -> bool {
        self.has(Self(Self::BOOLEAN.0 | Self::NUMBER.0 | Self::STRING.0))
    }

    /// Returns whether the set contains arrays or objects.
    pub fn has_compound(self) -> bool {
        self.has(Self(Self::ARRAY.0 | Self::OBJECT.0))
    }
}

impl Schema {
    /// Returns the JSON types that the schema allows.
    pub fn json_types(&self) -> JsonTypes {
        self.json_types_within(MAX_DEPTH)
    }

    fn json_types_within(&self, depth: usize) -> JsonTypes {
        let Some(depth) = depth.checked_sub(1) else {
            return JsonTypes::ALL;
        };
        let types_of = |branch: &&Schema| branch.json_types_within(depth).0;
        let types = match self.kind {
            _ if self.other_types => JsonTypes::ALL,
            Kind::Any
            | Kind::File
            | Kind::Not(_)
            | Kind::Contains { .. }
            | Kind::DependentRequired(_)
            | Kind::DependentSchemas(_)
            | Kind::Conditional { .. } => JsonTypes::ALL,
            Kind::Never => JsonTypes(0),
            Kind::Null => JsonTypes::NULL,
            Kind::Boolean => JsonTypes::BOOLEAN,
            Kind::Integer => JsonTypes::INTEGER,
            Kind::Number => JsonTypes::NUMBER,
            Kind::String => JsonTypes::STRING,
            Kind::Array(_) | Kind::Tuple { .. } => JsonTypes::ARRAY,
            Kind::Object { .. } | Kind::Discriminated { .. } => JsonTypes::OBJECT,
            Kind::AnyOf(branches) | Kind::OneOf(branches) => JsonTypes(
                branches
                    .iter()
                    .map(types_of)
                    .fold(0, |all, types| all | types),
            ),
            Kind::AllOf(branches, _) => JsonTypes(
                branches
                    .iter()
                    .map(types_of)
                    .fold(JsonTypes::ALL.0, |all, types| all & types),
            ),
        };
        if self.nullable {
            JsonTypes(types.0 | JsonTypes::NULL.0)
        } else {
            types
        }
    }
}

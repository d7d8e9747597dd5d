use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::json::{FromJson, Reader, ToJson, ValueError, Writer};

/// A property that can be absent, `null` or a value, where the three have different meanings.
///
/// Used with `#[serde(default, skip_serializing_if = "OptionalNullable::is_absent")]`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OptionalNullable<T> {
    /// The property is absent.
    #[default]
    Absent,
    /// The property is `null`.
    Null,
    /// The property has a value.
    Value(T),
}

impl<T> OptionalNullable<T> {
    /// Returns whether the property is absent.
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Returns whether the property is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Returns a reference to the value, or `None` if the property is absent or `null`.
    pub fn as_ref(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// Returns the value, or `None` if the property is absent or `null`.
    pub fn into_option(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }
}

impl<T> From<T> for OptionalNullable<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

/// Converts `None` to `null`. Use [`OptionalNullable::Absent`] for an absent property.
impl<T> From<Option<T>> for OptionalNullable<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Value)
    }
}

impl<T: Serialize> Serialize for OptionalNullable<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.as_ref().serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for OptionalNullable<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Self::from)
    }
}

impl<T: FromJson> FromJson for OptionalNullable<T> {
    fn from_json(reader: &mut Reader<'_>) -> Result<Self, ValueError> {
        Option::from_json(reader).map(Self::from)
    }
}

impl<T: ToJson> ToJson for OptionalNullable<T> {
    fn to_json(&self, writer: &mut Writer) {
        match self {
            Self::Value(value) => value.to_json(writer),
            Self::Absent | Self::Null => writer.null(),
        }
    }
}

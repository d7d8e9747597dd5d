use std::ops::Deref;

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

    /// Returns whether the property has a value.
    pub fn is_value(&self) -> bool {
        matches!(self, Self::Value(_))
    }

    /// Returns a reference to the value, or `None` if the property is absent or `null`.
    pub fn as_ref(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// Returns a mutable reference to the value, or `None` if the property is absent or `null`.
    pub fn as_mut(&mut self) -> Option<&mut T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// Returns a reference to the target of the value, such as a `&str` to a `String`, or `None` if
    /// the property is absent or `null`.
    pub fn as_deref(&self) -> Option<&T::Target>
    where
        T: Deref,
    {
        self.as_ref().map(T::deref)
    }

    /// Returns the value, or `None` if the property is absent or `null`.
    pub fn into_option(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// Returns the value, or `default` if the property is absent or `null`.
    pub fn unwrap_or(self, default: T) -> T {
        self.into_option().unwrap_or(default)
    }

    /// Returns the value, or the default of its type if the property is absent or `null`.
    pub fn unwrap_or_default(self) -> T
    where
        T: Default,
    {
        self.into_option().unwrap_or_default()
    }

    /// Converts the value. The property stays absent or `null`.
    pub fn map<U>(self, convert: impl FnOnce(T) -> U) -> OptionalNullable<U> {
        match self {
            Self::Absent => OptionalNullable::Absent,
            Self::Null => OptionalNullable::Null,
            Self::Value(value) => OptionalNullable::Value(convert(value)),
        }
    }

    /// Returns the property, and makes it absent.
    pub fn take(&mut self) -> Self {
        std::mem::replace(self, Self::Absent)
    }
}

impl From<&str> for OptionalNullable<String> {
    fn from(value: &str) -> Self {
        Self::Value(value.to_owned())
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

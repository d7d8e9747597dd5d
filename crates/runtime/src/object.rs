//! Objects with named members and additional ones. They are read and written by hand, since flattening with serde buffers every
//! value and loses numbers.

use std::collections::BTreeMap;

use serde::de::{Deserialize, DeserializeOwned, Deserializer};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Map, Value};

use crate::json::ValueError;
use crate::{OptionalNullable, buffer};

/// Reads an object: `read` takes the named members, then the additional ones.
///
/// # Errors
/// When there is no object, or `read` fails.
pub fn deserialize<'de, T, D: Deserializer<'de>>(
    deserializer: D,
    read: impl FnOnce(&mut Reader) -> Result<T, ValueError>,
) -> Result<T, D::Error> {
    buffer::read(deserializer, |value| {
        let members = Map::deserialize(value).map_err(ValueError::new)?;
        read(&mut Reader { members })
    })
}

/// Writes an object: `write` writes the named members, then the additional ones.
///
/// # Errors
/// What the serializer says.
pub fn serialize<S: Serializer>(
    serializer: S,
    write: impl FnOnce(&mut Writer<S::SerializeMap>) -> Result<(), S::Error>,
) -> Result<S::Ok, S::Error> {
    let mut writer = Writer {
        map: serializer.serialize_map(None)?,
    };
    write(&mut writer)?;
    writer.map.end()
}

/// Reads a member whose type has `null` among its values: whoever is there is some value, and only who is absent is none.
///
/// Used with `#[serde(default, deserialize_with = "..")]`.
///
/// # Errors
/// When it has another type.
pub fn null_as_value<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// The members of an object that is being read.
#[derive(Debug)]
pub struct Reader {
    members: Map<String, Value>,
}

/// An object that is being written.
#[derive(Debug)]
pub struct Writer<M> {
    map: M,
}

impl Reader {
    /// The values that were not taken yet.
    #[cfg(feature = "server")]
    pub(crate) fn values(&self) -> impl Iterator<Item = &Value> {
        self.members.values()
    }

    pub(crate) fn new(members: Map<String, Value>) -> Self {
        Self { members }
    }

    /// A member that must be there. One that is not there counts as `null`, for types that have it, only in [`Reader::optional`].
    ///
    /// # Errors
    /// When it is missing or has another type.
    pub fn required<T: DeserializeOwned>(&mut self, name: &str) -> Result<T, ValueError> {
        let value = self
            .members
            .remove(name)
            .ok_or_else(|| ValueError::new(format_args!("missing field `{name}`")))?;
        typed(name, &value)
    }

    /// A member that may be absent; `null` is read as absent.
    ///
    /// # Errors
    /// When it has another type.
    pub fn optional<T: DeserializeOwned>(&mut self, name: &str) -> Result<Option<T>, ValueError> {
        self.members
            .remove(name)
            .map_or(Ok(None), |value| typed(name, &value))
    }

    /// A member that may be absent, `null` or a value.
    ///
    /// # Errors
    /// When it has another type.
    pub fn optional_nullable<T: DeserializeOwned>(
        &mut self,
        name: &str,
    ) -> Result<OptionalNullable<T>, ValueError> {
        self.members
            .remove(name)
            .map_or(Ok(OptionalNullable::Absent), |value| typed(name, &value))
    }

    /// A member that may be absent, of a type that has `null` among its values.
    ///
    /// # Errors
    /// When it has another type.
    pub fn null_as_value<T: DeserializeOwned>(
        &mut self,
        name: &str,
    ) -> Result<Option<T>, ValueError> {
        self.members
            .remove(name)
            .map(|value| typed(name, &value))
            .transpose()
    }

    /// All members that were not taken yet.
    ///
    /// # Errors
    /// When one has another type.
    pub fn additional<T: DeserializeOwned>(&mut self) -> Result<BTreeMap<String, T>, ValueError> {
        let members = std::mem::take(&mut self.members);
        members
            .into_iter()
            .map(|(name, value)| typed(&name, &value).map(|value| (name, value)))
            .collect()
    }
}

impl<M: SerializeMap> Writer<M> {
    /// Writes a member.
    ///
    /// # Errors
    /// What the serializer says.
    pub fn required<T: Serialize + ?Sized>(
        &mut self,
        name: &str,
        value: &T,
    ) -> Result<(), M::Error> {
        self.map.serialize_entry(name, value)
    }

    /// Writes a member unless it is absent.
    ///
    /// # Errors
    /// What the serializer says.
    pub fn optional<T: Serialize>(
        &mut self,
        name: &str,
        value: &Option<T>,
    ) -> Result<(), M::Error> {
        value
            .as_ref()
            .map_or(Ok(()), |value| self.map.serialize_entry(name, value))
    }

    /// Writes a member unless it is absent; `null` is written.
    ///
    /// # Errors
    /// What the serializer says.
    pub fn optional_nullable<T: Serialize>(
        &mut self,
        name: &str,
        value: &OptionalNullable<T>,
    ) -> Result<(), M::Error> {
        if value.is_absent() {
            Ok(())
        } else {
            self.map.serialize_entry(name, value)
        }
    }

    /// Writes the additional members, save those that bear the name of a named one.
    ///
    /// # Errors
    /// What the serializer says.
    pub fn additional<T: Serialize>(
        &mut self,
        members: &BTreeMap<String, T>,
        named: &[&str],
    ) -> Result<(), M::Error> {
        members
            .iter()
            .filter(|(name, _)| !named.contains(&name.as_str()))
            .try_for_each(|(name, value)| self.map.serialize_entry(name, value))
    }
}

fn typed<T: DeserializeOwned>(name: &str, value: &Value) -> Result<T, ValueError> {
    buffer::typed(value).map_err(|error| error.inside(name))
}

//! Serde helpers for objects that have both named and additional properties.
//!
//! `#[serde(flatten)]` would buffer every value and lose numbers, so generated structs with
//! additional properties implement serde's traits with these functions.

use std::collections::BTreeMap;

use serde::de::{Deserialize, DeserializeOwned, Deserializer};
use serde::ser::{Error as _, Serialize, SerializeMap, Serializer};
use serde_json::{Map, Value};

use crate::OptionalNullable;
use crate::json::{ValueError, deserialize_buffered, read_value};

/// Deserializes an object: `read` takes the named properties from the reader, then the additional
/// ones.
///
/// # Errors
/// If the input is not an object, or `read` fails.
pub fn deserialize<'de, T, D: Deserializer<'de>>(
    deserializer: D,
    read: impl FnOnce(&mut Reader) -> Result<T, ValueError>,
) -> Result<T, D::Error> {
    deserialize_buffered(deserializer, |value| {
        let properties = Map::deserialize(value).map_err(ValueError::new)?;
        read(&mut Reader { properties })
    })
}

/// Serializes an object: `write` passes the named properties to the writer, then the additional
/// ones.
///
/// # Errors
/// If the serializer fails.
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

/// Deserializes an optional property whose type includes `null`: `null` becomes `Some`, and only an
/// absent property is `None`.
///
/// Used with `#[serde(default, deserialize_with = "..")]`.
///
/// # Errors
/// If the value does not fit `T`.
pub fn null_as_value<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// The properties of an object that have not been read yet.
#[derive(Debug)]
pub struct Reader {
    properties: Map<String, Value>,
}

/// Writes the properties of an object.
#[derive(Debug)]
pub struct Writer<M> {
    map: M,
}

impl Reader {
    pub(crate) fn new(properties: Map<String, Value>) -> Self {
        Self { properties }
    }

    /// The values that have not been read yet.
    #[cfg(feature = "server")]
    pub(crate) fn values(&self) -> impl Iterator<Item = &Value> {
        self.properties.values()
    }

    /// Reads a required property. An absent property is an error even if `T` includes `null`.
    ///
    /// # Errors
    /// If the property is absent or does not fit `T`.
    pub fn required<T: DeserializeOwned>(&mut self, name: &str) -> Result<T, ValueError> {
        let value = self
            .properties
            .remove(name)
            .ok_or_else(|| ValueError::new("is required").inside(name))?;
        read_property(name, &value)
    }

    /// Reads an optional property; `null` counts as absent.
    ///
    /// # Errors
    /// If the value does not fit `T`.
    pub fn optional<T: DeserializeOwned>(&mut self, name: &str) -> Result<Option<T>, ValueError> {
        self.properties
            .remove(name)
            .map_or(Ok(None), |value| read_property(name, &value))
    }

    /// Reads an optional and nullable property.
    ///
    /// # Errors
    /// If the value does not fit `T`.
    pub fn optional_nullable<T: DeserializeOwned>(
        &mut self,
        name: &str,
    ) -> Result<OptionalNullable<T>, ValueError> {
        self.properties
            .remove(name)
            .map_or(Ok(OptionalNullable::Absent), |value| {
                read_property(name, &value)
            })
    }

    /// Reads an optional property whose type includes `null`: `null` becomes `Some`.
    ///
    /// # Errors
    /// If the value does not fit `T`.
    pub fn null_as_value<T: DeserializeOwned>(
        &mut self,
        name: &str,
    ) -> Result<Option<T>, ValueError> {
        self.properties
            .remove(name)
            .map(|value| read_property(name, &value))
            .transpose()
    }

    /// Reads all remaining properties.
    ///
    /// # Errors
    /// If a value does not fit `T`.
    pub fn additional<T: DeserializeOwned>(&mut self) -> Result<BTreeMap<String, T>, ValueError> {
        let properties = std::mem::take(&mut self.properties);
        properties
            .into_iter()
            .map(|(name, value)| read_property(&name, &value).map(|value| (name, value)))
            .collect()
    }
}

impl<M: SerializeMap> Writer<M> {
    /// Writes a property.
    ///
    /// # Errors
    /// If the serializer fails.
    pub fn required<T: Serialize + ?Sized>(
        &mut self,
        name: &str,
        value: &T,
    ) -> Result<(), M::Error> {
        self.map.serialize_entry(name, value)
    }

    /// Writes a property unless it is absent.
    ///
    /// # Errors
    /// If the serializer fails.
    pub fn optional<T: Serialize>(
        &mut self,
        name: &str,
        value: &Option<T>,
    ) -> Result<(), M::Error> {
        value
            .as_ref()
            .map_or(Ok(()), |value| self.map.serialize_entry(name, value))
    }

    /// Writes a property unless it is absent; `null` is written.
    ///
    /// # Errors
    /// If the serializer fails.
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

    /// Writes the additional properties.
    ///
    /// # Errors
    /// If an additional property has the name of a named one, or the serializer fails.
    pub fn additional<T: Serialize>(
        &mut self,
        properties: &BTreeMap<String, T>,
        named: &[&str],
    ) -> Result<(), M::Error> {
        properties.iter().try_for_each(|(name, value)| {
            if named.contains(&name.as_str()) {
                return Err(M::Error::custom(duplicate_property(name)));
            }
            self.map.serialize_entry(name, value)
        })
    }
}

fn read_property<T: DeserializeOwned>(name: &str, value: &Value) -> Result<T, ValueError> {
    read_value(value).map_err(|error| error.inside(name))
}

/// Returns the message for an additional property with the name of a named one.
pub(crate) fn duplicate_property(name: &str) -> String {
    format!("the additional property `{name}` has the name of a declared property")
}

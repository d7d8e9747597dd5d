use std::collections::BTreeMap;

use super::constant::Constant;
use super::properties::duplicate_property;
use crate::OptionalNullable;
use crate::json::{ToJson, Writer};

/// An object that is being written.
#[derive(Debug)]
pub struct ObjectWriter<'w> {
    writer: &'w mut Writer,
}

/// Begins to write an object.
pub fn write(writer: &mut Writer) -> ObjectWriter<'_> {
    writer.begin(b'{');
    ObjectWriter { writer }
}

impl ObjectWriter<'_> {
    /// Writes a property.
    #[must_use]
    pub fn required<T: ToJson>(self, name: &str, value: &T) -> Self {
        self.property(name, Some(value))
    }

    /// Writes a property with one value.
    #[must_use]
    pub fn constant(self, name: &str, value: &Constant) -> Self {
        self.property(name, Some(value))
    }

    /// Writes a boolean property with one value.
    #[must_use]
    pub fn flag(self, name: &str, value: &bool) -> Self {
        self.property(name, Some(value))
    }

    /// Writes a property unless it is absent.
    #[must_use]
    pub fn optional<T: ToJson>(self, name: &str, value: &Option<T>) -> Self {
        self.property(name, value.as_ref().map(|value| value as &dyn ToJson))
    }

    /// Writes a property unless it is absent; `null` is written.
    #[must_use]
    pub fn optional_nullable<T: ToJson>(self, name: &str, value: &OptionalNullable<T>) -> Self {
        let is_present = !value.is_absent();
        self.property(name, is_present.then_some(value as &dyn ToJson))
    }

    /// Writes a property, whose value may be `null`, unless it is absent.
    #[must_use]
    pub fn optional_value<T: ToJson>(self, name: &str, value: &Option<T>) -> Self {
        self.optional(name, value)
    }

    /// Writes the additional properties. One with the name of a named property is an error.
    #[must_use]
    pub fn rest<T: ToJson>(self, properties: &BTreeMap<String, T>, named: &[&str]) -> Self {
        properties.iter().fold(self, |object, (name, value)| {
            if named.contains(&name.as_str()) {
                object.writer.fail(|| duplicate_property(name));
            }
            object.property(name, Some(value))
        })
    }

    /// Ends the object.
    pub fn end(self) {
        self.writer.end(b'}');
    }

    fn property(self, name: &str, value: Option<&dyn ToJson>) -> Self {
        if let Some(value) = value {
            self.writer.name(name);
            value.to_json(self.writer);
        }
        self
    }
}

use serde_json::Value;

use super::JsonType;
use super::discriminator::scalar_text;
use crate::json::{FromJson, Reader, ValueError, is_equal, parse};

/// A value of a union whose variant is not selected yet.
#[derive(Clone, Debug)]
pub struct Undecided<'t> {
    /// The reader of the text of the value.
    reader: Reader<'t>,
}

impl<'t> Undecided<'t> {
    /// Creates a value from its JSON text.
    pub fn new(text: &'t str) -> Self {
        Self {
            reader: Reader::new(text.trim_ascii_start()),
        }
    }

    /// Takes the next value.
    ///
    /// # Errors
    /// If the text is not JSON.
    pub(super) fn take(reader: &mut Reader<'t>) -> Result<Self, ValueError> {
        let reader = reader.take()?;
        Ok(Self { reader })
    }

    /// Reads the value as a type.
    ///
    /// # Errors
    /// If the value does not fit the type.
    pub(super) fn read<T: FromJson>(&self) -> Result<T, ValueError> {
        self.reader.clone().whole()
    }

    /// Fails if the text turned out to be too deep for this stack.
    pub(super) fn check_depth(&self) -> Result<(), ValueError> {
        match self.reader.is_too_deep() {
            true => Err(ValueError::new("recursion limit exceeded")),
            false => Ok(()),
        }
    }

    /// Reads the value as any value.
    ///
    /// # Errors
    /// If an object contains a key twice, or a key that serde_json reserves.
    pub(super) fn parse(&self) -> Result<Value, ValueError> {
        parse(self.reader.rest().as_bytes())
    }

    /// Returns the value of the only property with this name.
    fn property(&self, name: &str) -> Option<Self> {
        let mut reader = self.reader.clone();
        let mut members = reader.object().ok()?;
        let mut property = None;
        while let Some(found) = members.next().ok()? {
            let is_found = found == name;
            let value = members.value(|reader| reader.take()).ok()?;
            if is_found && property.replace(Self { reader: value }).is_some() {
                return None;
            }
        }
        property
    }
}

/// Returns the value of the discriminator property, if it is a string.
pub fn discriminator(value: &Undecided<'_>, property: &str) -> Option<String> {
    value.property(property)?.read().ok()
}

/// Returns the value of a discriminator property that may be a string, a number or a boolean, as a
/// string: `1` for `1.0`.
pub fn scalar_discriminator(value: &Undecided<'_>, property: &str) -> Option<String> {
    scalar_text(&value.property(property)?.parse().ok()?)
}

/// Returns whether the value has the JSON type.
pub fn has_type(value: &Undecided<'_>, json_type: JsonType) -> bool {
    let text = value.reader.rest().as_bytes();
    match (text.first(), json_type) {
        (Some(b'{'), found) => found == JsonType::Object,
        (Some(b'['), found) => found == JsonType::Array,
        (Some(b'"'), found) => found == JsonType::String,
        (Some(b't' | b'f'), found) => found == JsonType::Boolean,
        (Some(b'n'), found) => found == JsonType::Null,
        (_, JsonType::Number) => true,
        (_, JsonType::Integer) => {
            parse(text).is_ok_and(|number| JsonType::of(&number) == JsonType::Integer)
        }
        _ => false,
    }
}

/// Returns whether a property has a constant value, which is given as JSON text.
pub fn has_constant(value: &Undecided<'_>, property: &str, constant: &str) -> bool {
    let Some(found) = value.property(property) else {
        return false;
    };
    let constant = serde_json::from_str::<Value>(constant);
    found
        .parse()
        .is_ok_and(|found| constant.is_ok_and(|constant| is_equal(&found, &constant)))
}

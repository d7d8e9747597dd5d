//! Properties with one value.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::slot::{Property, Slot};
use crate::json::{FromJson, Reader, ToJson, ValueError, Writer};
use crate::union::record_unlisted;

/// The value of a property for which the API description allows one string only, such as `"list"`.
///
/// Constructors set it. A value that was received can be another one, for example of a later version
/// of the API.
///
/// ```
/// use specwright_runtime::Constant;
///
/// let object = Constant::new("list");
/// assert_eq!(object, "list");
/// assert_eq!(object.as_str(), "list");
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Constant(Cow<'static, str>);

impl Constant {
    /// Creates the value.
    pub const fn new(value: &'static str) -> Self {
        Self(Cow::Borrowed(value))
    }

    /// Returns the string on the wire.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Constant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl fmt::Display for Constant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl AsRef<str> for Constant {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl PartialEq<str> for Constant {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for Constant {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl From<&'static str> for Constant {
    fn from(value: &'static str) -> Self {
        Self::new(value)
    }
}

impl From<String> for Constant {
    fn from(value: String) -> Self {
        Self(Cow::Owned(value))
    }
}

impl FromJson for Constant {
    fn from_json(reader: &mut Reader<'_>) -> Result<Self, ValueError> {
        String::from_json(reader).map(Self::from)
    }
}

impl ToJson for Constant {
    fn to_json(&self, writer: &mut Writer) {
        writer.string(self.as_str());
    }
}

/// The slot of a [`constant`] property.
#[derive(Debug)]
pub struct ConstantSlot {
    expected: &'static str,
    value: Option<Constant>,
}

/// Creates the slot of a property that must be present and for which the API description allows this
/// value only.
pub const fn constant(expected: &'static str) -> ConstantSlot {
    ConstantSlot {
        expected,
        value: None,
    }
}

impl ConstantSlot {
    /// Returns the property with this name, whose value is read to this place.
    pub fn property(&mut self, name: &'static str) -> Property<'_> {
        Property::new(name, true, self)
    }

    /// Returns the value of the field, after [`read`](super::read) has succeeded.
    pub fn end(self) -> Constant {
        self.value.unwrap_or(Constant::new(self.expected))
    }
}

impl Slot for ConstantSlot {
    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), ValueError> {
        let value = reader.string()?;
        let value = match value == self.expected {
            true => Constant::new(self.expected),
            false => Constant::from(value.into_owned()),
        };
        let is_expected = |value: &Constant| *value == self.expected;
        let value = record_unlisted(value, is_expected, 1, |value| {
            ValueError::new(format!(
                "unknown value {value:?}, expected {:?}",
                self.expected
            ))
        })?;
        self.value = Some(value);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json;

    #[derive(Debug, PartialEq)]
    struct Order {
        object: Constant,
    }

    crate::object!(Order {
        constant object = "type" is "order",
    });

    fn read(text: &str) -> Result<Order, ValueError> {
        json::read(text.as_bytes())
    }

    #[test]
    fn another_value_is_kept() -> Result<(), ValueError> {
        for value in ["order", "invoice", "a \"b\""] {
            let text = serde_json::json!({ "type": value }).to_string();
            let order = read(&text)?;
            assert_eq!(order.object, value);
            assert_eq!(json::write(&order), Ok(text.into_bytes()));
        }
        Ok(())
    }

    #[test]
    fn a_constant_is_a_required_string() {
        for text in ["{}", r#"{"type":1}"#, r#"{"type":null}"#] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}

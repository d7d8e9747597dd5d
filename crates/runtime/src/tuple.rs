//! Serde helpers for arrays that have a type for each position, and possibly more elements after
//! the typed positions.

use serde::de::{Deserialize, DeserializeOwned, Deserializer};
use serde::ser::{Error as _, Serialize, SerializeSeq, Serializer};
use serde_json::Value;

use crate::OptionalNullable;
use crate::json::{ValueError, deserialize_buffered, read_value};

/// Deserializes an array: `read` takes the elements from the reader in order.
///
/// # Errors
/// If the input is not an array, `read` fails, or `read` does not take all elements.
pub fn deserialize<'de, T, D: Deserializer<'de>>(
    deserializer: D,
    read: impl FnOnce(&mut Reader) -> Result<T, ValueError>,
) -> Result<T, D::Error> {
    deserialize_buffered(deserializer, |value| {
        let elements = Vec::<Value>::deserialize(value).map_err(ValueError::new)?;
        let mut reader = Reader {
            elements: elements.into_iter(),
            position: 0,
        };
        let result = read(&mut reader)?;
        reader.end()?;
        Ok(result)
    })
}

/// Serializes an array: `write` passes the elements to the writer in order.
///
/// # Errors
/// If the serializer fails, or an absent element is followed by another one.
pub fn serialize<S: Serializer>(
    serializer: S,
    write: impl FnOnce(&mut Writer<S::SerializeSeq>) -> Result<(), S::Error>,
) -> Result<S::Ok, S::Error> {
    let mut writer = Writer {
        array: serializer.serialize_seq(None)?,
        has_gap: false,
    };
    write(&mut writer)?;
    writer.array.end()
}

/// Reads the elements of an array in order.
#[derive(Debug)]
pub struct Reader {
    elements: std::vec::IntoIter<Value>,
    /// The index of the next element.
    position: usize,
}

/// Writes the elements of an array in order.
#[derive(Debug)]
pub struct Writer<A> {
    array: A,
    has_gap: bool,
}

impl Reader {
    /// Reads the next element, which is required.
    ///
    /// # Errors
    /// If the array has ended, or the element does not fit `T`.
    pub fn required<T: DeserializeOwned>(&mut self) -> Result<T, ValueError> {
        let position = self.position;
        self.optional()?
            .ok_or_else(|| ValueError::new(format_args!("missing element {position}")))
    }

    /// Reads the next element, or returns `None` if the array has ended.
    ///
    /// # Errors
    /// If the element does not fit `T`.
    pub fn optional<T: DeserializeOwned>(&mut self) -> Result<Option<T>, ValueError> {
        let position = self.position;
        self.position += 1;
        self.elements
            .next()
            .map(|value| read_element(position, &value))
            .transpose()
    }

    /// Reads the next element, which may be absent or `null`.
    ///
    /// # Errors
    /// If the element does not fit `T`.
    pub fn optional_nullable<T: DeserializeOwned>(
        &mut self,
    ) -> Result<OptionalNullable<T>, ValueError> {
        Ok(self.optional()?.unwrap_or_default())
    }

    /// Reads all remaining elements.
    ///
    /// # Errors
    /// If an element does not fit `T`.
    pub fn rest<T: DeserializeOwned>(&mut self) -> Result<Vec<T>, ValueError> {
        let first = self.position;
        self.elements
            .by_ref()
            .enumerate()
            .map(|(index, value)| read_element(first + index, &value))
            .collect()
    }

    fn end(&self) -> Result<(), ValueError> {
        match self.elements.as_slice() {
            [] => Ok(()),
            _ => Err(ValueError::new("unexpected element").inside(&self.position.to_string())),
        }
    }
}

impl<A: SerializeSeq> Writer<A> {
    /// Writes an element.
    ///
    /// # Errors
    /// If the serializer fails, or a previous element is absent.
    pub fn required<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), A::Error> {
        if self.has_gap {
            return Err(A::Error::custom(
                "an absent element cannot be followed by another element",
            ));
        }
        self.array.serialize_element(value)
    }

    /// Writes an element unless it is absent.
    ///
    /// # Errors
    /// As [`Writer::required`].
    pub fn optional<T: Serialize>(&mut self, value: &Option<T>) -> Result<(), A::Error> {
        self.has_gap |= value.is_none();
        value.as_ref().map_or(Ok(()), |value| self.required(value))
    }

    /// Writes an element unless it is absent; `null` is written.
    ///
    /// # Errors
    /// As [`Writer::required`].
    pub fn optional_nullable<T: Serialize>(
        &mut self,
        value: &OptionalNullable<T>,
    ) -> Result<(), A::Error> {
        self.has_gap |= value.is_absent();
        if value.is_absent() {
            Ok(())
        } else {
            self.required(value)
        }
    }

    /// Writes the elements after the typed positions.
    ///
    /// # Errors
    /// As [`Writer::required`].
    pub fn rest<T: Serialize>(&mut self, values: &[T]) -> Result<(), A::Error> {
        values.iter().try_for_each(|value| self.required(value))
    }
}

fn read_element<T: DeserializeOwned>(position: usize, value: &Value) -> Result<T, ValueError> {
    read_value(value).map_err(|error| error.inside(&position.to_string()))
}

//! Lists with a type for each position, and others behind them.

use serde::de::{Deserialize, DeserializeOwned, Deserializer};
use serde::ser::{Error as _, Serialize, SerializeSeq, Serializer};
use serde_json::Value;

use crate::json::ValueError;
use crate::{OptionalNullable, buffer};

/// Reads a list: `read` takes the elements in order.
///
/// # Errors
/// When there is no list, `read` fails, or it leaves an element.
pub fn deserialize<'de, T, D: Deserializer<'de>>(
    deserializer: D,
    read: impl FnOnce(&mut Reader) -> Result<T, ValueError>,
) -> Result<T, D::Error> {
    buffer::read(deserializer, |value| {
        let elements = Vec::<Value>::deserialize(value).map_err(ValueError::new)?;
        let mut elements = Reader {
            elements: elements.into_iter(),
            taken: 0,
        };
        let taken = read(&mut elements)?;
        elements.end()?;
        Ok(taken)
    })
}

/// Writes a list: `write` writes the elements in order.
///
/// # Errors
/// What the serializer says, and when an element is absent in front of one that is not.
pub fn serialize<S: Serializer>(
    serializer: S,
    write: impl FnOnce(&mut Writer<S::SerializeSeq>) -> Result<(), S::Error>,
) -> Result<S::Ok, S::Error> {
    let mut writer = Writer {
        list: serializer.serialize_seq(None)?,
        has_gap: false,
    };
    write(&mut writer)?;
    writer.list.end()
}

/// The elements of a list that is being read.
#[derive(Debug)]
pub struct Reader {
    elements: std::vec::IntoIter<Value>,
    taken: usize,
}

/// A list that is being written.
#[derive(Debug)]
pub struct Writer<L> {
    list: L,
    has_gap: bool,
}

impl Reader {
    /// The next element, which must be there.
    ///
    /// # Errors
    /// When it is missing or has another type.
    pub fn required<T: DeserializeOwned>(&mut self) -> Result<T, ValueError> {
        let position = self.taken;
        self.optional()?
            .ok_or_else(|| ValueError::new(format_args!("missing element {position}")))
    }

    /// The next element, if the list goes on.
    ///
    /// # Errors
    /// When it has another type.
    pub fn optional<T: DeserializeOwned>(&mut self) -> Result<Option<T>, ValueError> {
        let position = self.taken;
        self.taken += 1;
        self.elements
            .next()
            .map(|value| typed(position, &value))
            .transpose()
    }

    /// The next element, if the list goes on; it may be `null`.
    ///
    /// # Errors
    /// When it has another type.
    pub fn optional_nullable<T: DeserializeOwned>(
        &mut self,
    ) -> Result<OptionalNullable<T>, ValueError> {
        Ok(self.optional()?.unwrap_or_default())
    }

    /// All elements that were not taken yet.
    ///
    /// # Errors
    /// When one has another type.
    pub fn rest<T: DeserializeOwned>(&mut self) -> Result<Vec<T>, ValueError> {
        let first = self.taken;
        self.elements
            .by_ref()
            .enumerate()
            .map(|(index, value)| typed(first + index, &value))
            .collect()
    }

    fn end(&self) -> Result<(), ValueError> {
        match self.elements.as_slice() {
            [] => Ok(()),
            _ => Err(ValueError::new("is an element too many").inside(&self.taken.to_string())),
        }
    }
}

impl<L: SerializeSeq> Writer<L> {
    /// Writes an element.
    ///
    /// # Errors
    /// What the serializer says, and when an element before it is absent.
    pub fn required<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), L::Error> {
        if self.has_gap {
            return Err(L::Error::custom(
                "an element is absent in front of one that is not",
            ));
        }
        self.list.serialize_element(value)
    }

    /// Writes an element unless it is absent.
    ///
    /// # Errors
    /// As for [`Writer::required`].
    pub fn optional<T: Serialize>(&mut self, value: &Option<T>) -> Result<(), L::Error> {
        self.has_gap |= value.is_none();
        value.as_ref().map_or(Ok(()), |value| self.required(value))
    }

    /// Writes an element unless it is absent; `null` is written.
    ///
    /// # Errors
    /// As for [`Writer::required`].
    pub fn optional_nullable<T: Serialize>(
        &mut self,
        value: &OptionalNullable<T>,
    ) -> Result<(), L::Error> {
        self.has_gap |= value.is_absent();
        if value.is_absent() {
            Ok(())
        } else {
            self.required(value)
        }
    }

    /// Writes the elements behind the others.
    ///
    /// # Errors
    /// As for [`Writer::required`].
    pub fn rest<T: Serialize>(&mut self, values: &[T]) -> Result<(), L::Error> {
        values.iter().try_for_each(|value| self.required(value))
    }
}

fn typed<T: DeserializeOwned>(position: usize, value: &Value) -> Result<T, ValueError> {
    buffer::typed(value).map_err(|error| error.inside(&position.to_string()))
}

//! The values of any serde format as JSON text.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::{ToJson, Writer};

/// Writes a value to the writer while it is deserialized.
pub(super) struct Recorder<'w> {
    pub writer: &'w mut Writer,
}

impl Recorder<'_> {
    fn end<T: ToJson + ?Sized>(self, value: &T) {
        value.to_json(self.writer);
    }
}

impl<'de> DeserializeSeed<'de> for Recorder<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Recorder<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.writer.null();
        Ok(())
    }

    fn visit_none<E: Error>(self) -> Result<(), E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        self.end(&value);
        Ok(())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        self.end(&value);
        Ok(())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        self.end(&value);
        Ok(())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        self.end(&value);
        Ok(())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<(), E> {
        self.writer.serde(value);
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<(), A::Error> {
        let writer = self.writer;
        writer.begin(b'[');
        loop {
            // The comma is written before the format says whether an element follows.
            let before = writer.length();
            writer.separate();
            if access
                .next_element_seed(Recorder {
                    writer: &mut *writer,
                })?
                .is_none()
            {
                writer.truncate(before);
                break;
            }
        }
        writer.end(b']');
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<(), A::Error> {
        let writer = self.writer;
        writer.begin(b'{');
        while let Some(name) = access.next_key::<String>()? {
            writer.name(&name);
            access.next_value_seed(Recorder {
                writer: &mut *writer,
            })?;
        }
        writer.end(b'}');
        Ok(())
    }
}

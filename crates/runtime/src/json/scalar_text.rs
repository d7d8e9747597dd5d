//! Strings, integers and booleans as JSON text. The usual ones are read here, all others by
//! serde_json.

use std::borrow::Cow;

use super::{FromJson, Reader, ToJson, ValueError, Writer};

impl FromJson for String {
    fn from_json(reader: &mut Reader<'_>) -> Result<Self, ValueError> {
        reader.string().map(Cow::into_owned)
    }
}

impl ToJson for String {
    fn to_json(&self, writer: &mut Writer) {
        writer.string(self);
    }
}

impl FromJson for bool {
    fn from_json(reader: &mut Reader<'_>) -> Result<Self, ValueError> {
        if reader.word("true") {
            return Ok(true);
        }
        if reader.word("false") {
            return Ok(false);
        }
        reader.serde()
    }
}

impl ToJson for bool {
    fn to_json(&self, writer: &mut Writer) {
        writer.serde(self);
    }
}

macro_rules! integers {
    ($($name:ident)+) => {
        $(
            impl FromJson for $name {
                fn from_json(reader: &mut Reader<'_>) -> Result<Self, ValueError> {
                    let start = reader.clone();
                    let integer = reader.plain_integer().and_then(|integer| Self::try_from(integer).ok());
                    integer.map_or_else(
                        || {
                            *reader = start;
                            reader.serde()
                        },
                        Ok,
                    )
                }
            }

            impl ToJson for $name {
                fn to_json(&self, writer: &mut Writer) {
                    writer.serde(self);
                }
            }
        )+
    };
}

integers!(i8 i16 i32 i64 u8 u16 u32 u64);

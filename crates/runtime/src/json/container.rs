//! Lists, maps and optional values as JSON text.

use std::collections::BTreeMap;

use super::error::duplicate_key;
use super::{FromJson, Reader, ToJson, ValueError, Writer};

impl<T: FromJson> FromJson for Vec<T> {
    fn from_json(reader: &mut Reader<'_>) -> Result<Self, ValueError> {
        let mut array = reader.array()?;
        let mut values = Vec::new();
        while let Some(value) = array.next(T::from_json)? {
            values.push(value);
        }
        Ok(values)
    }
}

impl<T: ToJson> ToJson for Vec<T> {
    fn to_json(&self, writer: &mut Writer) {
        writer.begin(b'[');
        for value in self {
            writer.separate();
            value.to_json(writer);
        }
        writer.end(b']');
    }
}

impl<T: FromJson> FromJson for BTreeMap<String, T> {
    fn from_json(reader: &mut Reader<'_>) -> Result<Self, ValueError> {
        let mut members = reader.object()?;
        let mut values = BTreeMap::new();
        while let Some(name) = members.next()? {
            let name = name.to_owned();
            let value = members.value(T::from_json)?;
            if values.contains_key(&name) {
                return Err(duplicate_key(&name));
            }
            values.insert(name, value);
        }
        Ok(values)
    }
}

impl<T: ToJson> ToJson for BTreeMap<String, T> {
    fn to_json(&self, writer: &mut Writer) {
        writer.begin(b'{');
        for (name, value) in self {
            writer.name(name);
            value.to_json(writer);
        }
        writer.end(b'}');
    }
}

impl<T: FromJson> FromJson for Option<T> {
    fn from_json(reader: &mut Reader<'_>) -> Result<Self, ValueError> {
        if reader.null() {
            return Ok(None);
        }
        T::from_json(reader).map(Some)
    }
}

impl<T: ToJson> ToJson for Option<T> {
    fn to_json(&self, writer: &mut Writer) {
        match self {
            Some(value) => value.to_json(writer),
            None => writer.null(),
        }
    }
}

impl<T: FromJson> FromJson for Box<T> {
    fn from_json(reader: &mut Reader<'_>) -> Result<Self, ValueError> {
        T::from_json(reader).map(Box::new)
    }
}

impl<T: ToJson> ToJson for Box<T> {
    fn to_json(&self, writer: &mut Writer) {
        T::to_json(self, writer);
    }
}

/// Tuples of up to twelve elements: the ones that serde and the standard library support.
macro_rules! tuples {
    ($(($($part:ident $index:tt)+) $length:literal)+) => {
        $(
            impl<$($part: FromJson),+> FromJson for ($($part,)+) {
                fn from_json(reader: &mut Reader<'_>) -> Result<Self, ValueError> {
                    let mut array = reader.array()?;
                    let tuple = ($(array.next($part::from_json)?.ok_or_else(|| too_short($index, $length))?,)+);
                    match array.next(|reader| reader.skip())? {
                        None => Ok(tuple),
                        Some(()) => Err(ValueError::new("is an unexpected element").inside(stringify!($length))),
                    }
                }
            }

            impl<$($part: ToJson),+> ToJson for ($($part,)+) {
                fn to_json(&self, writer: &mut Writer) {
                    writer.begin(b'[');
                    $(
                        writer.separate();
                        self.$index.to_json(writer);
                    )+
                    writer.end(b']');
                }
            }
        )+
    };
}

tuples! {
    (A 0) 1
    (A 0 B 1) 2
    (A 0 B 1 C 2) 3
    (A 0 B 1 C 2 D 3) 4
    (A 0 B 1 C 2 D 3 E 4) 5
    (A 0 B 1 C 2 D 3 E 4 F 5) 6
    (A 0 B 1 C 2 D 3 E 4 F 5 G 6) 7
    (A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7) 8
    (A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8) 9
    (A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9) 10
    (A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10) 11
    (A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11) 12
}

fn too_short(length: usize, expected: usize) -> ValueError {
    ValueError::new(format_args!(
        "invalid length {length}, expected a tuple of size {expected}"
    ))
}

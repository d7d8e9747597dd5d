//! The connection of JSON text with serde, in both directions.

use std::any::type_name;

use serde::de::{Deserialize, DeserializeOwned, DeserializeSeed, Deserializer, Error as _};
use serde::ser::{Error as _, Serialize, Serializer};
use serde_json::value::RawValue;

use super::recorder::Recorder;
use super::{FromJson, OrderedValue, Reader, ToJson, ValueError, Writer, write};

/// A value whose type only implements serde's traits.
#[derive(Clone, Copy, Debug)]
pub struct BySerde<T>(T);

impl<T> BySerde<T> {
    /// Wraps a value.
    pub fn new(value: T) -> Self {
        Self(value)
    }

    /// Returns the value.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T: DeserializeOwned> FromJson for BySerde<T> {
    fn from_json(reader: &mut Reader<'_>) -> Result<Self, ValueError> {
        reader.serde().map(Self)
    }
}

impl<T: Serialize> ToJson for BySerde<T> {
    fn to_json(&self, writer: &mut Writer) {
        writer.serde(&self.0);
    }
}

/// A part of the name of the deserializer of headers, to which every value is a string until its
/// type is known.
const HEADER: &str = "specwright_runtime::headers::deserializer::HeaderDeserializer";

/// The beginning of the names of the deserializers of JSON text, which return the text of a value.
const TEXT_READER: &str = "&mut serde_json::de::Deserializer<";

/// A part of the names of those that read a stream. They have no text to borrow.
const STREAM: &str = "IoRead";

/// The beginning of the names of the serializers of JSON text.
const TEXT_WRITER: &str = "&mut serde_json::ser::Serializer<";

/// Deserializes a type that is read from JSON text. Values in other formats are converted to JSON text
/// first, because reading each format directly would need more code for each type.
///
/// # Errors
/// If the value does not fit `T`.
pub fn deserialize<'de, T: FromJson, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let format = type_name::<D>();
    if format.starts_with(TEXT_READER) {
        let read = |text: &RawValue| Reader::new(text.get()).whole().map_err(D::Error::custom);
        return match format.contains(STREAM) {
            true => Box::<RawValue>::deserialize(deserializer).and_then(|text| read(&text)),
            false => <&RawValue>::deserialize(deserializer).and_then(read),
        };
    }
    let mut writer = Writer::default();
    let recorder = Recorder {
        writer: &mut writer,
    };
    let has_only_strings = format.contains(HEADER);
    match has_only_strings {
        true => deserializer.deserialize_map(recorder)?,
        false => recorder.deserialize(deserializer)?,
    }
    let text = writer.into_text().map_err(D::Error::custom)?;
    let reader = match has_only_strings {
        true => Reader::of_strings(&text),
        false => Reader::new(&text),
    };
    reader.whole().map_err(D::Error::custom)
}

/// Serializes a type that is written as JSON text.
///
/// # Errors
/// If the value contains a number that is not finite, or the serializer fails.
pub fn serialize<T: ToJson, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    let text = write(value).map_err(S::Error::custom)?;
    if accepts_text(type_name::<S>()) {
        let text = String::from_utf8(text).map_err(S::Error::custom)?;
        let text = RawValue::from_string(text).map_err(S::Error::custom)?;
        return text.serialize(serializer);
    }
    serde_json::from_slice::<OrderedValue>(&text)
        .map_err(S::Error::custom)?
        .serialize(serializer)
}

/// Returns whether the serializer with this name writes JSON without white space, so that it accepts
/// the text of a value.
fn accepts_text(name: &str) -> bool {
    let parameters = name.strip_prefix(TEXT_WRITER);
    let Some(parameters) = parameters.and_then(|rest| rest.strip_suffix('>')) else {
        return false;
    };
    let mut depth = 0_usize;
    // Names omit a parameter that has its default: the formatter without white space.
    let has_formatter = parameters.chars().any(|character| {
        match character {
            '<' | '(' | '[' => depth += 1,
            '>' | ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        character == ',' && depth == 0
    });
    !has_formatter || parameters.ends_with("serde_json::ser::CompactFormatter")
}

/// Reads and writes types as JSON text with their implementations of serde's traits.
///
/// ```
/// # use serde::{Deserialize, Serialize};
/// #[derive(Serialize, Deserialize)]
/// struct Point(f64, f64);
/// specwright_runtime::json_by_serde!(Point);
/// ```
#[macro_export]
macro_rules! json_by_serde {
    ($($name:ty),* $(,)?) => {
        $(
            impl $crate::json::FromJson for $name {
                #[inline]
                fn from_json(
                    reader: &mut $crate::json::Reader<'_>,
                ) -> ::core::result::Result<Self, $crate::json::ValueError> {
                    reader.serde()
                }
            }

            impl $crate::json::ToJson for $name {
                #[inline]
                fn to_json(&self, writer: &mut $crate::json::Writer) {
                    writer.serde(self);
                }
            }
        )*
    };
}

json_by_serde!((), f64);

#[cfg(test)]
mod tests {
    use std::any::type_name;

    use serde::ser::Serializer;
    use serde::{Deserialize, Serialize};
    use serde_json::json;
    use serde_json::ser::{CompactFormatter, PrettyFormatter};

    use super::accepts_text;

    #[derive(Debug, PartialEq)]
    struct Pet {
        name: String,
        tags: Vec<i64>,
    }
    crate::object!(Pet { required name, required tags, });

    fn pet() -> Pet {
        Pet {
            name: "\u{1}\"é\u{1f600}".to_owned(),
            tags: vec![-1, 7],
        }
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Owner {
        pets: Vec<Pet>,
        #[serde(flatten)]
        first: Pet,
    }

    fn name<S: Serializer>(_: S) -> &'static str {
        type_name::<S>()
    }

    #[test]
    fn only_serializers_without_white_space_accept_text() {
        let text = &mut Vec::new();
        assert!(accepts_text(name(&mut serde_json::Serializer::new(
            &mut *text
        ))));
        let formatter = CompactFormatter;
        let compact = &mut serde_json::Serializer::with_formatter(&mut *text, formatter);
        assert!(accepts_text(name(compact)));
        let formatter = PrettyFormatter::new();
        let pretty = &mut serde_json::Serializer::with_formatter(&mut *text, formatter);
        assert!(!accepts_text(name(pretty)));
        assert!(!accepts_text(name(serde_json::value::Serializer)));
    }

    #[test]
    fn every_format_has_the_same_value() {
        let owner = Owner {
            pets: vec![pet(), pet()],
            first: pet(),
        };
        let pet = json!({ "name": "\u{1}\"é\u{1f600}", "tags": [-1, 7] });
        let mut expected = pet.clone();
        expected["pets"] = json!([pet, pet]);
        let text = serde_json::to_string(&owner).expect("JSON");
        let pretty = serde_json::to_string_pretty(&owner).expect("JSON");
        assert!(!text.contains('\n') && pretty.contains("\n      \"tags\": [\n"));
        for text in [text, pretty] {
            let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
            assert_eq!(value, expected);
            let from_text: Owner = serde_json::from_str(&text).expect("an owner");
            let from_reader = serde_json::from_reader(text.as_bytes());
            let from_reader: Owner = from_reader.expect("an owner");
            let from_value: Owner = serde_json::from_value(value).expect("an owner");
            for read in [from_text, from_reader, from_value] {
                assert_eq!(read, owner);
            }
        }
        assert_eq!(serde_json::to_value(&owner).expect("JSON"), expected);
    }
}

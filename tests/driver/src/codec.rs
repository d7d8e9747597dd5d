//! Conversion of typed values from and to JSON.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json as object};
use specwright_runtime::body::{Content, Part};
use specwright_runtime::bytes::Bytes;

/// The conversion of a type from and to JSON.
#[derive(Clone, Copy)]
pub struct Codec<T> {
    /// Reads a value. The error is a message.
    pub read: fn(&Value) -> Result<T, String>,
    /// Writes a value. The error is a message.
    pub write: fn(&T) -> Result<Value, String>,
}

/// Returns the codec of a type that serde reads and writes, with the same reader as the bodies of
/// responses.
pub const fn json<T: DeserializeOwned + Serialize + Send>() -> Codec<T> {
    Codec {
        read: |value| {
            specwright_runtime::json::from_slice(value.to_string().as_bytes())
                .map_err(|error| error.to_string())
        },
        write: |value| serde_json::to_value(value).map_err(|error| error.to_string()),
    }
}

/// Returns the codec of bytes, which are a list of numbers.
pub const fn bytes() -> Codec<Bytes> {
    Codec {
        read: read_bytes,
        write: |bytes| Ok(write_bytes(bytes)),
    }
}

/// Returns the codec of bytes with a media type.
pub const fn content() -> Codec<Content> {
    Codec {
        read: |value| {
            let bytes = read_bytes(member(value, "bytes"))?;
            Ok(Content::new(
                text(value, "media_type").unwrap_or_default(),
                bytes,
            ))
        },
        write: |content| {
            Ok(object!({ "media_type": content.media_type, "bytes": write_bytes(&content.bytes) }))
        },
    }
}

/// Returns the codec of the parts of a multipart body.
pub const fn parts() -> Codec<Vec<Part>> {
    Codec {
        read: |value| {
            value
                .as_array()
                .into_iter()
                .flatten()
                .map(read_part)
                .collect()
        },
        write: |parts| Ok(parts.iter().map(write_part).collect()),
    }
}

/// Returns the name of the variant and its content in the JSON of an enum of contents.
pub fn variant(value: &Value) -> (&str, &Value) {
    let name = member(value, "variant").as_str();
    (name.unwrap_or_default(), member(value, "content"))
}

/// Returns the JSON of a variant of an enum of contents.
///
/// # Errors
/// If the content could not be written.
pub fn in_variant(name: &str, content: Result<Value, String>) -> Result<Value, String> {
    Ok(object!({ "variant": name, "content": content? }))
}

fn read_part(value: &Value) -> Result<Part, String> {
    let mut part = Part::new(read_bytes(member(value, "bytes"))?);
    part.name = text(value, "name");
    part.file_name = text(value, "file_name");
    part.content_type = text(value, "content_type");
    Ok(part)
}

fn write_part(part: &Part) -> Value {
    object!({
        "name": part.name,
        "file_name": part.file_name,
        "content_type": part.content_type,
        "bytes": write_bytes(&part.content),
    })
}

fn read_bytes(value: &Value) -> Result<Bytes, String> {
    let bytes: Result<Vec<u8>, _> = serde_json::from_value(value.clone());
    bytes.map(Bytes::from).map_err(|error| error.to_string())
}

fn write_bytes(bytes: &Bytes) -> Value {
    bytes.iter().copied().collect()
}

fn member<'a>(value: &'a Value, key: &str) -> &'a Value {
    value.get(key).unwrap_or(&Value::Null)
}

fn text(value: &Value, key: &str) -> Option<String> {
    member(value, key).as_str().map(str::to_owned)
}

//! Formats by which a user-supplied type can be selected.

use specwright_openapi::ir::{SchemaKind, StringFormat};
use specwright_openapi::vocabulary::JsonType;

/// Returns the JSON type and the format of a schema that has a format.
pub(super) fn of(kind: &SchemaKind) -> Option<(JsonType, &str)> {
    match kind {
        SchemaKind::Integer { format, .. } => Some((JsonType::Integer, format.as_deref()?)),
        SchemaKind::Number { format, .. } => Some((JsonType::Number, format.as_deref()?)),
        SchemaKind::String { format, .. } => Some((JsonType::String, string_format(format)?)),
        _ => None,
    }
}

fn string_format(format: &StringFormat) -> Option<&str> {
    Some(match format {
        StringFormat::Plain => return None,
        StringFormat::DateTime => "date-time",
        StringFormat::Date => "date",
        StringFormat::Base64 => "byte",
        StringFormat::Base64Url => "base64url",
        StringFormat::Binary => "binary",
        StringFormat::Password => "password",
        StringFormat::Other(name) => name,
    })
}

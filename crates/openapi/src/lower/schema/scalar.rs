//! Types that keywords imply, and formats of strings.

use crate::ir::{Bounds, Lengths, SchemaKind, StringFormat};
use crate::lower::keywords::Keywords;
use crate::vocabulary::JsonType;

/// Returns the type that the keywords of a schema without `type` apply to, if they agree on one.
pub(super) fn implied_type(keywords: &Keywords) -> Option<JsonType> {
    let arrays =
        keywords.has_items() || keywords.array_lengths != Lengths::default() || keywords.unique;
    // `format` never applies to objects, so that `required` beside it does not imply one.
    let requires = !keywords.required.is_empty() && keywords.format.is_none();
    let objects = !keywords.properties.is_empty()
        || requires
        || keywords.has_undeclared_properties()
        || keywords.object_lengths != Lengths::default();
    let strings = keywords.pattern.is_some() || keywords.string_lengths != Lengths::default();
    let numbers = keywords.bounds != Bounds::default();
    match (objects, arrays, strings) {
        (true, false, false) => Some(JsonType::Object),
        (false, true, false) => Some(JsonType::Array),
        (false, false, true) => Some(JsonType::String),
        (false, false, false) => keywords
            .format
            .as_deref()
            .and_then(type_of_format)
            .or(numbers.then_some(JsonType::Number)),
        _ => None,
    }
}

fn type_of_format(format: &str) -> Option<JsonType> {
    match format {
        "int32" | "int64" => Some(JsonType::Integer),
        "float" | "double" => Some(JsonType::Number),
        "date" | "date-time" | "byte" | "base64url" | "binary" | "password" | "uuid" | "uri"
        | "email" | "hostname" | "ipv4" | "ipv6" => Some(JsonType::String),
        _ => None,
    }
}

/// Returns the scalar type of a schema without its constraints, or `None` if it has another type.
pub(super) fn unconstrained(keywords: &Keywords) -> Option<SchemaKind> {
    let format = keywords.format.clone();
    Some(match keywords.types.as_slice() {
        [JsonType::Boolean] => SchemaKind::Boolean,
        [JsonType::Integer] => SchemaKind::Integer {
            format,
            bounds: Bounds::default(),
        },
        [JsonType::Number] => SchemaKind::Number {
            format,
            bounds: Bounds::default(),
        },
        [JsonType::String] => SchemaKind::String {
            format: string_format(format.as_deref()),
            lengths: Lengths::default(),
            pattern: None,
        },
        _ => return None,
    })
}

/// Parses the `format` of a string.
pub(super) fn string_format(format: Option<&str>) -> StringFormat {
    match format {
        None | Some("") => StringFormat::Plain,
        Some("date-time") => StringFormat::DateTime,
        Some("date") => StringFormat::Date,
        Some("byte" | "base64") => StringFormat::Base64,
        Some("base64url") => StringFormat::Base64Url,
        Some("binary") => StringFormat::Binary,
        Some("password") => StringFormat::Password,
        Some(other) => StringFormat::Other(other.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn required_with_format(format: Option<&str>) -> Keywords {
        Keywords {
            required: ["id".to_owned()].into_iter().collect(),
            format: format.map(str::to_owned),
            ..Keywords::default()
        }
    }

    #[test]
    fn required_properties_imply_an_object_unless_there_is_a_format() {
        let implied = |format| implied_type(&required_with_format(format));
        assert_eq!(implied(None), Some(JsonType::Object));
        assert_eq!(implied(Some("uuid")), Some(JsonType::String));
        assert_eq!(implied(Some("money")), None);
    }

    #[test]
    fn keywords_for_several_types_imply_none() {
        let keywords = Keywords {
            unique: true,
            pattern: Some("a".to_owned()),
            ..Keywords::default()
        };
        assert_eq!(implied_type(&keywords), None);
    }
}

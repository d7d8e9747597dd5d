//! Types that keywords imply, and formats of strings.

use crate::ir::{Bounds, Lengths, SchemaKind, StringFormat};
use crate::lower::keywords::Keywords;
use crate::vocabulary::JsonType;

/// Returns the type that the keywords of a schema without `type` imply. Only `properties`,
/// `additionalProperties` and `items` imply one; all other keywords restrict values of one type
/// among all.
pub(in crate::lower) fn implied_type(keywords: &Keywords) -> Option<JsonType> {
    let has_properties = !keywords.properties.is_empty()
        || (keywords.additional.is_some() && keywords.unevaluated.is_none());
    let objects = has_properties
        || keywords.has_undeclared_properties()
        || !keywords.required.is_empty()
        || keywords.object_lengths != Lengths::default();
    let has_unevaluated_items =
        keywords.forbids_unevaluated_items || !keywords.unevaluated_items.is_empty();
    let has_elements =
        !has_unevaluated_items && (!keywords.items.is_empty() || keywords.forbids_more_items);
    let arrays =
        keywords.has_items() || keywords.array_lengths != Lengths::default() || keywords.unique;
    let strings = keywords.pattern.is_some() || keywords.string_lengths != Lengths::default();
    if strings || (objects && arrays) {
        return None;
    }
    let object = has_properties.then_some(JsonType::Object);
    object.or(has_elements.then_some(JsonType::Array))
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
    use crate::pointer::Span;

    #[test]
    fn only_schemas_of_properties_and_elements_imply_a_type() {
        let site = || vec![Span::default()];
        let elements = Keywords {
            items: site(),
            unique: true,
            ..Keywords::default()
        };
        assert_eq!(implied_type(&elements), Some(JsonType::Array));
        let properties = Keywords {
            properties: [("id".to_owned(), site())].into_iter().collect(),
            ..Keywords::default()
        };
        assert_eq!(implied_type(&properties), Some(JsonType::Object));
        let requires = Keywords {
            required: ["id".to_owned()].into_iter().collect(),
            ..Keywords::default()
        };
        assert_eq!(implied_type(&requires), None);
    }

    #[test]
    fn keywords_for_several_types_imply_none() {
        let keywords = Keywords {
            items: vec![Span::default()],
            pattern: Some("a".to_owned()),
            ..Keywords::default()
        };
        assert_eq!(implied_type(&keywords), None);
    }
}

//! Multipart bodies: the selection of bodies that become structs, and of properties that are files.

use std::collections::BTreeMap;

use specwright_openapi::ir::{
    Additional, Branch, Content, ContentKind, Object, SchemaId, SchemaKind, StringFormat,
};
use specwright_openapi::media_type::MediaType;

use super::model::multipart::{FileCount, FileProperties};
use super::schemas::Schemas;

/// The maximum depth of unions in unions that are searched for files.
const MAX_DEPTH: usize = 8;

/// The schema of a multipart body that becomes a struct.
pub(super) struct MultipartForm<'a> {
    pub(super) id: SchemaId,
    pub(super) object: &'a Object,
}

/// Returns the schema of a multipart body that becomes a struct: an object with declared
/// properties.
pub(super) fn form<'a>(schemas: Schemas<'a>, content: &Content) -> Option<MultipartForm<'a>> {
    let id = content.ty?.id;
    match schemas.kind(id)? {
        SchemaKind::Object(object) if is_form_data(content) && !object.properties.is_empty() => {
            Some(MultipartForm { id, object })
        }
        _ => None,
    }
}

/// Returns whether the media type is `multipart/form-data`, or a range that includes it.
pub(super) fn is_form_data(content: &Content) -> bool {
    let media_type = MediaType::new(&content.media_type);
    content.kind == ContentKind::Multipart
        && matches!(
            media_type.essence(),
            MediaType::MULTIPART_FORM | "multipart/*"
        )
}

/// Returns the properties of a multipart body that are files: strings with the format `binary`,
/// lists and unions of those, and properties without a type, unless their encoding names JSON, text
/// or a style (Encoding Object, OpenAPI 3.0.4, 4.7.15).
///
/// A property without a type or an encoding is not a file if its schema is also used outside of
/// multipart bodies, where the property is any JSON value.
pub(super) fn files(schemas: Schemas<'_>, object: &Object, content: &Content) -> FileProperties {
    let encodings = content.encodings.iter();
    let encoded: BTreeMap<&str, bool> = encodings
        .filter_map(|encoding| {
            let is_binary = match encoding.content_type.as_deref() {
                Some(media_types) => is_binary(media_types),
                None if encoding.style.is_some() => false,
                None => return None,
            };
            Some((encoding.name.as_str(), is_binary))
        })
        .collect();
    let schema = content.ty.and_then(|ty| schemas.api.schemas.get(ty.id));
    let is_shared = schema.is_some_and(|schema| schema.usage.outside_multipart);
    let is_untyped_file = |name: &str| encoded.get(name).copied().unwrap_or(!is_shared);
    let named = object.properties.iter().filter_map(|property| {
        let count = match schemas.kind(property.ty.id) {
            Some(SchemaKind::Any) if is_untyped_file(&property.name) => FileCount::One,
            _ => file_count(schemas, property.ty.id, MAX_DEPTH)?,
        };
        Some((property.name.clone(), count))
    });
    let additional = match object.additional {
        Additional::Typed(ty) => file_count(schemas, ty.id, MAX_DEPTH),
        _ => None,
    };
    FileProperties {
        named: named.collect(),
        additional,
    }
}

/// Returns how many files a value of a schema consists of, or `None` if the value is not a file.
fn file_count(schemas: Schemas<'_>, id: SchemaId, depth: usize) -> Option<FileCount> {
    match schemas.kind(id)? {
        SchemaKind::String {
            format: StringFormat::Binary,
            ..
        } => Some(FileCount::One),
        SchemaKind::Array(array) if depth > 0 => {
            file_count(schemas, array.items.id, 0).map(|_| FileCount::Many)
        }
        SchemaKind::Union(union) if depth > 0 => {
            let branches = union.branches.iter();
            let counts: Vec<FileCount> = branches
                .filter_map(|branch| file_count(schemas, branch.ty.id, depth - 1))
                .collect();
            if counts.contains(&FileCount::Many) {
                Some(FileCount::Many)
            } else {
                counts.first().copied()
            }
        }
        _ => None,
    }
}

/// Returns whether a schema is a union of files and of other values.
pub(super) fn is_mixed_file(schemas: Schemas<'_>, id: SchemaId) -> bool {
    let Some(SchemaKind::Union(union)) = schemas.kind(id) else {
        return false;
    };
    let is_file = |branch: &Branch| file_count(schemas, branch.ty.id, MAX_DEPTH).is_some();
    union.branches.iter().any(is_file) && !union.branches.iter().all(is_file)
}

/// Returns whether every media type of a comma-separated list is neither JSON nor text.
fn is_binary(media_types: &str) -> bool {
    media_types
        .split(',')
        .map(MediaType::new)
        .all(|media_type| {
            let is_text = media_type.is_json() || media_type.is_text();
            !is_text && !media_type.essence().is_empty()
        })
}

/// Returns the schemas of the properties that are not files.
pub(super) fn other_schemas(files: &FileProperties, object: &Object) -> Vec<SchemaId> {
    let properties = object.properties.iter();
    let named = properties.filter(|property| !files.named.contains_key(&property.name));
    let additional = match object.additional {
        Additional::Typed(ty) if files.additional.is_none() => Some(ty.id),
        _ => None,
    };
    named
        .map(|property| property.ty.id)
        .chain(additional)
        .collect()
}

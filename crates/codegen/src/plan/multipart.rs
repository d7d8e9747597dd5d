//! Multipart bodies: which of them become structs, and which members of these are files.

use std::collections::{BTreeMap, BTreeSet};

use specwright_openapi::ir::{
    self, Additional, Api, Branch, ContentKind, Object, SchemaId, SchemaKind, StringFormat,
};

use super::body;
use crate::plan::model::multipart::{FileCount, FileProperties};

/// How many choices inside choices are followed.
const DEEPEST: usize = 8;

/// The schemas that are multipart bodies as structs, with the members that are files: in one of the bodies or in all of them.
pub fn bodies(api: &Api) -> BTreeMap<SchemaId, FileProperties> {
    let mut bodies: BTreeMap<SchemaId, FileProperties> = BTreeMap::new();
    for media in api
        .operations
        .iter()
        .filter_map(|operation| body::multipart(api, operation.body.as_ref()?))
    {
        let Some((id, object)) = form(api, media) else {
            continue;
        };
        let found = files(api, object, media);
        let members = bodies.entry(id).or_default();
        members.named.extend(found.named);
        members.additional = members.additional.or(found.additional);
    }
    bodies
}

/// The object behind a form of parts; none where the body is a list of parts.
pub fn form<'a>(api: &'a Api, media: &ir::Content) -> Option<(SchemaId, &'a Object)> {
    let id = media.ty?.id;
    match &api.schema(id).kind {
        SchemaKind::Object(object) if is_form(media) && !object.properties.is_empty() => {
            Some((id, object))
        }
        _ => None,
    }
}

/// Whether a multipart media type is that of forms, or a range of it.
pub fn is_form(media: &ir::Content) -> bool {
    let essence = media
        .media_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    media.kind == ContentKind::Multipart
        && matches!(essence.as_str(), "multipart/form-data" | "multipart/*")
}

/// The members of a body that are files.
pub fn files(api: &Api, object: &Object, media: &ir::Content) -> FileProperties {
    let octets: BTreeSet<&str> = media
        .encodings
        .iter()
        .filter(|encoding| encoding.content_type.as_deref().is_some_and(is_octets))
        .map(|encoding| encoding.name.as_str())
        .collect();
    let named = object.properties.iter().filter_map(|property| {
        let count = match &api.schema(property.ty.id).kind {
            SchemaKind::Any if octets.contains(property.name.as_str()) => FileCount::One,
            _ => count(api, property.ty.id, DEEPEST)?,
        };
        Some((property.name.clone(), count))
    });
    let additional = match object.additional {
        Additional::Typed(ty) => count(api, ty.id, DEEPEST),
        _ => None,
    };
    FileProperties {
        named: named.collect(),
        additional,
    }
}

/// How many files the values of a schema are; none if they are no files.
fn count(api: &Api, id: SchemaId, depth: usize) -> Option<FileCount> {
    match &api.schema(id).kind {
        SchemaKind::String {
            format: StringFormat::Binary,
            ..
        } => Some(FileCount::One),
        SchemaKind::Array(array) if depth > 0 => {
            count(api, array.items.id, 0).map(|_| FileCount::Many)
        }
        SchemaKind::Union(union) if depth > 0 => {
            let counts: Vec<FileCount> = union
                .branches
                .iter()
                .filter_map(|branch| count(api, branch.ty.id, depth - 1))
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

/// Whether values may be files and may be something else as well.
pub fn is_mixed_file(api: &Api, id: SchemaId) -> bool {
    match &api.schema(id).kind {
        SchemaKind::Union(union) => {
            let is_file = |branch: &Branch| count(api, branch.ty.id, DEEPEST).is_some();
            union.branches.iter().any(is_file) && !union.branches.iter().all(is_file)
        }
        _ => false,
    }
}

/// Whether all media types of a list are neither text nor JSON.
fn is_octets(content_type: &str) -> bool {
    content_type
        .split(',')
        .map(|one| {
            one.split(';')
                .next()
                .unwrap_or_default()
                .trim()
                .to_ascii_lowercase()
        })
        .all(|essence| {
            let is_json = essence == "application/json" || essence.ends_with("+json");
            !is_json && !essence.starts_with("text/") && !essence.is_empty()
        })
}

/// The schemas of the members that are no files.
pub fn others(files: &FileProperties, object: &Object) -> Vec<SchemaId> {
    let named = object
        .properties
        .iter()
        .filter(|property| !files.named.contains_key(&property.name));
    let additional = match object.additional {
        Additional::Typed(ty) if files.additional.is_none() => Some(ty.id),
        _ => None,
    };
    named
        .map(|property| property.ty.id)
        .chain(additional)
        .collect()
}

//! Binary strings in JSON, which has no bytes.

use std::collections::{BTreeMap, BTreeSet};

use specwright_openapi::diagnostic::Report;
use specwright_openapi::ir::{SchemaId, SchemaKind, StringFormat};

use crate::catalogue::binary;
use crate::plan::model::multipart::FileProperties;
use crate::plan::overrides::Overrides;

/// Reports the properties with the format `binary` that become strings.
pub(super) fn check(
    overrides: &Overrides<'_>,
    used: &BTreeSet<SchemaId>,
    multipart: &BTreeMap<SchemaId, FileProperties>,
    report: &mut Report,
) {
    let schemas = overrides.schemas();
    let is_binary = |id: SchemaId| {
        let kind = schemas.kind(id);
        let is_binary = matches!(
            kind,
            Some(SchemaKind::String {
                format: StringFormat::Binary,
                ..
            })
        );
        is_binary && overrides.user_type(id).is_none()
    };
    for (id, schema) in schemas.iter().filter(|(id, _)| used.contains(id)) {
        let SchemaKind::Object(object) = &schema.kind else {
            continue;
        };
        if multipart.contains_key(&id) || !schema.usage.outside_multipart {
            continue;
        }
        for property in &object.properties {
            let is_list = |id| matches!(schemas.kind(id), Some(SchemaKind::Array(array)) if is_binary(array.items.id));
            if is_binary(property.ty.id) || is_list(property.ty.id) {
                report.add(&property.span, binary::in_json(&property.name));
            }
        }
    }
}

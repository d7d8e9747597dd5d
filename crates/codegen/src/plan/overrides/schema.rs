//! The schemas that entries are for.

use std::collections::{BTreeMap, BTreeSet};

use specwright_openapi::diagnostic::{Finding, Report};
use specwright_openapi::ir::{Api, Schema, SchemaId, SchemaName};
use specwright_openapi::pointer::SourceId;

use super::applicability::Entry;
use crate::catalogue::overrides;
use crate::config::{self, Config, SchemaConfig};

/// Resolves the entries to schemas. Reports entries that match no schema, conflict with each other,
/// or have options that do not apply.
pub(super) fn resolve<'a>(
    api: &Api,
    config: &'a Config,
    report: &mut Report,
) -> BTreeMap<SchemaId, &'a SchemaConfig> {
    let mut resolved = BTreeMap::new();
    let mut names = BTreeSet::new();
    for (key, schema) in &config.schemas {
        let span = config::location(&["schemas", key]);
        let found = find(api, key);
        if found.is_empty() {
            report.add(&span, unknown_schema(api, key));
        }
        for id in &found {
            if resolved.insert(*id, schema).is_some() {
                report.add(&span, overrides::duplicate_schema(key));
            }
        }
        if let Some(id) = found.first() {
            let entry = Entry {
                key,
                config: schema,
                schema: api.schema(*id),
            };
            entry.check(config.types.enums, report);
        }
        if let Some(name) = &schema.name
            && !names.insert(name.as_str())
        {
            let span = config::location(&["schemas", key, "name"]);
            report.add(&span, overrides::name_in_use(name.as_str()));
        }
    }
    resolved
}

/// Finds the schemas of a key: the component with that name, or the schema at a JSON pointer.
fn find(api: &Api, key: &str) -> Vec<SchemaId> {
    let matches = |schema: &Schema| match pointer(key) {
        Some(pointer) => {
            schema.span.source == SourceId(0) && schema.span.pointer.as_str() == pointer
        }
        None => matches!(&schema.name, SchemaName::Component(name) if name == key),
    };
    let schemas = api.schemas.iter_enumerated();
    schemas
        .filter(|(_, schema)| matches(schema))
        .map(|(id, _)| id)
        .collect()
}

/// Returns the JSON pointer of a key such as `#/components/schemas/Pet/properties/tag`.
fn pointer(key: &str) -> Option<&str> {
    key.strip_prefix('#')
        .filter(|pointer| pointer.starts_with('/'))
}

fn unknown_schema(api: &Api, key: &str) -> Finding {
    if pointer(key).is_some() {
        let schemas = api.schemas.iter();
        let known: Vec<String> = schemas
            .map(|schema| format!("#{}", schema.span.pointer))
            .collect();
        return overrides::unknown_schema_pointer(key, known.iter().map(String::as_str));
    }
    let components = api.schemas.iter().filter_map(|schema| match &schema.name {
        SchemaName::Component(name) => Some(name.as_str()),
        SchemaName::Inline { .. } => None,
    });
    overrides::unknown_component(key, components)
}

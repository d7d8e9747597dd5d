//! Which schema each choice means, and whether it has what is chosen for it.

use std::collections::{BTreeMap, BTreeSet};

use specwright_openapi::diagnostic::{Code, Diagnostic, Effect};
use specwright_openapi::ir::{
    Api, Discrimination, JsonType, Schema, SchemaId, SchemaKind, SchemaName,
};
use specwright_openapi::pointer::SourceId;

use super::{invalid, taken, unknown_name};
use crate::config::{self, Config, Enums, SchemaConfig};
use crate::plan::note::warning;

/// The variant that open enums have by themselves.
const CATCH_ALL: &str = "Unknown";

/// The schemas that choices are about.
pub(super) fn resolve<'a>(
    api: &Api,
    config: &'a Config,
    diagnostics: &mut Vec<Diagnostic>,
) -> BTreeMap<SchemaId, &'a SchemaConfig> {
    let mut resolved = BTreeMap::new();
    let mut names = BTreeSet::new();
    for (key, chosen) in &config.schemas {
        let found = find(api, key);
        if found.is_empty() {
            diagnostics.push(unknown_schema(api, key));
        }
        for id in &found {
            if resolved.insert(*id, chosen).is_some() {
                let message = format!(
                    "`{key}` is a schema about which something else is chosen by another name"
                );
                diagnostics.push(invalid(
                    message,
                    &config::place(&["schemas", key]),
                    "put the choices about one schema together",
                ));
            }
        }
        if let Some(schema) = found.first().map(|id| api.schema(*id)) {
            Checking {
                key,
                chosen,
                schema,
                diagnostics,
            }
            .check(config.types.enums);
        }
        if let Some(name) = chosen
            .name
            .as_ref()
            .filter(|name| !names.insert(name.as_str()))
        {
            diagnostics.push(taken(name.as_str(), &["schemas", key, "name"]));
        }
    }
    resolved
}

/// The schemas of a key: a component by its name, or what stands at a pointer.
fn find(api: &Api, key: &str) -> Vec<SchemaId> {
    let schemas = api.schemas.iter_enumerated();
    let means = |schema: &Schema| match pointer(key) {
        Some(pointer) => {
            schema.span.source == SourceId(0) && schema.span.pointer.as_str() == pointer
        }
        None => matches!(&schema.name, SchemaName::Component(name) if name == key),
    };
    schemas
        .filter(|(_, schema)| means(schema))
        .map(|(id, _)| id)
        .collect()
}

fn pointer(key: &str) -> Option<&str> {
    key.strip_prefix('#')
        .filter(|pointer| pointer.starts_with('/'))
}

fn unknown_schema(api: &Api, key: &str) -> Diagnostic {
    let place = config::place(&["schemas", key]);
    match pointer(key) {
        Some(_) => {
            let known: Vec<String> = api
                .schemas
                .iter()
                .map(|schema| format!("#{}", schema.span.pointer))
                .collect();
            let message =
                format!("no schema stands at `{key}`; of a reference, it is what is referred to");
            unknown_name(message, key, known.iter().map(String::as_str), &place)
        }
        None => {
            let known = api.schemas.iter().filter_map(|schema| match &schema.name {
                SchemaName::Component(name) => Some(name.as_str()),
                SchemaName::Inline { .. } => None,
            });
            unknown_name(
                format!("no schema of the components is called `{key}`"),
                key,
                known,
                &place,
            )
        }
    }
}

/// One schema and the choices about it.
struct Checking<'a> {
    key: &'a str,
    chosen: &'a SchemaConfig,
    schema: &'a Schema,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Checking<'_> {
    fn check(mut self, enums: Option<Enums>) {
        let chosen = self.chosen;
        let is_enum = match &self.schema.kind {
            SchemaKind::Enum(enumeration) => {
                enumeration.json_type != Some(JsonType::Boolean) && !enumeration.values.is_empty()
            }
            SchemaKind::Union(union) => union.discrimination != Discrimination::SameRepresentation,
            _ => false,
        };
        let has_members = matches!(&self.schema.kind, SchemaKind::Object(object) if !object.properties.is_empty());
        let own = chosen.ty.is_none();
        let is_named =
            is_enum || has_members || matches!(self.schema.name, SchemaName::Component(_));
        self.has_effect("name", chosen.name.is_some(), is_named);
        self.has_effect("enum", chosen.openness.is_some(), own && is_enum);
        self.has_effect(
            "unknown-members",
            chosen.unknown_members.is_some(),
            own && has_members,
        );
        self.has_effect(
            "derive",
            !chosen.derive.is_empty(),
            own && (is_enum || has_members),
        );
        self.has_effect(
            "attributes",
            !chosen.attributes.is_empty(),
            own && (is_enum || has_members),
        );
        self.has_effect("fields", !chosen.fields.is_empty(), own && has_members);
        self.has_effect("variants", !chosen.variants.is_empty(), own && is_enum);
        self.fields();
        self.variants(chosen.openness.or(enums) == Some(Enums::Closed));
    }

    fn has_effect(&mut self, what: &str, is_chosen: bool, has: bool) {
        if is_chosen && !has {
            let message = match self.chosen.ty {
                Some(_) => format!(
                    "`{what}` has no effect on `{}`, for which a type of yours stands",
                    self.key
                ),
                None => format!("`{what}` has no effect on what `{}` becomes", self.key),
            };
            let span = config::place(&["schemas", self.key, what]);
            self.diagnostics.push(warning(
                Code::UnknownConfigTarget,
                Effect::None,
                message,
                &span,
                "take it away",
            ));
        }
    }

    fn fields(&mut self) {
        let SchemaKind::Object(object) = &self.schema.kind else {
            return;
        };
        let mut names = BTreeSet::new();
        for (member, name) in &self.chosen.fields {
            let place = ["schemas", self.key, "fields", member];
            if object
                .properties
                .iter()
                .all(|property| property.name != *member)
            {
                let known = object
                    .properties
                    .iter()
                    .map(|property| property.name.as_str());
                let message = format!("`{}` has no member `{member}`", self.key);
                self.diagnostics
                    .push(unknown_name(message, member, known, &config::place(&place)));
            }
            if !names.insert(name.as_str()) {
                self.diagnostics.push(taken(name.as_str(), &place));
            }
        }
    }

    fn variants(&mut self, is_closed: bool) {
        let known: Vec<String> = match &self.schema.kind {
            SchemaKind::Enum(enumeration) => enumeration
                .values
                .iter()
                .map(|value| text(&value.value))
                .collect(),
            SchemaKind::Union(union) => union
                .branches
                .iter()
                .map(|branch| branch.name.clone())
                .collect(),
            _ => return,
        };
        let mut names: BTreeSet<&str> = if is_closed {
            BTreeSet::new()
        } else {
            BTreeSet::from([CATCH_ALL])
        };
        for (value, name) in &self.chosen.variants {
            let place = ["schemas", self.key, "variants", value];
            if !known.contains(value) {
                let message = format!("`{}` has no value or branch `{value}`", self.key);
                self.diagnostics.push(unknown_name(
                    message,
                    value,
                    known.iter().map(String::as_str),
                    &config::place(&place),
                ));
            }
            if !names.insert(name.as_str()) {
                self.diagnostics.push(taken(name.as_str(), &place));
            }
        }
    }
}

/// A value of an enum as the text by which it is chosen.
pub fn text(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

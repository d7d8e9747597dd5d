//! Options of an entry that do not apply to its schema.

use std::collections::BTreeSet;

use specwright_openapi::diagnostic::Report;
use specwright_openapi::ir::{Object, Schema, SchemaKind, SchemaName};

use crate::catalogue::overrides;
use crate::config::{self, EnumOpenness, SchemaConfig};
use crate::plan::model::enumeration::CATCH_ALL;
use crate::plan::representation::{self, variant_key};

/// An entry and its schema.
pub(super) struct Entry<'a> {
    /// The key of the entry.
    pub(super) key: &'a str,
    /// The options.
    pub(super) config: &'a SchemaConfig,
    /// The schema that the entry is for.
    pub(super) schema: &'a Schema,
}

impl Entry<'_> {
    /// Reports the options that do not apply to the schema. `enums` is the default for all types.
    pub(super) fn check(&self, enums: Option<EnumOpenness>, report: &mut Report) {
        self.options(report);
        self.fields(report);
        let is_closed = self.config.openness.or(enums) == Some(EnumOpenness::Closed);
        self.variants(is_closed, report);
    }

    fn options(&self, report: &mut Report) {
        let config = self.config;
        let is_enum = representation::is_enum(&self.schema.kind);
        let is_struct = match &self.schema.kind {
            SchemaKind::Object(object) => !representation::is_map(object),
            _ => false,
        };
        let is_component = matches!(self.schema.name, SchemaName::Component(_));
        let is_generated = config.ty.is_none();
        let has_type = is_generated && (is_enum || is_struct);
        let has_fields = is_generated && is_struct;
        let has_variants = is_generated && is_enum;
        let options = [
            (
                "name",
                config.name.is_some(),
                is_enum || is_struct || is_component,
            ),
            ("enum", config.openness.is_some(), has_variants),
            (
                "unknown-members",
                config.unknown_members.is_some(),
                has_fields,
            ),
            ("derive", !config.derive.is_empty(), has_type),
            ("attributes", !config.attributes.is_empty(), has_type),
            ("fields", !config.fields.is_empty(), has_fields),
            ("variants", !config.variants.is_empty(), has_variants),
        ];
        for (option, is_set, applies) in options {
            if is_set && !applies {
                let finding = if is_generated {
                    overrides::inapplicable(self.key, option)
                } else {
                    overrides::inapplicable_to_user_type(self.key, option)
                };
                report.add(&config::location(&["schemas", self.key, option]), finding);
            }
        }
    }

    fn fields(&self, report: &mut Report) {
        let SchemaKind::Object(object) = &self.schema.kind else {
            return;
        };
        let mut names = BTreeSet::new();
        for (property, name) in &self.config.fields {
            let span = config::location(&["schemas", self.key, "fields", property]);
            if !property_names(object).any(|known| known == property) {
                let known = property_names(object);
                report.add(
                    &span,
                    overrides::unknown_property(self.key, property, known),
                );
            }
            if !names.insert(name.as_str()) {
                report.add(&span, overrides::name_in_use(name.as_str()));
            }
        }
    }

    fn variants(&self, is_closed: bool, report: &mut Report) {
        let known: Vec<String> = match &self.schema.kind {
            SchemaKind::Enum(enumeration) => {
                let values = enumeration.values.iter();
                values.map(|value| variant_key(&value.value)).collect()
            }
            SchemaKind::Union(union) => {
                let branches = union.branches.iter();
                branches.map(|branch| branch.name.clone()).collect()
            }
            _ => return,
        };
        let mut names: BTreeSet<&str> = BTreeSet::new();
        if !is_closed {
            names.insert(CATCH_ALL);
        }
        for (value, name) in &self.config.variants {
            let span = config::location(&["schemas", self.key, "variants", value]);
            if !known.contains(value) {
                let known = known.iter().map(String::as_str);
                report.add(&span, overrides::unknown_variant(self.key, value, known));
            }
            if !names.insert(name.as_str()) {
                report.add(&span, overrides::name_in_use(name.as_str()));
            }
        }
    }
}

fn property_names(object: &Object) -> impl Iterator<Item = &str> {
    let properties = object.properties.iter();
    properties.map(|property| property.name.as_str())
}

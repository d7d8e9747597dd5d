//! The configuration of schemas, resolved to the schemas of the document.

mod applicability;
mod format;
mod schema;
mod unknown;
mod user_type;

use std::collections::{BTreeMap, BTreeSet};

use specwright_openapi::diagnostic::Report;
use specwright_openapi::ir::{Additional, Api, SchemaId};
use specwright_openapi::vocabulary::JsonType;

use super::dependency;
use super::model::ty::RustType;
use super::schemas::Schemas;
use crate::config::{Attribute, Config, Derive, EnumOpenness, SchemaConfig, UnknownProperties};

/// The configuration of types and of single schemas.
pub(super) struct Overrides<'a> {
    config: &'a Config,
    api: &'a Api,
    by_schema: BTreeMap<SchemaId, &'a SchemaConfig>,
    /// The schemas that a user-supplied type replaces.
    replaced: BTreeSet<SchemaId>,
}

impl<'a> Overrides<'a> {
    /// Finds the schema of each entry, and reports entries for something that the document does not
    /// contain or that do not apply to it.
    pub(super) fn new(api: &'a Api, config: &'a Config, report: &mut Report) -> Self {
        unknown::report(api, config, report);
        dependency::check(config, report);
        let by_schema = schema::resolve(api, config, report);
        let replaced = by_schema.iter().filter(|(_, schema)| schema.ty.is_some());
        Self {
            config,
            api,
            replaced: replaced.map(|(id, _)| *id).collect(),
            by_schema,
        }
    }

    /// Returns the view of the schemas from which types are planned.
    pub(super) fn schemas(&self) -> Schemas<'_> {
        Schemas::with_replaced(self.api, &self.replaced)
    }

    /// Returns the entry for a schema.
    pub(super) fn schema(&self, id: SchemaId) -> Option<&'a SchemaConfig> {
        self.by_schema.get(&id).copied()
    }

    /// Returns all schemas that have an entry.
    pub(super) fn configured(&self) -> impl Iterator<Item = (SchemaId, &'a SchemaConfig)> {
        self.by_schema.iter().map(|(id, schema)| (*id, *schema))
    }

    /// Returns the user-supplied type for a schema: the type of its entry, or of its format.
    pub(super) fn user_type(&self, id: SchemaId) -> Option<RustType> {
        if let Some(ty) = self.schema(id).and_then(|schema| schema.ty.as_ref()) {
            return Some(user_type::plan(ty));
        }
        let (json_type, format) = format::of(&self.api.schemas.get(id)?.kind)?;
        let formats = match json_type {
            JsonType::String => &self.config.formats.string,
            JsonType::Integer => &self.config.formats.integer,
            _ => &self.config.formats.number,
        };
        formats.get(format).map(user_type::plan)
    }

    /// Returns the string from which the names of an operation's types are derived: the configured
    /// name of the operation, or its operationId.
    pub(super) fn operation_title<'t>(&'t self, id: &'t str) -> &'t str {
        let operation = self.config.operations.get(id);
        let name = operation.and_then(|operation| operation.name.as_ref());
        name.map_or(id, |name| name.as_str())
    }

    /// Returns whether an enum or a union rejects values that the document does not declare.
    pub(super) fn is_closed(&self, id: SchemaId) -> bool {
        let own = self.schema(id).and_then(|schema| schema.openness);
        own.or(self.config.types.enums) == Some(EnumOpenness::Closed)
    }

    /// Returns whether enums and unions without an entry of their own are closed.
    pub(super) fn closes_enums(&self) -> bool {
        self.config.types.enums == Some(EnumOpenness::Closed)
    }

    /// Returns whether structs without an entry of their own keep undeclared properties.
    pub(super) fn keeps_unknown(&self) -> bool {
        self.config.types.unknown_members == Some(UnknownProperties::Keep)
    }

    /// Returns the undeclared properties of an object after the configuration of unknown properties
    /// is applied. A schema for undeclared properties is never removed.
    pub(super) fn undeclared(&self, id: SchemaId, declared: Additional) -> Additional {
        let own = self.schema(id).and_then(|schema| schema.unknown_members);
        match (own.or(self.config.types.unknown_members), declared) {
            (Some(UnknownProperties::Keep), Additional::Unspecified) => Additional::Any,
            (Some(UnknownProperties::Ignore), Additional::Any) => Additional::Unspecified,
            (_, declared) => declared,
        }
    }

    /// Returns the configured derives of a type, each once.
    pub(super) fn derives(&self, id: SchemaId) -> Vec<Derive> {
        let own = self.schema(id).into_iter();
        let own = own.flat_map(|schema| &schema.derive);
        let mut derives: Vec<Derive> = Vec::new();
        for derive in self.config.types.derive.iter().chain(own) {
            if !derives.contains(derive) {
                derives.push(derive.clone());
            }
        }
        derives
    }

    /// Returns the configured attributes of a type.
    pub(super) fn attributes(&self, id: SchemaId) -> Vec<Attribute> {
        let own = self.schema(id).into_iter();
        let own = own.flat_map(|schema| &schema.attributes);
        let all = self.config.types.attributes.iter();
        all.chain(own).cloned().collect()
    }
}

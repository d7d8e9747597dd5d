//! What the user chose, as far as it is about the document: which schema each choice means, and what of it means nothing.

mod dependency;
mod schema;
mod unknown;

use std::borrow::Cow;
use std::collections::BTreeMap;

use specwright_openapi::diagnostic::{Code, Diagnostic, Effect, Finding};
use specwright_openapi::ir::{Additional, Api, SchemaId, SchemaKind, StringFormat, TypeRef};
use specwright_openapi::pointer::Span;

pub use dependency::{of as dependencies_of, of_types as dependencies_of_types};
pub use schema::text;

use super::note::warning;
use crate::config::{self, Attribute, Config, Derive, Enums, SchemaConfig, UnknownMembers};
use crate::plan::model::ty::RustType;

/// The choices about types.
pub struct Choices<'a> {
    config: &'a Config,
    /// What the document means, before anything is chosen.
    pub api: &'a Api,
    schemas: BTreeMap<SchemaId, &'a SchemaConfig>,
}

impl<'a> Choices<'a> {
    /// Finds what choices are about, and says what is wrong with them.
    pub fn new(api: &'a Api, config: &'a Config, diagnostics: &mut Vec<Diagnostic>) -> Self {
        diagnostics.extend(unknown::unknown(api, config));
        diagnostics.extend(dependency::missing(config));
        let schemas = schema::resolve(api, config, diagnostics);
        Self {
            config,
            api,
            schemas,
        }
    }

    /// The choices about one schema alone.
    pub fn schema(&self, id: SchemaId) -> Option<&'a SchemaConfig> {
        self.schemas.get(&id).copied()
    }

    /// All schemas about which something is chosen.
    pub fn chosen(&self) -> impl Iterator<Item = (SchemaId, &'a SchemaConfig)> {
        self.schemas.iter().map(|(id, chosen)| (*id, *chosen))
    }

    /// The type of the user's that stands for a schema: chosen for it, or for its format.
    pub fn user_type(&self, id: SchemaId) -> Option<RustType> {
        if let Some(ty) = self.schema(id).and_then(|chosen| chosen.ty.as_ref()) {
            return Some(RustType::of_user(ty));
        }
        let (base, format) = format(&self.api.schemas.get(id)?.kind)?;
        let formats = match base {
            "string" => &self.config.formats.string,
            "integer" => &self.config.formats.integer,
            _ => &self.config.formats.number,
        };
        formats.get(format).map(RustType::of_user)
    }

    /// The text that names of an operation's types are made of: the name that the user gives it, or the operationId.
    pub fn operation_title<'t>(&'t self, id: &'t str) -> &'t str {
        self.config
            .operations
            .get(id)
            .and_then(|chosen| chosen.name.as_ref())
            .map_or(id, |name| name.as_str())
    }

    /// Whether an enum or a union refuses values that the document does not know.
    pub fn is_closed(&self, id: SchemaId) -> bool {
        let own = self.schema(id).and_then(|chosen| chosen.openness);
        own.or(self.config.types.enums) == Some(Enums::Closed)
    }

    /// Whether enums and unions refuse values that the document does not know, unless something else is chosen for a schema.
    pub fn closes_enums(&self) -> bool {
        self.config.types.enums == Some(Enums::Closed)
    }

    /// Whether members that the document does not describe are kept, unless something else is chosen for a schema.
    pub fn keeps_unknown(&self) -> bool {
        self.config.types.unknown_members == Some(UnknownMembers::Keep)
    }

    /// What a type derives besides what it needs.
    pub fn derives(&self, id: SchemaId) -> Vec<Derive> {
        let own = self
            .schema(id)
            .into_iter()
            .flat_map(|chosen| &chosen.derive);
        let mut derives: Vec<Derive> = Vec::new();
        for derive in self.config.types.derive.iter().chain(own) {
            if !derives.contains(derive) {
                derives.push(derive.clone());
            }
        }
        derives
    }

    /// The attributes of a type.
    pub fn attributes(&self, id: SchemaId) -> Vec<Attribute> {
        let own = self
            .schema(id)
            .into_iter()
            .flat_map(|chosen| &chosen.attributes);
        self.config
            .types
            .attributes
            .iter()
            .chain(own)
            .cloned()
            .collect()
    }

    /// The API as its types are planned: what a type of the user's stands for has nothing inside, and unknown members are kept or ignored as chosen.
    pub fn applied(&self) -> Cow<'a, Api> {
        let has_types = self.schemas.values().any(|chosen| chosen.ty.is_some());
        let has_members = self
            .schemas
            .values()
            .any(|chosen| chosen.unknown_members.is_some());
        if !has_types && !has_members && self.config.types.unknown_members.is_none() {
            return Cow::Borrowed(self.api);
        }
        let mut api = self.api.clone();
        for (id, schema) in api.schemas.iter_mut_enumerated() {
            let chosen = self.schema(id);
            if chosen.is_some_and(|chosen| chosen.ty.is_some()) {
                // Nobody asks for the kind: the type stands for it everywhere.
                schema.kind = SchemaKind::Boolean;
            }
            schema.kind.for_each_type_ref_mut(&mut |ty: &mut TypeRef| {
                ty.cyclic &= self.schema(ty.id).is_none_or(|chosen| chosen.ty.is_none());
            });
            let unknown = chosen
                .and_then(|chosen| chosen.unknown_members)
                .or(self.config.types.unknown_members);
            if let (SchemaKind::Object(object), Some(unknown)) = (&mut schema.kind, unknown) {
                for members in [&mut object.additional, &mut object.undeclared] {
                    *members = match (unknown, *members) {
                        (UnknownMembers::Keep, Additional::Unspecified) => Additional::Any,
                        (UnknownMembers::Ignore, Additional::Any) => Additional::Unspecified,
                        (_, as_it_is) => as_it_is,
                    };
                }
            }
        }
        Cow::Owned(api)
    }
}

/// The JSON type and the format of a schema that has one.
fn format(kind: &SchemaKind) -> Option<(&'static str, &str)> {
    match kind {
        SchemaKind::Integer { format, .. } => Some(("integer", format.as_deref()?)),
        SchemaKind::Number { format, .. } => Some(("number", format.as_deref()?)),
        SchemaKind::String { format, .. } => {
            let name = match format {
                StringFormat::Plain => return None,
                StringFormat::DateTime => "date-time",
                StringFormat::Date => "date",
                StringFormat::Base64 => "byte",
                StringFormat::Binary => "binary",
                StringFormat::Password => "password",
                StringFormat::Other(name) => name,
            };
            Some(("string", name))
        }
        _ => None,
    }
}

/// A warning about a name that the document does not have, with the one that was probably meant.
pub fn unknown_name<'a>(
    message: String,
    name: &str,
    known: impl IntoIterator<Item = &'a str>,
    span: &Span,
) -> Diagnostic {
    let hint = match specwright_openapi::nearest(name, known) {
        Some(name) => format!("did you mean `{name}`?"),
        None => "correct it, or take it away".to_owned(),
    };
    warning(
        Code::UnknownConfigTarget,
        Effect::None,
        message,
        span,
        &hint,
    )
}

/// An error about a choice that can't be followed.
pub fn invalid(message: String, span: &Span, hint: &str) -> Diagnostic {
    Finding::error(Code::InvalidConfig, message, hint).at(span)
}

/// An error about a name that something else has.
pub fn taken(name: &str, place: &[&str]) -> Diagnostic {
    invalid(
        format!("the name `{name}` is taken"),
        &config::place(place),
        "choose another name",
    )
}

//! Structs, enums and unions.

use std::collections::BTreeMap;

use serde_json::Value;
use specwright_openapi::ir::{self, Access, Additional, Api, JsonType, SchemaId, SchemaKind};

use super::uses::{Uses, is_own};
use crate::names::{FieldName, Scope, VariantName};
use crate::plan::choice::text;
use crate::plan::constraint::with_constraints;
use crate::plan::docs;
use crate::plan::model::docs::{Docs, Inline};
use crate::plan::model::enumeration::{EnumPlan, EnumVariant};
use crate::plan::model::multipart::{FileCount, FileProperties};
use crate::plan::model::structure::{AdditionalPlan, FieldPlan, Presence, StructPlan};
use crate::plan::model::ty::RustType;
use crate::plan::model::types::Shape;

/// The variant for a value that the document does not name.
pub(super) const CATCH_ALL: &str = "Unknown";

/// What the elements of a tuple are called.
const ORDINALS: [&str; 12] = [
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth",
];

/// What a schema with a name becomes.
pub(super) fn shape(
    api: &Api,
    uses: &Uses<'_>,
    id: SchemaId,
    multipart: Option<&FileProperties>,
) -> Shape {
    let schema = api.schema(id);
    match &schema.kind {
        SchemaKind::Object(object) if is_own(&schema.kind) => {
            Shape::Struct(structure(schema, object, uses, (id, multipart)))
        }
        // What tells branches apart is what the document says about them, whatever type stands for them.
        SchemaKind::Union(union) if is_own(&schema.kind) => {
            Shape::Union(super::union::plan(uses.choices.api, union, uses, id))
        }
        SchemaKind::Enum(enumeration) if is_own(&schema.kind) => {
            let (default, names) = (schema.default.as_ref(), Variants::new(uses, id));
            match enumeration.json_type {
                Some(JsonType::Integer) => {
                    Shape::IntegerEnum(listed(enumeration, default, names, Value::as_i64))
                }
                Some(JsonType::String) => {
                    Shape::StringEnum(listed(enumeration, default, names, |value| {
                        value.as_str().map(str::to_owned)
                    }))
                }
                _ => Shape::ValueEnum(listed(enumeration, default, names, |value| {
                    Some(value.clone())
                })),
            }
        }
        SchemaKind::Tuple(tuple) if is_own(&schema.kind) => {
            Shape::Tuple(self::tuple(api, tuple, uses))
        }
        _ if uses.is_newtype(id) => {
            let ty = uses.written_out(id, 0);
            Shape::Newtype {
                has_default: !matches!(ty, RustType::Tuple(_)),
                ty,
            }
        }
        _ => Shape::Alias(uses.written_out(id, 0)),
    }
}

/// A struct; members of a multipart body that are files are so wherever the struct is used.
fn structure(
    schema: &ir::Schema,
    object: &ir::Object,
    uses: &Uses<'_>,
    (id, multipart): (SchemaId, Option<&FileProperties>),
) -> StructPlan {
    let files = |name: &str| {
        multipart
            .and_then(|members| members.named.get(name))
            .copied()
    };
    let mut scope = Scope::new();
    let wanted = uses
        .choices
        .schema(id)
        .into_iter()
        .flat_map(|chosen| &chosen.fields);
    let named: BTreeMap<&str, FieldName> = wanted
        .filter_map(|(member, name)| Some((member.as_str(), scope.claim(name)?)))
        .collect();
    let fields = object
        .properties
        .iter()
        .map(|property| FieldPlan {
            name: named
                .get(property.name.as_str())
                .cloned()
                .unwrap_or_else(|| scope.name(&property.name)),
            wire: property.name.clone(),
            docs: with_constraints(
                access_docs(docs::of(&property.docs, Docs::new), property.access),
                uses.choices.api,
                property.ty,
            ),
            ty: files(&property.name).map_or_else(|| uses.of(property.ty), file_type),
            presence: match presence(property, schema.usage, uses) {
                // No file is as good as none.
                Presence::Nullable | Presence::OptionalNullable | Presence::OptionalValue
                    if files(&property.name).is_some() =>
                {
                    Presence::Optional
                }
                presence => presence,
            },
            default: None,
        })
        .collect();
    let additional = match object.undeclared {
        Additional::Typed(_)
            if let Some(files) = multipart.and_then(|members| members.additional) =>
        {
            Some(file_type(files))
        }
        Additional::Typed(ty) => Some(uses.element(ty, 0)),
        Additional::Any => Some(RustType::Value),
        Additional::Unspecified | Additional::Forbidden => None,
    };
    let additional = additional.map(|ty| AdditionalPlan {
        name: scope.name_or::<FieldName>("additional", &["additional members"]),
        ty,
    });
    StructPlan {
        fields,
        additional,
        is_multipart: multipart.is_some(),
    }
}

fn access_docs(docs: Docs, access: Access) -> Docs {
    match access {
        Access::ReadWrite => docs,
        Access::ReadOnly => docs.and([Inline::Own("Read-only: present in responses only.")]),
        Access::WriteOnly => docs.and([Inline::Own("Write-only: present in requests only.")]),
    }
}

fn file_type(count: FileCount) -> RustType {
    match count {
        FileCount::One => RustType::File,
        FileCount::Many => RustType::Vec(Box::new(RustType::File)),
    }
}

/// A field for each position, called by its number.
fn tuple(api: &Api, tuple: &ir::Tuple, uses: &Uses<'_>) -> StructPlan {
    let mut scope = Scope::new();
    let fields = tuple
        .items
        .iter()
        .enumerate()
        .map(|(index, item)| FieldPlan {
            name: scope.name(&ORDINALS.get(index).map_or_else(
                || format!("element {}", index + 1),
                |ordinal| (*ordinal).to_owned(),
            )),
            wire: String::new(),
            docs: docs::of(&api.schema(item.id).docs, Docs::new),
            ty: uses.of(*item),
            presence: presence_of(*item, index < tuple.required(), uses),
            default: None,
        });
    let fields = fields.collect();
    let rest = match tuple.rest {
        Additional::Forbidden => None,
        Additional::Typed(ty) => Some(uses.element(ty, 0)),
        Additional::Unspecified | Additional::Any => Some(RustType::Value),
    };
    let additional = rest.map(|ty| AdditionalPlan {
        name: scope.name("rest"),
        ty,
    });
    StructPlan {
        fields,
        additional,
        is_multipart: false,
    }
}

pub(super) fn presence(property: &ir::Property, usage: ir::Usage, uses: &Uses<'_>) -> Presence {
    let other_way = match property.access {
        Access::ReadWrite => false,
        Access::ReadOnly => usage.request,
        Access::WriteOnly => usage.response,
    };
    presence_of(property.ty, property.required && !other_way, uses)
}

fn presence_of(ty: ir::TypeRef, required: bool, uses: &Uses<'_>) -> Presence {
    if uses.holds_null(ty.id) {
        return if required {
            Presence::Required
        } else {
            Presence::OptionalValue
        };
    }
    match (required, ty.nullable) {
        (true, false) => Presence::Required,
        (true, true) => Presence::Nullable,
        (false, false) => Presence::Optional,
        (false, true) => Presence::OptionalNullable,
    }
}

fn listed<T: PartialEq>(
    enumeration: &ir::Enumeration,
    default: Option<&Value>,
    mut names: Variants,
    read: impl Fn(&Value) -> Option<T>,
) -> EnumPlan<T> {
    let variants: Vec<EnumVariant<T>> = enumeration
        .values
        .iter()
        .filter_map(|value| {
            let text = match (&value.value, enumeration.json_type) {
                (Value::String(text), Some(JsonType::String)) => text.clone(),
                (other, _) => other.to_string(),
            };
            let wire = read(&value.value)?;
            let docs = match &value.description {
                Some(description) => Docs::line([Inline::Summary(description.clone())]),
                None if text.is_empty() => Docs::own("The empty string."),
                None => Docs::line([Inline::Code(text.clone())]),
            };
            let name = names.listed(value, enumeration.json_type);
            Some(EnumVariant {
                name,
                value: wire,
                docs,
            })
        })
        .collect();
    let default = default
        .and_then(read)
        .and_then(|default| variants.iter().find(|variant| variant.value == default));
    // What can be one value only is that one.
    let default = default.or(if let [one] = variants.as_slice() {
        Some(one)
    } else {
        None
    });
    let default = default.map(|variant| variant.name.clone());
    EnumPlan {
        variants,
        default,
        closed: names.closed,
    }
}

/// The names of the variants of one enum.
pub(super) struct Variants {
    scope: Scope,
    named: BTreeMap<String, VariantName>,
    /// Whether other values are refused.
    pub(super) closed: bool,
}

impl Variants {
    pub(super) fn new(uses: &Uses<'_>, id: SchemaId) -> Self {
        let closed = uses.choices.is_closed(id);
        let mut scope = if closed {
            Scope::new()
        } else {
            Scope::reserving([CATCH_ALL])
        };
        let wanted = uses
            .choices
            .schema(id)
            .into_iter()
            .flat_map(|chosen| &chosen.variants);
        let named = wanted
            .filter_map(|(value, name)| Some((value.clone(), scope.claim(name)?)))
            .collect();
        Self {
            scope,
            named,
            closed,
        }
    }

    /// The variant of a listed value: as the user wants it, as the document calls it, or as it reads.
    fn listed(&mut self, value: &ir::EnumValue, json_type: Option<JsonType>) -> VariantName {
        if let Some(name) = self.named.get(&text(&value.value)) {
            return name.clone();
        }
        let spoken = spoken(&value.value);
        match &value.name {
            Some(name) => self.name_or(name, &spoken),
            None if json_type.is_none() => {
                self.name_or(&spoken, &format!("{} {spoken}", type_word(&value.value)))
            }
            None => self.name_or(&spoken, &spoken),
        }
    }

    /// The variant of a branch.
    pub(super) fn branch(&mut self, text: &str) -> VariantName {
        self.named
            .get(text)
            .cloned()
            .unwrap_or_else(|| self.name_or(text, text))
    }

    fn name_or(&mut self, text: &str, fallback: &str) -> VariantName {
        if text.eq_ignore_ascii_case(CATCH_ALL) && !self.closed {
            return self.scope.name_or(text, &["unknown value"]);
        }
        self.scope.name_or(text, &[fallback])
    }
}

/// What tells a value from one of another type that has the same name.
fn type_word(value: &Value) -> &'static str {
    match value {
        Value::String(_) => "text",
        Value::Number(_) => "number",
        Value::Bool(_) => "boolean",
        Value::Null | Value::Array(_) | Value::Object(_) => "value",
    }
}

/// A value in words that make a name.
fn spoken(value: &Value) -> String {
    match value {
        // A sign before a number says as much as the number.
        Value::String(text) => match text.strip_prefix('+') {
            Some(number) if number.starts_with(|first: char| first.is_ascii_digit()) => {
                format!("plus {number}")
            }
            _ => text.clone(),
        },
        Value::Number(number) => number
            .to_string()
            .replace('-', "minus ")
            .replace('.', " dot "),
        Value::Array(_) => "list".to_owned(),
        Value::Object(_) => "object".to_owned(),
        other => other.to_string(),
    }
}

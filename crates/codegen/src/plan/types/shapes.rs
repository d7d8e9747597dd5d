//! Structs, enums and unions.

use std::collections::BTreeMap;

use serde_json::Value;
use specwright_openapi::ir::{self, Access, Additional, Api, EnumBase, SchemaId, SchemaKind};

use super::item::{AdditionalPlan, EnumPlan, EnumVariant, FieldPlan, Presence, Shape, StructPlan, Telling, UnionPlan, UnionVariant};
use super::uses::{Uses, is_own};
use crate::names::{FieldName, Scope, VariantName};
use crate::plan::choice::text;
use crate::plan::docs::{Docs, Inline};
use crate::plan::multipart::{FileCount, FileMembers};
use crate::plan::ty::RustType;

/// The variant for a value that the document does not name.
const CATCH_ALL: &str = "Unknown";

/// What a schema with a name becomes.
pub(super) fn shape(api: &Api, uses: &Uses<'_>, id: SchemaId, multipart: Option<&FileMembers>) -> Shape {
    let schema = api.schema(id);
    match &schema.kind {
        SchemaKind::Object(object) if is_own(&schema.kind) => Shape::Struct(structure(schema, object, uses, (id, multipart))),
        SchemaKind::Union(union) => Shape::Union(self::union(union, uses, id)),
        SchemaKind::Enum(enumeration) if is_own(&schema.kind) => match enumeration.base {
            EnumBase::Integer => Shape::IntegerEnum(listed(enumeration, schema.default.as_ref(), Variants::new(uses, id), Value::as_i64)),
            _ => {
                let text = |value: &Value| value.as_str().map(str::to_owned);
                Shape::StringEnum(listed(enumeration, schema.default.as_ref(), Variants::new(uses, id), text))
            }
        },
        _ if uses.is_newtype(id) => Shape::Newtype(uses.written_out(id, 0)),
        _ => Shape::Alias(uses.written_out(id, 0)),
    }
}

/// A struct; members of a multipart body that are files are so wherever the struct is used.
fn structure(schema: &ir::Schema, object: &ir::Object, uses: &Uses<'_>, (id, multipart): (SchemaId, Option<&FileMembers>)) -> StructPlan {
    let files = |name: &str| multipart.and_then(|members| members.named.get(name)).copied();
    let mut scope = Scope::new();
    let wanted = uses.choices.schema(id).into_iter().flat_map(|chosen| &chosen.fields);
    let named: BTreeMap<&str, FieldName> = wanted.filter_map(|(member, name)| Some((member.as_str(), scope.claim(name)?))).collect();
    let fields = object
        .properties
        .iter()
        .map(|property| FieldPlan {
            name: named.get(property.name.as_str()).cloned().unwrap_or_else(|| scope.name(&property.name)),
            wire: property.name.clone(),
            docs: Docs::of(&property.docs, Docs::new),
            ty: files(&property.name).map_or_else(|| uses.of(property.ty), file_type),
            presence: match presence(property, schema.usage) {
                // No file is as good as none.
                Presence::Nullable | Presence::OptionalNullable if files(&property.name).is_some() => Presence::Optional,
                presence => presence,
            },
            default: None,
        })
        .collect();
    let additional = match object.additional {
        Additional::Typed(_) if let Some(files) = multipart.and_then(|members| members.additional) => Some(file_type(files)),
        Additional::Typed(ty) if ty.nullable => Some(uses.of(ty).optional()),
        Additional::Typed(ty) => Some(uses.of(ty)),
        Additional::Any => Some(RustType::Value),
        Additional::Unsaid | Additional::Denied => None,
    };
    let additional = additional.map(|ty| AdditionalPlan { name: scope.name_or::<FieldName>("additional", &["additional members"]), ty });
    StructPlan { fields, additional, is_multipart: multipart.is_some() }
}

fn file_type(count: FileCount) -> RustType {
    match count {
        FileCount::One => RustType::File,
        FileCount::Many => RustType::Vec(Box::new(RustType::File)),
    }
}

fn presence(property: &ir::Property, usage: ir::Usage) -> Presence {
    let other_way = match property.access {
        Access::ReadWrite => false,
        Access::ReadOnly => usage.request,
        Access::WriteOnly => usage.response,
    };
    match (property.required && !other_way, property.ty.nullable) {
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
            let text = text(&value.value);
            let wire = read(&value.value)?;
            let docs = match &value.description {
                Some(description) => Docs::line([Inline::Summary(description.clone())]),
                None => Docs::line([Inline::Code(text.clone())]),
            };
            Some(EnumVariant { name: names.name(&text), value: wire, docs })
        })
        .collect();
    let default = default.and_then(read).and_then(|default| variants.iter().find(|variant| variant.value == default));
    let default = default.map(|variant| variant.name.clone());
    EnumPlan { variants, default, closed: names.closed }
}

/// The names of the variants of one enum.
struct Variants {
    scope: Scope,
    named: BTreeMap<String, VariantName>,
    closed: bool,
}

impl Variants {
    fn new(uses: &Uses<'_>, id: SchemaId) -> Self {
        let closed = uses.choices.is_closed(id);
        let mut scope = if closed { Scope::new() } else { Scope::reserving([CATCH_ALL]) };
        let wanted = uses.choices.schema(id).into_iter().flat_map(|chosen| &chosen.variants);
        let named = wanted.filter_map(|(value, name)| Some((value.clone(), scope.claim(name)?))).collect();
        Self { scope, named, closed }
    }

    fn name(&mut self, text: &str) -> VariantName {
        match self.named.get(text) {
            Some(name) => name.clone(),
            None if text.eq_ignore_ascii_case(CATCH_ALL) && !self.closed => self.scope.name_or(text, &["unknown value"]),
            None => self.scope.name(text),
        }
    }
}

fn union(union: &ir::Union, uses: &Uses<'_>, id: SchemaId) -> UnionPlan {
    // What tells branches apart is what the document says about them, whatever type stands for them.
    let api = uses.choices.api;
    let mut names = Variants::new(uses, id);
    let telling = match &union.telling {
        ir::Telling::Discriminator { property } => Telling::Tag(property.clone()),
        ir::Telling::Constant { property } => Telling::Constant(property.clone()),
        ir::Telling::JsonType => Telling::JsonType,
        ir::Telling::Key => Telling::Keys,
        ir::Telling::Trial => Telling::Trial,
    };
    let variants: Vec<UnionVariant> = union
        .branches
        .iter()
        .map(|branch| UnionVariant {
            name: names.name(&branch.name),
            docs: Docs::of(&api.schema(branch.ty.id).docs, || Docs::line([Inline::Code(branch.name.clone())])).first_line(),
            ty: uses.of(branch.ty),
            tags: branch.tags.clone(),
            adds_tag: matches!(&telling, Telling::Tag(property) if lacks_member(api, branch.ty.id, property)),
            constant: branch.constant.clone(),
            keys: branch.keys.clone(),
            json_types: json_types(api, branch.ty.id, 0),
        })
        .collect();
    // Without a branch there would be no value at all.
    UnionPlan { closed: names.closed && !variants.is_empty(), variants, telling, is_lopsided: false }
}

fn lacks_member(api: &Api, id: SchemaId, name: &str) -> bool {
    match &api.schema(id).kind {
        SchemaKind::Object(object) => object.properties.iter().all(|property| property.name != name),
        _ => false,
    }
}

/// The JSON types that the values of a schema have; none when they may have any.
fn json_types(api: &Api, id: SchemaId, depth: usize) -> Vec<&'static str> {
    match &api.schema(id).kind {
        SchemaKind::Null => vec!["null"],
        SchemaKind::Boolean => vec!["boolean"],
        SchemaKind::Integer { .. } => vec!["integer"],
        SchemaKind::Number { .. } => vec!["number"],
        SchemaKind::String { .. } => vec!["string"],
        SchemaKind::Array(_) | SchemaKind::Tuple { .. } => vec!["array"],
        SchemaKind::Object(_) => vec!["object"],
        SchemaKind::Enum(enumeration) => match enumeration.base {
            EnumBase::String => vec!["string"],
            EnumBase::Integer => vec!["integer"],
            EnumBase::Mixed => Vec::new(),
        },
        SchemaKind::Union(union) if depth < 8 => {
            let types: Vec<Vec<&str>> = union.branches.iter().map(|branch| json_types(api, branch.ty.id, depth + 1)).collect();
            if types.iter().any(Vec::is_empty) {
                return Vec::new();
            }
            let mut types: Vec<&str> = types.concat();
            types.sort_unstable();
            types.dedup();
            types
        }
        SchemaKind::Any | SchemaKind::Union(_) => Vec::new(),
    }
}

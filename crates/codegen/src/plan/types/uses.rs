//! What stands for a use of each schema.

use std::collections::{BTreeMap, BTreeSet};

use specwright_openapi::ir::{
    Additional, Api, Bounds, Discrimination, JsonType, SchemaId, SchemaKind, StringFormat, Tuple,
    TypeRef, Union,
};

use super::naming::{Naming, children, is_map};
use crate::plan::Choices;
use crate::plan::model::ty::RustType;

/// How deep a type may be written out before the rest is any JSON value; documents do not nest inline schemas this deep.
const MAX_DEPTH: usize = 256;

/// How many aliases may stand for each other before one becomes a type of its own.
const MAX_ALIASES: usize = 8;

/// The most elements for which the standard library and serde have implementations.
const MAX_TUPLE: usize = 12;

/// What the uses of schemas are made from.
pub(super) struct Uses<'a> {
    api: &'a Api,
    naming: &'a Naming,
    /// What the user chose.
    pub(super) choices: &'a Choices<'a>,
    newtypes: BTreeSet<SchemaId>,
    holding_null: BTreeSet<SchemaId>,
}

impl<'a> Uses<'a> {
    pub(super) fn new(api: &'a Api, naming: &'a Naming, choices: &'a Choices<'a>) -> Self {
        let newtypes = newtypes(api, naming);
        Self {
            api,
            naming,
            choices,
            newtypes,
            holding_null: holding_null(api),
        }
    }

    /// Whether a schema that is no struct and no enum is a type of its own and not an alias.
    pub(super) fn is_newtype(&self, id: SchemaId) -> bool {
        self.newtypes.contains(&id)
    }

    /// The type of a use without the `Option` of one that may be `null`.
    pub(super) fn of(&self, ty: TypeRef) -> RustType {
        boxed(ty, self.schema(ty.id, 0))
    }

    /// The type of the values of a schema, by its name if it has one.
    pub(super) fn schema(&self, id: SchemaId, depth: usize) -> RustType {
        let Some(schema) = self.api.schemas.get(id) else {
            return RustType::Value;
        };
        match self.naming.names.get(&id) {
            Some((name, _)) if is_own(&schema.kind) || is_compound(&schema.kind) => {
                RustType::Named(name.clone())
            }
            _ => self.written_out(id, depth),
        }
    }

    /// The type of the values of a schema that is no struct and no enum, without its name.
    pub(super) fn written_out(&self, id: SchemaId, depth: usize) -> RustType {
        if let Some(chosen) = self.choices.user_type(id) {
            return chosen;
        }
        let Some(schema) = self.api.schemas.get(id).filter(|_| depth < MAX_DEPTH) else {
            return RustType::Value;
        };
        match &schema.kind {
            SchemaKind::Boolean => RustType::Bool,
            SchemaKind::Integer { format, bounds } => integer(format.as_deref(), bounds),
            SchemaKind::Number { .. } => RustType::F64,
            SchemaKind::String { format, .. } => text(format),
            SchemaKind::Array(array) => RustType::Vec(Box::new(self.element(array.items, depth))),
            SchemaKind::Object(object) => RustType::Map(Box::new(match object.undeclared {
                Additional::Typed(ty) => self.element(ty, depth),
                Additional::Unspecified | Additional::Forbidden | Additional::Any => {
                    RustType::Value
                }
            })),
            SchemaKind::Enum(enumeration) => match enumeration.json_type {
                Some(JsonType::String) => RustType::String,
                Some(JsonType::Integer) => RustType::I64,
                Some(JsonType::Boolean) => RustType::Bool,
                _ => RustType::Value,
            },
            SchemaKind::Null => RustType::Unit,
            SchemaKind::Tuple(tuple) => RustType::Tuple(
                tuple
                    .items
                    .iter()
                    .map(|item| self.element(*item, depth))
                    .collect(),
            ),
            SchemaKind::Union(Union {
                discrimination: Discrimination::SameRepresentation,
                branches,
                ..
            }) => branches.first().map_or(RustType::Value, |branch| {
                self.schema(branch.ty.id, depth + 1)
            }),
            SchemaKind::Any | SchemaKind::Union(_) => RustType::Value,
        }
    }

    /// The type of an element of a list or map, with the `Option` of one that may be `null`.
    pub(super) fn element(&self, ty: TypeRef, depth: usize) -> RustType {
        let element = boxed(ty, self.schema(ty.id, depth + 1));
        if ty.nullable && !self.holds_null(ty.id) {
            element.optional()
        } else {
            element
        }
    }

    /// Whether `null` is a value of the type that stands for a schema, so that no `Option` is needed for it.
    pub(super) fn holds_null(&self, id: SchemaId) -> bool {
        self.holding_null.contains(&id)
    }
}

/// The schemas of which `null` is a value like others: of any value, `null` itself, and choices that take anything.
fn holding_null(api: &Api) -> BTreeSet<SchemaId> {
    let mut choices: BTreeMap<SchemaId, Vec<SchemaId>> = BTreeMap::new();
    let mut holding = BTreeSet::new();
    let mut waiting = Vec::new();
    for (id, schema) in api.schemas.iter_enumerated() {
        match &schema.kind {
            SchemaKind::Any => waiting.push(id),
            SchemaKind::Null => {
                holding.insert(id);
            }
            SchemaKind::Union(union) => union
                .branches
                .iter()
                .for_each(|branch| choices.entry(branch.ty.id).or_default().push(id)),
            _ => {}
        }
    }
    while let Some(id) = waiting.pop() {
        if holding.insert(id) {
            waiting.extend(choices.get(&id).into_iter().flatten());
        }
    }
    holding
}

/// Whether a schema with a name becomes a struct or an enum.
pub(super) fn is_own(kind: &SchemaKind) -> bool {
    match kind {
        SchemaKind::Object(object) => !is_map(object),
        SchemaKind::Union(union) => union.discrimination != Discrimination::SameRepresentation,
        SchemaKind::Enum(enumeration) => {
            enumeration.json_type != Some(JsonType::Boolean) && !enumeration.values.is_empty()
        }
        SchemaKind::Tuple(tuple) => !is_exact(tuple),
        _ => false,
    }
}

/// Whether a tuple always has all its elements and no more, so that it is one of Rust's.
pub(super) fn is_exact(tuple: &Tuple) -> bool {
    let count = tuple.items.len();
    count <= MAX_TUPLE && tuple.required() == count && tuple.rest == Additional::Forbidden
}

fn is_compound(kind: &SchemaKind) -> bool {
    matches!(
        kind,
        SchemaKind::Array(_) | SchemaKind::Tuple(_) | SchemaKind::Object(_)
    )
}

fn boxed(ty: TypeRef, plain: RustType) -> RustType {
    if ty.cyclic {
        RustType::Boxed(Box::new(plain))
    } else {
        plain
    }
}

fn text(format: &StringFormat) -> RustType {
    match format {
        StringFormat::DateTime => RustType::DateTime,
        StringFormat::Date => RustType::Date,
        StringFormat::Base64 => RustType::Base64,
        StringFormat::Password => RustType::Secret,
        StringFormat::Plain | StringFormat::Binary | StringFormat::Other(_) => RustType::String,
    }
}

fn integer(format: Option<&str>, bounds: &Bounds) -> RustType {
    let beyond =
        |number: &serde_json::Number| number.as_f64().is_some_and(|value| value > i64::MAX as f64);
    let not_negative =
        |number: &serde_json::Number| number.as_f64().is_some_and(|value| value >= 0.0);
    match format {
        Some("int8") => RustType::I8,
        Some("int16") => RustType::I16,
        Some("int32") => RustType::I32,
        Some("uint8") => RustType::U8,
        Some("uint16") => RustType::U16,
        Some("uint32") => RustType::U32,
        Some("uint64") => RustType::U64,
        _ if bounds.maximum.as_ref().is_some_and(beyond)
            && bounds.minimum.as_ref().is_some_and(not_negative) =>
        {
            RustType::U64
        }
        _ => RustType::I64,
    }
}

/// The named lists and maps that must be types: an alias can't contain itself, and long chains of aliases are hard on the compiler.
fn newtypes(api: &Api, naming: &Naming) -> BTreeSet<SchemaId> {
    let aliases: Vec<SchemaId> = naming
        .schemas
        .iter()
        .copied()
        .filter(|id| is_alias(api, *id))
        .collect();
    let mut waiting: BTreeMap<SchemaId, BTreeSet<SchemaId>> = aliases
        .iter()
        .map(|id| (*id, aliases_within(api, naming, *id)))
        .collect();
    let mut used_by: BTreeMap<SchemaId, Vec<SchemaId>> = BTreeMap::new();
    for (id, within) in &waiting {
        for inner in within {
            used_by.entry(*inner).or_default().push(*id);
        }
    }
    let mut depths: BTreeMap<SchemaId, usize> = BTreeMap::new();
    let mut newtypes = BTreeSet::new();
    let mut ready: Vec<SchemaId> = waiting
        .iter()
        .filter(|(_, within)| within.is_empty())
        .map(|(id, _)| *id)
        .collect();
    let mut unresolved = aliases.iter().copied();
    loop {
        let (id, depth) = match ready.pop() {
            Some(id) if depths.contains_key(&id) => continue,
            Some(id) => {
                let inner = aliases_within(api, naming, id)
                    .iter()
                    .filter_map(|inner| depths.get(inner))
                    .max()
                    .copied();
                (id, inner.map_or(1, |depth| depth + 1))
            }
            // All that is left contains itself: the first becomes a type.
            None => match unresolved.find(|id| !depths.contains_key(id)) {
                Some(id) => (id, MAX_ALIASES + 1),
                None => return newtypes,
            },
        };
        let is_newtype = depth > MAX_ALIASES && newtypes.insert(id);
        depths.insert(id, if is_newtype { 0 } else { depth });
        for outer in used_by.get(&id).into_iter().flatten() {
            if let Some(within) = waiting.get_mut(outer) {
                within.remove(&id);
                if within.is_empty() {
                    ready.push(*outer);
                }
            }
        }
    }
}

fn is_alias(api: &Api, id: SchemaId) -> bool {
    api.schemas
        .get(id)
        .is_some_and(|schema| !is_own(&schema.kind) && is_compound(&schema.kind))
}

/// The named lists and maps that the written-out type of a schema names.
fn aliases_within(api: &Api, naming: &Naming, id: SchemaId) -> BTreeSet<SchemaId> {
    let mut found = BTreeSet::new();
    let mut waiting: Vec<SchemaId> = api.schemas.get(id).map(children).unwrap_or_default();
    let mut budget = MAX_DEPTH;
    while let Some(child) = waiting.pop() {
        if naming.names.contains_key(&child) {
            if is_alias(api, child) {
                found.insert(child);
            }
        } else if budget > 0 {
            budget -= 1;
            waiting.extend(api.schemas.get(child).map(children).unwrap_or_default());
        }
    }
    found
}

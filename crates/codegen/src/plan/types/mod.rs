//! The types crate: which schemas become types, what they are called, and what stands for the rest.

mod boxes;
mod chains;
mod counts;
mod defaults;
mod headers;
mod item;
mod naming;
mod shapes;
mod sizes;
mod union;
mod uses;

use std::collections::BTreeMap;

use specwright_openapi::diagnostic::Diagnostic;
pub use specwright_openapi::ir::JsonType;
use specwright_openapi::ir::{Api, Schema, SchemaId, SchemaKind, SchemaName, TypeRef};

pub use counts::FieldCounts;
pub use item::{
    AdditionalPlan, DefaultExpression, DefaultPlan, EnumPlan, EnumVariant, FieldPlan, Presence,
    Shape, StructPlan, TaggedPlan, Telling, TypeItem, UnionPlan, UnionVariant,
};

use self::headers::HeaderNames;
use self::naming::Naming;
use self::uses::Uses;
use super::docs::{Docs, Inline};
use super::multipart::{self, FileMembers};
use super::ty::RustType;
use super::{Choices, Chosen};
use crate::names::{FieldName, MethodName, ModuleName, Scope, TypeName};

/// The types crate.
#[derive(Clone, Debug, Default)]
pub struct TypesPlan {
    /// The types, in the document's order: each stands in a module of its own.
    pub items: Vec<TypeItem>,
    /// The header structs of responses, each once.
    pub headers: Vec<HeadersPlan>,
    /// How many fields the structs have, those of header fields included.
    pub fields: FieldCounts,
    /// Whether the user wants enums to be closed, all in all.
    pub closes_enums: bool,
    /// Whether the user wants members that the document does not describe to be kept, all in all.
    pub keeps_unknown: bool,
    /// The `recursion_limit` that a crate with these types needs, if it is above that of the compiler.
    pub recursion_limit: Option<usize>,
    /// What stands for a use of each schema, by the index of the schema.
    uses: Vec<RustType>,
    /// The schemas that became types, and their positions in `items`.
    names: BTreeMap<SchemaId, (TypeName, usize)>,
    /// The schemas that are multipart bodies, and their members that are files.
    multipart: BTreeMap<SchemaId, FileMembers>,
    /// The positions in `items` by name.
    by_name: BTreeMap<TypeName, usize>,
    /// The header struct of each response that has one: (operation, response) to the index in `headers`.
    response_headers: BTreeMap<(usize, usize), usize>,
}

/// The header fields of a response as a struct.
#[derive(Clone, Debug)]
pub struct HeadersPlan {
    /// The name of the struct.
    pub name: TypeName,
    /// The module that it stands in.
    pub module: ModuleName,
    /// Its documentation.
    pub docs: Docs,
    /// The fields, in the document's order.
    pub fields: Vec<HeaderField>,
}

/// A header field of a response.
#[derive(Clone, Debug)]
pub struct HeaderField {
    /// The field of the struct.
    pub name: FieldName,
    /// The name of the header field.
    pub wire: String,
    /// Whether it is always there.
    pub required: bool,
    /// Its type, without the `Option` of one that is not required.
    pub ty: RustType,
    /// Its documentation.
    pub docs: Docs,
}

impl TypesPlan {
    /// The type of a use, without the `Option` of one that may be `null` (see [`TypeRef::nullable`]) or absent.
    ///
    /// Scalars stand as themselves even where the schema has a name; lists and maps with a name are `Named` aliases.
    pub fn use_type(&self, ty: TypeRef) -> RustType {
        let plain = self
            .uses
            .get(ty.id.index())
            .cloned()
            .unwrap_or(RustType::Value);
        if ty.cyclic {
            RustType::Boxed(Box::new(plain))
        } else {
            plain
        }
    }

    /// The name of the type that a schema became; none for one that is written out where it is used.
    pub fn name_of(&self, id: SchemaId) -> Option<&TypeName> {
        self.names.get(&id).map(|(name, _)| name)
    }

    /// The type of a name; none for the name of a header struct.
    pub fn item(&self, name: &TypeName) -> Option<&TypeItem> {
        self.by_name
            .get(name)
            .and_then(|index| self.items.get(*index))
    }

    /// The members of a multipart body that are files; none for a schema that is no such body.
    pub fn files(&self, id: SchemaId) -> Option<&FileMembers> {
        self.multipart.get(&id)
    }

    /// The header struct of a response, by the positions of the operation in the document and of the response in the operation.
    pub fn response_headers(&self, operation: usize, response: usize) -> Option<&HeadersPlan> {
        self.response_headers
            .get(&(operation, response))
            .and_then(|index| self.headers.get(*index))
    }

    /// How many types there are, header structs included.
    pub fn count(&self) -> usize {
        self.items.len() + self.headers.len()
    }
}

/// Decides what the types crate holds. Every type gets its name, and those that are chosen are generated.
pub fn plan(
    choices: &Choices<'_>,
    chosen: &Chosen,
    _diagnostics: &mut Vec<Diagnostic>,
) -> TypesPlan {
    let applied = choices.applied();
    let api: &Api = &applied;
    let multipart = multipart::bodies(api);
    let mut naming = Naming::new(api, choices, &multipart);
    let header_names = HeaderNames::new(api, &mut naming, choices);
    let uses = Uses::new(api, &naming, choices);
    let (headers, response_headers) = header_names.plans(&uses, chosen);

    let kept = naming::kept(api, chosen, &multipart);
    let schemas: Vec<SchemaId> = naming
        .schemas
        .iter()
        .copied()
        .filter(|id| kept.contains(id))
        .collect();
    let mut items = Vec::with_capacity(schemas.len());
    let mut names = BTreeMap::new();
    for id in &schemas {
        let Some((name, module)) = naming.names.get(id) else {
            continue;
        };
        names.insert(*id, (name.clone(), items.len()));
        items.push(TypeItem {
            name: name.clone(),
            module: module.clone(),
            docs: positions(api, &api.schema(*id).kind, docs(api.schema(*id), &naming)),
            shape: shapes::shape(api, &uses, *id, multipart.get(id)),
            derives: choices.derives(*id),
            attributes: choices.attributes(*id),
        });
    }
    add_defaults(api, &schemas, &mut items);
    boxes::box_large(&mut items);
    sizes::mark_lopsided(&mut items);
    let fields = counts::fields(&items, &headers);
    TypesPlan {
        closes_enums: choices.closes_enums(),
        keeps_unknown: choices.keeps_unknown(),
        recursion_limit: chains::recursion_limit(&items),
        by_name: items
            .iter()
            .enumerate()
            .map(|(index, item)| (item.name.clone(), index))
            .collect(),
        uses: (0_u32..)
            .zip(&api.schemas)
            .map(|(index, _)| uses.schema(SchemaId(index), 0))
            .collect(),
        names,
        multipart,
        fields,
        response_headers,
        headers,
        items,
    }
}

fn docs(schema: &Schema, naming: &Naming) -> Docs {
    Docs::of(&schema.docs, || match &schema.name {
        SchemaName::Component(name) => Docs::line([
            Inline::Own("The schema "),
            Inline::code(name),
            Inline::Own("."),
        ]),
        SchemaName::Inline {
            owner, operation, ..
        } => match (owner.and_then(|owner| naming.names.get(&owner)), operation) {
            (Some((name, _)), _) => Docs::line([
                Inline::Own("A part of "),
                Inline::code(name.as_str()),
                Inline::Own("."),
            ]),
            (None, Some(operation)) => Docs::line([
                Inline::Own("A part of the operation "),
                Inline::code(operation),
                Inline::Own("."),
            ]),
            (None, None) => Docs::new(),
        },
    })
}

/// The docs of a tuple with those of its elements, which have no place of their own.
fn positions(api: &Api, kind: &SchemaKind, mut docs: Docs) -> Docs {
    let SchemaKind::Tuple(tuple) = kind else {
        return docs;
    };
    if uses::is_exact(tuple) {
        for (index, item) in tuple.items.iter().enumerate() {
            let item = &api.schema(item.id).docs;
            if item.description.is_some() || item.title.is_some() {
                docs.blocks
                    .extend(Docs::named(&index.to_string(), item).blocks);
            }
        }
    }
    docs
}

/// Gives each optional field with a default its accessor. The types must be known before: a default is written as a value of one.
fn add_defaults(api: &Api, schemas: &[SchemaId], items: &mut [TypeItem]) {
    let mut found = Vec::new();
    {
        let by_name: BTreeMap<&TypeName, &TypeItem> =
            items.iter().map(|item| (&item.name, item)).collect();
        for (index, (id, item)) in schemas.iter().zip(items.iter()).enumerate() {
            let (SchemaKind::Object(object), Shape::Struct(plan)) =
                (&api.schema(*id).kind, &item.shape)
            else {
                continue;
            };
            let mut scope = Scope::reserving(["new", "default"]);
            for (position, (property, field)) in
                object.properties.iter().zip(&plan.fields).enumerate()
            {
                let Some(json) = property.default.as_ref().filter(|json| !json.is_null()) else {
                    continue;
                };
                let expression = match field.presence {
                    Presence::Optional | Presence::OptionalValue => {
                        defaults::expression(&field.ty, json, &by_name)
                    }
                    Presence::Required | Presence::Nullable | Presence::OptionalNullable => None,
                };
                let default = expression.map(|expression| DefaultPlan {
                    method: scope
                        .name::<MethodName>(&format!("{}_or_default", field.name.as_str())),
                    json: json.clone(),
                    copied: field.ty.is_copy()
                        || matches!(expression, DefaultExpression::Variant(..)),
                    expression,
                });
                found.push((index, position, json.clone(), default));
            }
        }
    }
    for (index, position, json, default) in found {
        if let Some(TypeItem {
            shape: Shape::Struct(plan),
            ..
        }) = items.get_mut(index)
            && let Some(field) = plan.fields.get_mut(position)
        {
            let docs = std::mem::take(&mut field.docs);
            field.docs = docs.and([
                Inline::Own("Default: "),
                Inline::code(json.to_string()),
                Inline::Own("."),
            ]);
            field.default = default;
        }
    }
}

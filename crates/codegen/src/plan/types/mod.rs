//! The types crate: which schemas become types, what they are called, and what stands for the rest.

mod boxes;
mod chains;
mod counts;
mod defaults;
mod headers;
mod naming;
mod shapes;
mod sizes;
mod union;
mod uses;

use std::collections::BTreeMap;

use specwright_openapi::diagnostic::Diagnostic;
use specwright_openapi::ir::{Api, Schema, SchemaId, SchemaKind, SchemaName};

use self::headers::HeaderNames;
use self::naming::Naming;
use self::uses::Uses;
use super::multipart;
use super::{Choices, Chosen};
use crate::names::{MethodName, Scope, TypeName};
use crate::plan::docs;
use crate::plan::model::default::{DefaultExpression, DefaultPlan};
use crate::plan::model::docs::{Docs, Inline};
use crate::plan::model::structure::Presence;
use crate::plan::model::types::{Shape, TypeItem, TypesPlan};

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
        uses: api.schemas.keys().map(|id| uses.schema(id, 0)).collect(),
        names,
        multipart,
        fields,
        response_headers,
        headers,
        items,
    }
}

fn docs(schema: &Schema, naming: &Naming) -> Docs {
    docs::of(&schema.docs, || match &schema.name {
        SchemaName::Component(name) => Docs::line([
            Inline::Own("The schema "),
            Inline::code(name),
            Inline::Own("."),
        ]),
        SchemaName::Inline {
            owner, operation, ..
        } => match (owner.and_then(|owner| naming.names.get(&owner)), operation) {
            (Some((name, _)), _) => Docs::line([
                Inline::Own("Part of "),
                Inline::code(name.as_str()),
                Inline::Own("."),
            ]),
            (None, Some(operation)) => Docs::line([
                Inline::Own("Part of the operation "),
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
                    .extend(docs::named(&index.to_string(), item).blocks);
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

//! The types crate.

mod alias;
mod default;
mod default_expression;
mod docs;
mod enumeration;
mod field_counts;
mod headers;
mod layout;
mod naming;
mod null;
mod presence;
mod reachable;
mod shape;
mod structure;
mod tuple;
mod type_use;
mod union;
mod variant;

use std::collections::BTreeMap;

use self::headers::NamedHeaders;
use self::naming::Naming;
use self::reachable::Uses;
use self::type_use::TypeUses;
use super::content;
use super::model::multipart::FileProperties;
use super::model::types::{TypeItem, TypesPlan};
use super::overrides::Overrides;
use super::selection::Selection;

use specwright_openapi::ir::SchemaId;

/// Plans the types crate. All schemas get names, so that names do not depend on the selection;
/// types are generated for the selected ones.
pub(super) fn plan(overrides: &Overrides<'_>, selection: &Selection) -> TypesPlan {
    let schemas = overrides.schemas();
    let multipart = content::multipart_bodies(schemas);
    let reachable = Uses {
        schemas,
        multipart: &multipart,
    };
    let mut naming = Naming::new(overrides, &reachable.all());
    let headers = NamedHeaders::new(schemas.api, &mut naming, overrides);
    let uses = TypeUses::new(overrides, &naming);
    let headers = headers.select(&uses, selection);

    let mut generated = naming.schemas.clone();
    let selected = reachable.selected(selection);
    generated.retain(|id| selected.contains(id));
    let mut items = items(&uses, &naming, &generated, &multipart);
    default::add_accessors(schemas, &generated, &mut items);
    let recursion_limit = layout::apply(&mut items);
    let names = items.iter().map(|item| item.name.clone());
    let named = generated.iter().copied().zip(names.clone().zip(0..));
    TypesPlan {
        closes_enums: overrides.closes_enums(),
        keeps_unknown: overrides.keeps_unknown(),
        recursion_limit,
        by_name: names.zip(0..).collect(),
        names: named.collect(),
        uses: schemas.iter().map(|(id, _)| uses.schema(id, 0)).collect(),
        fields: field_counts::count(&items, &headers.plans),
        response_headers: headers.by_response,
        headers: headers.plans,
        multipart,
        items,
    }
}

fn items(
    uses: &TypeUses<'_>,
    naming: &Naming,
    generated: &[SchemaId],
    multipart: &BTreeMap<SchemaId, FileProperties>,
) -> Vec<TypeItem> {
    let named = generated
        .iter()
        .filter_map(|id| Some((*id, naming.names.get(id)?)));
    let items = named.map(|(id, (name, module))| TypeItem {
        name: name.clone(),
        module: module.clone(),
        docs: docs::plan(uses.schemas, naming, id),
        shape: shape::plan(uses, id, multipart.get(&id)),
        derives: uses.overrides.derives(id),
        attributes: uses.overrides.attributes(id),
    });
    items.collect()
}

//! Which schemas become types, and what they are called.

use std::collections::{BTreeMap, BTreeSet};

use specwright_openapi::ir::{
    Api, Object, Operation, Schema, SchemaId, SchemaKind, SchemaName, Tuple,
};

use super::uses::is_own;
use crate::names::{ModuleName, Scope, TypeName};
use crate::plan::model::multipart::FileProperties;
use crate::plan::multipart;
use crate::plan::{Choices, Chosen};

/// The most elements of a tuple that is written out where it is used.
const SHORT_TUPLE: usize = 3;

/// The scopes of the types crate and what they gave out.
pub(super) struct Naming {
    types: Scope,
    modules: Scope,
    /// The schemas that become types, in the order of the output.
    pub(super) schemas: Vec<SchemaId>,
    /// Their names.
    pub(super) names: BTreeMap<SchemaId, (TypeName, ModuleName)>,
}

impl Naming {
    /// Names first what the user names, then components and then what stands inline, each in the document's order: what the document names
    /// keeps its name.
    pub(super) fn new(
        api: &Api,
        choices: &Choices<'_>,
        multipart: &BTreeMap<SchemaId, FileProperties>,
    ) -> Self {
        let mut naming = Self {
            types: Scope::new(),
            modules: Scope::new(),
            schemas: Vec::new(),
            names: BTreeMap::new(),
        };
        let reached = reached(api, multipart);
        let ids = || api.schemas.iter_enumerated();
        for (id, chosen) in choices.chosen() {
            let schema = api.schema(id);
            let is_named = matches!(schema.name, SchemaName::Component(_))
                || (reached.contains(&id) && deserves_name(api, schema));
            if let Some(name) = chosen
                .name
                .as_ref()
                .filter(|_| is_named)
                .and_then(|wanted| naming.types.claim(wanted))
            {
                naming.put(id, name);
            }
        }
        let is_free = |naming: &Self, id: SchemaId| !naming.names.contains_key(&id);
        for (id, schema) in ids() {
            if let SchemaName::Component(name) = &schema.name
                && is_free(&naming, id)
            {
                naming.claim(id, name, &[]);
            }
        }
        for (id, schema) in ids() {
            if let SchemaName::Inline {
                owner,
                operation,
                steps,
            } = &schema.name
                && reached.contains(&id)
                && deserves_name(api, schema)
                && is_free(&naming, id)
            {
                let owner = match owner.and_then(|owner| naming.names.get(&owner)) {
                    Some((name, _)) => name.as_str().to_owned(),
                    None => operation
                        .as_deref()
                        .map(|id| choices.operation_title(id))
                        .unwrap_or_default()
                        .to_owned(),
                };
                let full = format!("{owner} {}", steps.join(" "));
                let with_kind = format!("{full} {}", kind_word(schema));
                naming.claim(
                    id,
                    &format!("{owner} {}", short(steps)),
                    &[&full, &with_kind],
                );
            }
        }
        naming.schemas.sort_unstable();
        naming
    }

    /// A name for a type that is no schema.
    pub(super) fn other(&mut self, text: &str) -> (TypeName, ModuleName) {
        let name: TypeName = self.types.name(text);
        let module = self.modules.name(name.as_str());
        (name, module)
    }

    fn claim(&mut self, id: SchemaId, text: &str, fallbacks: &[&str]) {
        let name = self.types.name_or(text, fallbacks);
        self.put(id, name);
    }

    fn put(&mut self, id: SchemaId, name: TypeName) {
        let module = self.modules.name(name.as_str());
        self.schemas.push(id);
        self.names.insert(id, (name, module));
    }
}

/// Whether an inline schema becomes a type of its own, or gets an alias because it would be long where it is used.
fn deserves_name(api: &Api, schema: &Schema) -> bool {
    match &schema.kind {
        SchemaKind::Tuple(tuple) => is_own(&schema.kind) || !is_short(api, tuple),
        kind => is_own(kind),
    }
}

/// Whether a tuple is short enough to be written where it is used.
fn is_short(api: &Api, tuple: &Tuple) -> bool {
    let is_long = |kind: &SchemaKind| {
        matches!(
            kind,
            SchemaKind::Array(_) | SchemaKind::Tuple(_) | SchemaKind::Object(_)
        )
    };
    tuple.items.len() <= SHORT_TUPLE
        && !tuple
            .items
            .iter()
            .any(|item| is_long(&api.schema(item.id).kind))
}

/// Whether an object has no member of its own.
pub(super) fn is_map(object: &Object) -> bool {
    object.properties.is_empty()
}

/// The schemas that a schema uses directly.
pub(super) fn children(schema: &Schema) -> Vec<SchemaId> {
    match &schema.kind {
        SchemaKind::Array(array) => vec![array.items.id],
        SchemaKind::Object(object) => {
            let members = object.properties.iter().map(|property| property.ty);
            members
                .chain(object.undeclared.typed())
                .map(|ty| ty.id)
                .collect()
        }
        SchemaKind::Union(union) => union.branches.iter().map(|branch| branch.ty.id).collect(),
        SchemaKind::Tuple(tuple) => tuple
            .items
            .iter()
            .copied()
            .chain(tuple.rest.typed())
            .map(|ty| ty.id)
            .collect(),
        _ => Vec::new(),
    }
}

/// The schemas that a component or an operation uses; the others were merged into these, or a file stands in their place.
fn reached(api: &Api, multipart: &BTreeMap<SchemaId, FileProperties>) -> BTreeSet<SchemaId> {
    from(
        api,
        multipart,
        components(api).chain(api.operations.iter().flat_map(roots)),
    )
}

/// The schemas whose types are generated.
pub(super) fn kept(
    api: &Api,
    chosen: &Chosen,
    multipart: &BTreeMap<SchemaId, FileProperties>,
) -> BTreeSet<SchemaId> {
    let operations = api
        .operations
        .iter()
        .enumerate()
        .filter(|(index, _)| chosen.operation(*index));
    let roots = operations.flat_map(|(_, operation)| roots(operation));
    from(
        api,
        multipart,
        components(api).filter(|_| chosen.all_types).chain(roots),
    )
}

fn components(api: &Api) -> impl Iterator<Item = SchemaId> {
    let schemas = api.schemas.iter_enumerated();
    schemas
        .filter(|(_, schema)| matches!(schema.name, SchemaName::Component(_)))
        .map(|(id, _)| id)
}

/// The schemas that an operation uses directly.
fn roots(operation: &Operation) -> Vec<SchemaId> {
    let bodies = operation.body.iter().flat_map(|body| &body.contents);
    let contents = operation
        .responses
        .iter()
        .flat_map(|response| &response.contents);
    let mut roots: Vec<SchemaId> = bodies
        .chain(contents)
        .filter_map(|media| media.ty)
        .map(|ty| ty.id)
        .collect();
    roots.extend(operation.parameters.iter().map(|parameter| parameter.ty.id));
    roots.extend(
        operation
            .responses
            .iter()
            .flat_map(|response| &response.headers)
            .map(|header| header.ty.id),
    );
    roots
}

/// What is reached from some schemas, and these.
fn from(
    api: &Api,
    multipart: &BTreeMap<SchemaId, FileProperties>,
    roots: impl Iterator<Item = SchemaId>,
) -> BTreeSet<SchemaId> {
    let mut waiting: Vec<SchemaId> = roots.collect();
    let mut reached = BTreeSet::new();
    while let Some(id) = waiting.pop() {
        if reached.insert(id)
            && let Some(schema) = api.schemas.get(id)
        {
            match (&schema.kind, multipart.get(&id)) {
                (SchemaKind::Object(object), Some(files)) => {
                    waiting.extend(multipart::others(files, object))
                }
                _ => waiting.extend(children(schema)),
            }
        }
    }
    reached
}

/// The steps without those that say nothing: `request` before `body`; an element is one item.
fn short(steps: &[String]) -> String {
    let mut words = Vec::with_capacity(steps.len());
    for (index, step) in steps.iter().enumerate() {
        let next = steps.get(index + 1).map(String::as_str);
        match step.as_str() {
            "request" if index == 0 && next == Some("body") => {}
            "items" if index > 0 || next.is_none() => words.push("item"),
            step => words.push(step),
        }
    }
    words.join(" ")
}

fn kind_word(schema: &Schema) -> &'static str {
    match &schema.kind {
        SchemaKind::Union(_) => "union",
        SchemaKind::Enum(_) => "enum",
        SchemaKind::Tuple(_) => "tuple",
        _ => "object",
    }
}

//! Selection of the schemas that become named types, and their names.

use std::collections::{BTreeMap, BTreeSet};

use specwright_openapi::ir::{Api, Schema, SchemaId, SchemaKind, SchemaName, Tuple};
use specwright_openapi::pointer::SourceId;

use super::unnamed;
use crate::names::{ModuleName, Scope, TypeName};
use crate::plan::overrides::Overrides;
use crate::plan::representation::{is_compound, is_item};
use crate::plan::schemas::Schemas;

/// The maximum number of elements of a tuple without a name.
const SHORT_TUPLE: usize = 3;

/// The names of the types crate.
pub(super) struct Naming {
    types: Scope,
    modules: Scope,
    /// The schemas that become types with a name, in the order of the output.
    pub(super) schemas: Vec<SchemaId>,
    /// The names of the type and the module of each of these schemas.
    pub(super) names: BTreeMap<SchemaId, (TypeName, ModuleName)>,
}

impl Naming {
    /// Names schemas: those with a configured name first, then components, then inline schemas,
    /// each in document order. The name of a component therefore does not depend on inline schemas.
    ///
    /// The components of the root document come before those of other files. A component whose name
    /// is taken is named after its file as well, so that its name does not depend on other files.
    pub(super) fn new(overrides: &Overrides<'_>, used: &BTreeSet<SchemaId>) -> Self {
        let schemas = overrides.schemas();
        let mut naming = Self {
            types: Scope::new(),
            modules: Scope::new(),
            schemas: Vec::new(),
            names: BTreeMap::new(),
        };
        let needing = unnamed::needing_names(schemas, used, |id| {
            let is_component = matches!(schemas.api.schema(id).name, SchemaName::Component(_));
            is_component || deserves_name(schemas, id)
        });
        let inline = |id: SchemaId| {
            used.contains(&id) && (deserves_name(schemas, id) || needing.contains(&id))
        };
        for (id, config) in overrides.configured() {
            let name = &schemas.api.schema(id).name;
            let is_named = matches!(name, SchemaName::Component(_)) || inline(id);
            if is_named
                && let Some(requested) = &config.name
                && let Some(name) = naming.types.claim(requested)
            {
                naming.insert(id, name);
            }
        }
        for (id, schema) in schemas.iter() {
            if let SchemaName::Component(name) = &schema.name
                && !naming.names.contains_key(&id)
            {
                let in_file = names_in_file(schemas.api, schema, name);
                let in_file: Vec<&str> = in_file.iter().map(String::as_str).collect();
                let name = naming.types.name_or(name, &in_file);
                naming.insert(id, name);
            }
        }
        for (id, schema) in schemas.iter() {
            if matches!(schema.name, SchemaName::Inline { .. })
                && inline(id)
                && !naming.names.contains_key(&id)
            {
                naming.name_inline(overrides, id, schema);
            }
        }
        naming.schemas.sort_unstable();
        naming
    }

    /// Names a type that is not a schema.
    pub(super) fn other(&mut self, text: &str) -> (TypeName, ModuleName) {
        let name: TypeName = self.types.name(text);
        let module = self.modules.name(name.as_str());
        (name, module)
    }

    /// Names an inline schema after the type or the operation that contains it.
    fn name_inline(&mut self, overrides: &Overrides<'_>, id: SchemaId, schema: &Schema) {
        let SchemaName::Inline {
            owner,
            operation,
            steps,
        } = &schema.name
        else {
            return;
        };
        let owner = match owner.and_then(|owner| self.names.get(&owner)) {
            Some((name, _)) => name.as_str(),
            None => operation
                .as_deref()
                .map(|id| overrides.operation_title(id))
                .unwrap_or_default(),
        };
        let short = format!("{owner} {}", significant(steps));
        let full = format!("{owner} {}", steps.join(" "));
        let with_kind = format!("{full} {}", kind_word(overrides.schemas().kind(id)));
        let name = self.types.name_or(&short, &[&full, &with_kind]);
        self.insert(id, name);
    }

    fn insert(&mut self, id: SchemaId, name: TypeName) {
        let module = self.modules.name(name.as_str());
        self.schemas.push(id);
        self.names.insert(id, (name, module));
    }
}

/// Returns the names of a component with its file, and with each folder of the file. Returns none
/// for the root document.
fn names_in_file(api: &Api, schema: &Schema, name: &str) -> Vec<String> {
    if schema.span.source == SourceId(0) {
        return Vec::new();
    }
    let path = api.files.get(schema.span.source.0 as usize);
    let mut qualifiers: Vec<&str> = path.map_or(Vec::new(), |path| path.split('/').collect());
    if let Some(file) = qualifiers.pop()
        // A schema that is the whole file has the name of the file.
        && !schema.span.pointer.as_str().is_empty()
    {
        qualifiers.push(file.split('.').next().unwrap_or(file));
    }
    let mut names: Vec<String> = Vec::new();
    for qualifier in qualifiers.into_iter().rev() {
        let inner = names.last().map_or(name, String::as_str);
        names.push(format!("{qualifier} {inner}"));
    }
    names
}

/// Returns whether an inline schema becomes a struct or an enum, or an alias because its type is
/// long.
fn deserves_name(schemas: Schemas<'_>, id: SchemaId) -> bool {
    schemas.kind(id).is_some_and(|kind| {
        is_item(kind) || matches!(kind, SchemaKind::Tuple(tuple) if !is_short(schemas, tuple))
    })
}

/// Returns whether a tuple is written out where it is used.
fn is_short(schemas: Schemas<'_>, tuple: &Tuple) -> bool {
    let mut items = tuple.items.iter();
    tuple.items.len() <= SHORT_TUPLE
        && !items.any(|item| schemas.kind(item.id).is_some_and(is_compound))
}

/// Joins the steps to an inline schema, without `request` before `body`; `items` becomes `item`,
/// except at the beginning of a longer path.
fn significant(steps: &[String]) -> String {
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

fn kind_word(kind: Option<&SchemaKind>) -> &'static str {
    match kind {
        Some(kind @ (SchemaKind::Union(_) | SchemaKind::Enum(_) | SchemaKind::Tuple(_))) => {
            kind.name()
        }
        _ => "object",
    }
}

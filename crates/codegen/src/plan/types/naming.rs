//! Selection of the schemas that become named types, and their names.

use std::collections::{BTreeMap, BTreeSet};

use specwright_openapi::ir::{Api, Schema, SchemaId, SchemaKind, SchemaName, Tuple};
use specwright_openapi::pointer::SourceId;

use super::location::{Location, Locations, Owner};
use super::unnamed;
use crate::names::TypeName;
use crate::plan::overrides::Overrides;
use crate::plan::representation::{is_compound, is_item};
use crate::plan::schemas::Schemas;

/// The maximum number of elements of a tuple without a name.
const SHORT_TUPLE: usize = 3;

/// The names of the types crate.
pub(super) struct Naming {
    pub(super) locations: Locations,
    /// The schemas that become types with a name, in the order of the output.
    pub(super) schemas: Vec<SchemaId>,
    /// The path and the file of the type of each of these schemas.
    pub(super) names: BTreeMap<SchemaId, Location>,
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
            locations: Locations::new(),
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
        let mut configured: BTreeMap<SchemaId, TypeName> = BTreeMap::new();
        for (id, config) in overrides.configured() {
            let name = &schemas.api.schema(id).name;
            let is_named = matches!(name, SchemaName::Component(_)) || inline(id);
            if is_named
                && let Some(requested) = &config.name
                && let Some(name) = naming.locations.claim(requested)
            {
                configured.insert(id, name);
            }
        }
        for (id, schema) in schemas.iter() {
            if let SchemaName::Component(name) = &schema.name {
                let name = configured.remove(&id).unwrap_or_else(|| {
                    let in_file = names_in_file(schemas.api, schema, name);
                    let in_file: Vec<&str> = in_file.iter().map(String::as_str).collect();
                    naming.locations.root_name(name, &in_file)
                });
                let location = naming.locations.of_component(id, name);
                naming.insert(id, location);
            }
        }
        for (id, schema) in schemas.iter() {
            if inline(id)
                && let Some((owner, steps)) = owner(schema, overrides)
            {
                let location = match configured.remove(&id) {
                    Some(name) => naming.locations.of_configured(&owner, name),
                    None => {
                        let kind = kind_word(schemas.kind(id));
                        let full = steps.join(" ");
                        let with_kind = format!("{full} {kind}");
                        let fallbacks = [full, with_kind];
                        let steps = significant(steps);
                        naming.locations.inside(&owner, &steps, &fallbacks)
                    }
                };
                naming.insert(id, location);
            }
        }
        naming.schemas.sort_unstable();
        naming
    }

    fn insert(&mut self, id: SchemaId, location: Location) {
        self.schemas.push(id);
        self.names.insert(id, location);
    }
}

/// Returns what an inline schema is named after, and the steps from there to the schema. Returns
/// `None` for a component.
fn owner<'a>(schema: &'a Schema, overrides: &Overrides<'_>) -> Option<(Owner, &'a [String])> {
    let SchemaName::Inline {
        owner,
        operation,
        steps,
    } = &schema.name
    else {
        return None;
    };
    Some(match (owner, operation) {
        (Some(owner), _) => (Owner::Schema(*owner), steps),
        (None, Some(id)) => (Owner::operation(id, overrides), steps),
        (None, None) => {
            let (component, steps) = steps.split_first()?;
            (Owner::Component(component.clone()), steps)
        }
    })
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

/// Returns the steps to an inline schema, without `request` before `body`; `items` becomes `item`,
/// except at the beginning of a longer path.
fn significant(steps: &[String]) -> Vec<&str> {
    let mut words = Vec::with_capacity(steps.len());
    for (index, step) in steps.iter().enumerate() {
        let next = steps.get(index + 1).map(String::as_str);
        match step.as_str() {
            "request" if index == 0 && next == Some("body") => {}
            "items" if index > 0 || next.is_none() => words.push("item"),
            step => words.push(step),
        }
    }
    words
}

fn kind_word(kind: Option<&SchemaKind>) -> &'static str {
    match kind {
        Some(kind @ (SchemaKind::Union(_) | SchemaKind::Enum(_) | SchemaKind::Tuple(_))) => {
            kind.name()
        }
        _ => "object",
    }
}

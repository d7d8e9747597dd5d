//! Selection of the named arrays and maps that are newtypes, because an alias is not possible.

use std::collections::{BTreeMap, BTreeSet};

use specwright_openapi::ir::SchemaId;

use super::naming::Naming;
use crate::plan::representation::{is_compound, is_item};
use crate::plan::schemas::Schemas;

/// The maximum number of aliases that refer to each other in a chain, which the compiler has to
/// expand.
const MAX_CHAIN: usize = 8;

/// The maximum number of unnamed schemas that are searched for aliases.
const MAX_UNNAMED: usize = 256;

/// Returns the arrays and maps that must be newtypes: an alias cannot contain itself, and chains of
/// aliases must not be too long.
pub(super) fn newtypes(schemas: Schemas<'_>, naming: &Naming) -> BTreeSet<SchemaId> {
    let candidates: Vec<SchemaId> = naming
        .schemas
        .iter()
        .copied()
        .filter(|id| is_alias(schemas, *id))
        .collect();
    let mut chains = Chains::new(schemas, naming, &candidates);
    let mut newtypes = BTreeSet::new();
    let mut candidates = candidates.into_iter();
    loop {
        let (id, length) = match chains.next_resolved() {
            Some(resolved) => resolved,
            // Each remaining alias is part of a cycle or refers to one. One newtype breaks a cycle.
            None => match candidates.find(|id| !chains.is_resolved(*id)) {
                Some(id) => (id, MAX_CHAIN + 1),
                None => return newtypes,
            },
        };
        let is_newtype = length > MAX_CHAIN && newtypes.insert(id);
        chains.resolve(id, if is_newtype { 0 } else { length });
    }
}

/// The lengths of chains of aliases, which are resolved from the inside out.
struct Chains {
    /// The aliases that each alias refers to.
    inner: BTreeMap<SchemaId, BTreeSet<SchemaId>>,
    /// The unresolved aliases that each alias refers to.
    unresolved: BTreeMap<SchemaId, BTreeSet<SchemaId>>,
    /// The aliases that refer to each alias.
    outer: BTreeMap<SchemaId, Vec<SchemaId>>,
    /// The aliases that refer only to resolved aliases.
    ready: Vec<SchemaId>,
    lengths: BTreeMap<SchemaId, usize>,
}

impl Chains {
    fn new(schemas: Schemas<'_>, naming: &Naming, aliases: &[SchemaId]) -> Self {
        let inner: BTreeMap<SchemaId, BTreeSet<SchemaId>> = aliases
            .iter()
            .map(|id| (*id, aliases_in(schemas, naming, *id)))
            .collect();
        let mut outer: BTreeMap<SchemaId, Vec<SchemaId>> = BTreeMap::new();
        for (id, aliases) in &inner {
            for alias in aliases {
                outer.entry(*alias).or_default().push(*id);
            }
        }
        let ready = inner.iter().filter(|(_, aliases)| aliases.is_empty());
        Self {
            ready: ready.map(|(id, _)| *id).collect(),
            unresolved: inner.clone(),
            inner,
            outer,
            lengths: BTreeMap::new(),
        }
    }

    fn is_resolved(&self, id: SchemaId) -> bool {
        self.lengths.contains_key(&id)
    }

    /// Returns an alias that refers only to resolved aliases, and the length of its chain.
    fn next_resolved(&mut self) -> Option<(SchemaId, usize)> {
        while let Some(id) = self.ready.pop() {
            if !self.is_resolved(id) {
                let aliases = self.inner.get(&id).into_iter().flatten();
                let lengths = aliases.filter_map(|alias| self.lengths.get(alias));
                return Some((id, lengths.max().map_or(1, |length| length + 1)));
            }
        }
        None
    }

    fn resolve(&mut self, id: SchemaId, length: usize) {
        self.lengths.insert(id, length);
        for outer in self.outer.get(&id).into_iter().flatten() {
            if let Some(unresolved) = self.unresolved.get_mut(outer) {
                unresolved.remove(&id);
                if unresolved.is_empty() {
                    self.ready.push(*outer);
                }
            }
        }
    }
}

fn is_alias(schemas: Schemas<'_>, id: SchemaId) -> bool {
    let kind = schemas.kind(id);
    kind.is_some_and(|kind| !is_item(kind) && is_compound(kind))
}

/// Returns the aliases in the written-out type of a schema.
fn aliases_in(schemas: Schemas<'_>, naming: &Naming, id: SchemaId) -> BTreeSet<SchemaId> {
    let mut aliases = BTreeSet::new();
    let mut open = schemas.parts(id);
    let mut budget = MAX_UNNAMED;
    while let Some(part) = open.pop() {
        if naming.names.contains_key(&part) {
            if is_alias(schemas, part) {
                aliases.insert(part);
            }
        } else if budget > 0 {
            budget -= 1;
            open.extend(schemas.parts(part));
        }
    }
    aliases
}

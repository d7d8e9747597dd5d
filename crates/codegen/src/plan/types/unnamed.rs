//! Selection of the inline arrays, maps and tuples that get a name because their types cannot be
//! written out: they contain themselves, or too many others.

use std::collections::{BTreeMap, BTreeSet};

use specwright_openapi::ir::SchemaId;

use crate::plan::schemas::Schemas;

/// The maximum number of types without a name that are written out inside each other.
const MAX_NESTING: usize = 8;

/// Returns the unnamed schemas that get a name, so that every type without a name is written out
/// with at most [`MAX_NESTING`] levels.
pub(super) fn needing_names(
    schemas: Schemas<'_>,
    used: &BTreeSet<SchemaId>,
    is_named: impl Fn(SchemaId) -> bool,
) -> BTreeSet<SchemaId> {
    let mut search = Search {
        schemas,
        is_named,
        levels: BTreeMap::new(),
        needing: BTreeSet::new(),
    };
    used.iter().for_each(|id| search.from(*id));
    search.needing
}

/// A depth-first search through unnamed schemas.
struct Search<'a, F> {
    schemas: Schemas<'a>,
    is_named: F,
    /// The number of unnamed schemas inside each other, from a schema inwards, or `None` for the
    /// schemas on the path of the search.
    levels: BTreeMap<SchemaId, Option<usize>>,
    needing: BTreeSet<SchemaId>,
}

impl<F: Fn(SchemaId) -> bool> Search<'_, F> {
    fn from(&mut self, start: SchemaId) {
        // An explicit stack: only this search limits the depth of unnamed schemas.
        let mut path: Vec<(SchemaId, Vec<SchemaId>)> = Vec::new();
        path.extend(self.enter(start));
        while let Some((id, remaining)) = path.last_mut() {
            let id = *id;
            match remaining.pop() {
                Some(part) if self.levels.get(&part) == Some(&None) => {
                    self.needing.insert(part);
                }
                Some(part) => path.extend(self.enter(part)),
                None => {
                    self.leave(id);
                    path.pop();
                }
            }
        }
    }

    /// Returns an unnamed schema that was not searched before, with the schemas in it.
    fn enter(&mut self, id: SchemaId) -> Option<(SchemaId, Vec<SchemaId>)> {
        if (self.is_named)(id) || self.levels.contains_key(&id) {
            return None;
        }
        self.levels.insert(id, None);
        Some((id, self.schemas.parts(id)))
    }

    fn leave(&mut self, id: SchemaId) {
        let parts = self.schemas.parts(id).into_iter();
        let inner = parts.filter(|part| !self.needing.contains(part));
        let inner = inner.filter_map(|part| self.levels.get(&part).copied().flatten());
        let levels = inner.max().unwrap_or(0) + 1;
        if levels > MAX_NESTING {
            self.needing.insert(id);
        }
        self.levels.insert(id, Some(levels));
    }
}

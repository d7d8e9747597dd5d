//! The names of one file.

use std::collections::{BTreeMap, BTreeSet};

use syn::{Ident, Item};

use super::known::{TYPES, imported_prefix};
use super::{Home, Segments};

/// The types, traits and modules that a file can refer to by a single name.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// Absolute paths by name.
    paths: BTreeMap<String, Segments>,
    imports: BTreeSet<Segments>,
}

impl Names {
    /// Returns the names that a file defines itself.
    pub fn defined_by(items: &[Item], home: &Home) -> Self {
        let paths = items.iter().filter_map(|item| {
            let name = defined_name(item)?.to_string();
            let is_inner = matches!(item, Item::Mod(_)) || home.inner.contains(&name);
            let modules = home.modules.iter().filter(|_| is_inner).cloned();
            let path = ["crate".to_owned()].into_iter().chain(modules);
            Some((name.clone(), path.chain([name]).collect()))
        });
        Self {
            paths: paths.collect(),
            imports: BTreeSet::new(),
        }
    }

    /// Imports an item, or its module if the name of the item is taken. If both are taken, or if
    /// the item is at the root of its crate, nothing is imported.
    pub fn import(&mut self, path: &[String]) {
        let module = path.split_last().map_or(path, |(_, module)| module);
        for candidate in [path, module] {
            let Some((name, parent)) = candidate.split_last() else {
                return;
            };
            if parent.is_empty() && name != TYPES {
                return;
            }
            match self.paths.get(name) {
                Some(known) if known == candidate => return,
                Some(_) => {}
                None => {
                    self.paths.insert(name.clone(), candidate.to_vec());
                    self.imports.insert(candidate.to_vec());
                    return;
                }
            }
        }
    }

    /// Returns the number of leading segments that can be removed from an absolute path, or `None`
    /// if the path has no shorter form in this file.
    pub fn removable_segments(&self, path: &[String]) -> Option<usize> {
        let item = imported_prefix(path)?;
        let module = item.split_last().map_or(item, |(_, module)| module);
        [item, module].into_iter().find_map(|prefix| {
            let (name, parent) = prefix.split_last()?;
            let known = self.paths.get(name)?;
            (known == prefix).then_some(parent.len())
        })
    }

    /// Returns the paths that the file has to import.
    pub fn imports(&self) -> &BTreeSet<Segments> {
        &self.imports
    }
}

/// Returns the name of an item in the type namespace. Functions and constants are omitted, so a
/// file must not define a function with the name of an imported one, such as `literal`.
fn defined_name(item: &Item) -> Option<&Ident> {
    match item {
        Item::Enum(item) => Some(&item.ident),
        Item::Mod(item) => Some(&item.ident),
        Item::Struct(item) => Some(&item.ident),
        Item::Trait(item) => Some(&item.ident),
        Item::Type(item) => Some(&item.ident),
        Item::Union(item) => Some(&item.ident),
        _ => None,
    }
}

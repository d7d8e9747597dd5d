//! Reading and printing of `use` declarations.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Item, UseTree, Visibility, parse_quote};

use super::Segments;
use super::known::TYPES;

/// Removes the private `use` declarations from the items of a file and returns the imported paths.
/// Declarations with a rename or a glob are kept. Imports of templates must have no attributes, and
/// name an item below the crate root rather than a crate.
pub(super) fn take(items: &mut Vec<Item>) -> BTreeSet<Segments> {
    let mut taken = BTreeSet::new();
    items.retain(|item| {
        let paths = match item {
            Item::Use(import) if matches!(import.vis, Visibility::Inherited) => {
                flattened(&import.tree, &[])
            }
            _ => None,
        };
        let is_kept = paths.is_none();
        taken.extend(paths.into_iter().flatten());
        is_kept
    });
    taken
}

/// Returns the paths that a tree imports, or `None` if it contains a rename or a glob.
fn flattened(tree: &UseTree, parent: &[String]) -> Option<Vec<Segments>> {
    let below = |name: String| [parent, &[name]].concat();
    match tree {
        UseTree::Path(path) => flattened(&path.tree, &below(path.ident.to_string())),
        UseTree::Name(name) if name.ident == "self" => Some(vec![parent.to_vec()]),
        UseTree::Name(name) => Some(vec![below(name.ident.to_string())]),
        UseTree::Group(group) => {
            let paths = group.items.iter().map(|tree| flattened(tree, parent));
            Some(paths.collect::<Option<Vec<_>>>()?.concat())
        }
        UseTree::Rename(_) | UseTree::Glob(_) => None,
    }
}

/// A declaration in the order in which declarations are printed: the standard library, other
/// crates and the own crate, each alphabetically.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Position {
    origin: Origin,
    module: Segments,
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Origin {
    Standard,
    External,
    Own,
}

/// Returns the `use` declarations of imports, one for each module and one for the types crate.
pub(super) fn print(imports: &BTreeSet<Segments>, types_crate: &str) -> Vec<Item> {
    let mut modules: BTreeMap<Position, BTreeSet<Segments>> = BTreeMap::new();
    for path in imports {
        let position = position(path, imports, types_crate);
        modules.entry(position).or_default().insert(path.clone());
    }
    modules
        .into_iter()
        .map(|(Position { module, .. }, paths)| declaration(&module, &paths))
        .collect()
}

/// Returns the position of an import. The position of its parent module applies, unless the import
/// is a module from which the file imports other items.
fn position(path: &Segments, imports: &BTreeSet<Segments>, types_crate: &str) -> Position {
    let is_parent = |other: &Segments| other.len() == path.len() + 1 && other.starts_with(path);
    let module = match path.as_slice() {
        [alias] if alias == TYPES => vec![types_crate.to_owned()],
        _ if imports.iter().any(is_parent) => path.clone(),
        [module @ .., _] => module.to_vec(),
        [] => Segments::new(),
    };
    let origin = match module.first().map(String::as_str) {
        Some("std" | "core" | "alloc") => Origin::Standard,
        Some("crate") => Origin::Own,
        _ => Origin::External,
    };
    Position { origin, module }
}

fn declaration(module: &[String], paths: &BTreeSet<Segments>) -> Item {
    let parent = module.iter().map(|segment| format_ident!("{segment}"));
    let is_types = paths.iter().any(|path| path.as_slice() == [TYPES]);
    if is_types {
        let alias = format_ident!("{TYPES}");
        return parse_quote!(use #(#parent)::* as #alias;);
    }
    let of_module = paths.iter().filter(|path| path.as_slice() == module);
    let below = paths.iter().filter(|path| path.as_slice() != module);
    let names: Vec<TokenStream> = of_module
        .map(|_| quote!(self))
        .chain(below.filter_map(|path| {
            let name = format_ident!("{}", path.last()?);
            Some(quote!(#name))
        }))
        .collect();
    match names.as_slice() {
        [name] => parse_quote!(use #(#parent::)* #name;),
        names => parse_quote!(use #(#parent::)* { #(#names),* };),
    }
}

//! The `use` declarations of emitted files, derived from the paths that a file uses.
//!
//! Emitters refer to items by absolute paths: `::serde::Serialize`, `crate::Pet`, or `::types::Pet`
//! for the types crate. [`shorten_paths`] replaces these by the short names that a person would
//! write and imports the names. Only paths listed in `known` and types of the own crate are
//! shortened. A template can import names itself; such declarations are merged.
//!
//! An item whose name is already taken in the file is imported by its module (`union::JsonType`),
//! or else keeps its absolute path.

mod declarations;
mod known;
mod names;
mod paths;

use std::collections::BTreeSet;

use syn::File;
use syn::visit_mut::VisitMut;

use self::names::Names;
use self::paths::AbsolutePaths;

/// The segments of an absolute path: `["serde", "Serialize"]`, or `["crate", "Pet"]`.
type Segments = Vec<String>;

/// The paths of the items that a file defines.
#[derive(Clone, Debug, Default)]
pub struct Home {
    /// The modules that lead to the file. The modules that it declares are inside.
    pub modules: Vec<String>,
    /// The types whose paths begin with these modules. All other types are at the root of the crate.
    pub inner: BTreeSet<String>,
}

/// Shortens the absolute paths of a file and declares the imports that the short names require.
/// `types_crate` is the crate that paths below `::types` refer to. The items that the file defines
/// have the paths in `home`. The file must not contain inline modules with absolute paths.
///
/// If several items have the same name, it belongs to an item of the file, or else to an import of
/// the template, or else to the alphabetically first path.
pub fn shorten_paths(file: &mut File, types_crate: &str, home: &Home) {
    let mut used: BTreeSet<Segments> = BTreeSet::new();
    AbsolutePaths::new(|path| {
        used.extend(known::imported_prefix(path).map(<[String]>::to_vec));
        None
    })
    .visit_file_mut(file);
    let mut names = Names::defined_by(&file.items, home);
    for path in declarations::take(&mut file.items) {
        names.import(&path);
    }
    for path in &used {
        names.import(path);
    }
    AbsolutePaths::new(|path| names.removable_segments(path)).visit_file_mut(file);
    let declarations = declarations::print(names.imports(), types_crate);
    file.items.splice(0..0, declarations);
}

#[cfg(test)]
mod tests;

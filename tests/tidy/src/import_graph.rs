//! The uses between the files of a crate, with the `use` declarations and paths behind them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::module_tree::{Module, ModuleTree};
use crate::path_mention::Mention;
use crate::resolve::resolve;

/// The uses that make an edge: the text of the import or the path, and the first line with that
/// text.
///
/// If a file imports items of the other file, its unqualified mentions of these items are omitted.
pub type Uses = BTreeMap<String, usize>;

/// The files of a crate and the edges between them.
#[derive(Debug, Default)]
pub struct ImportGraph {
    /// The module path of every file, from the crate's root.
    pub files: BTreeMap<PathBuf, Vec<String>>,
    /// The uses by the file that uses and the file that is used.
    pub edges: BTreeMap<(PathBuf, PathBuf), Uses>,
}

impl ImportGraph {
    /// Builds the graph of a crate.
    ///
    /// An import of a re-exported item is an edge to the file that defines the item and to the file
    /// that re-exports it.
    pub fn new(tree: &ModuleTree) -> ImportGraph {
        let mut graph = ImportGraph::default();
        for (id, module) in tree.modules.iter().enumerate() {
            let path = graph.files.entry(module.file.clone());
            path.or_insert_with(|| module.path.clone());
            for mention in &module.mentions {
                let resolution = resolve(tree, id, &mention.segments);
                for target in resolution.definitions.iter().chain(&resolution.re_exports) {
                    graph.add_use(module, target, mention);
                }
            }
        }
        graph
    }

    fn add_use(&mut self, module: &Module, target: &Path, mention: &Mention) {
        if module.file == target {
            return;
        }
        let keyword = if mention.is_import { "use " } else { "" };
        let text = format!("{keyword}{}", mention.segments.join("::"));
        let edge = (module.file.clone(), target.to_owned());
        let uses = self.edges.entry(edge).or_default();
        let is_imported = uses.keys().any(|text| text.starts_with("use "));
        if mention.is_import || !is_imported {
            uses.entry(text).or_insert(mention.line);
        }
    }

    /// Returns whether the module of the file `above` contains the module of the file `below`.
    pub fn is_ancestor(&self, above: &Path, below: &Path) -> bool {
        match (self.files.get(above), self.files.get(below)) {
            (Some(above), Some(below)) => below.len() > above.len() && below.starts_with(above),
            _ => false,
        }
    }
}

//! All packages of the workspace with their parsed crates. Every file is parsed once.

use std::error::Error;
use std::path::{Path, PathBuf};

use crate::import_graph::ImportGraph;
use crate::module_tree::ModuleTree;
use crate::size::Sizes;
use crate::syntax::{SourceError, parse};
use crate::workspace::{Package, packages};

/// A crate of a package: its library, a binary or an integration test.
#[derive(Debug)]
pub struct Crate {
    /// The root file.
    pub root: PathBuf,
    /// The modules.
    pub tree: ModuleTree,
    /// The uses between files.
    pub graph: ImportGraph,
}

/// A package with its crates.
#[derive(Debug)]
pub struct Analysis {
    /// The package.
    pub package: Package,
    /// The library, the binaries and the integration tests.
    pub crates: Vec<Crate>,
    /// The sizes of all files and functions.
    pub sizes: Sizes,
}

impl Analysis {
    /// Parses all crates of a package.
    pub fn new(package: Package) -> Result<Analysis, SourceError> {
        let parsed = parse(&package.files)?;
        let mut crates = Vec::new();
        for root in package.crate_roots() {
            let tree = ModuleTree::load(&parsed, &root)?;
            let graph = ImportGraph::new(&tree);
            crates.push(Crate { root, tree, graph });
        }
        let sizes = Sizes::of(&package, &parsed);
        Ok(Analysis {
            package,
            crates,
            sizes,
        })
    }

    /// Returns the library and the binaries.
    pub fn main_crates(&self) -> impl Iterator<Item = &Crate> {
        let source = self.package.folder.join("src");
        self.crates
            .iter()
            .filter(move |krate| krate.root.starts_with(&source))
    }
}

/// Analyzes every hand-written package of the workspace at `root`.
pub fn analyze(root: &Path) -> Result<Vec<Analysis>, Box<dyn Error + Send + Sync>> {
    let mut analyses = Vec::new();
    for package in packages(root)? {
        analyses.push(Analysis::new(package)?);
    }
    Ok(analyses)
}

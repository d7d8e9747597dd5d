//! Resolution of a path, through re-exports, to the files that define the item.

use std::collections::BTreeSet;
use std::path::Path;

use crate::module_tree::{Binding, ModuleId, ModuleTree, ROOT};

/// The maximum length of a path. Imports that are named after other crates (`use a::b; use b::a;`)
/// would lengthen a path forever.
const MAX_SEGMENTS: usize = 16;

/// The files behind a path.
#[derive(Debug, Default)]
pub struct Resolution<'a> {
    /// The files that define the item, or hold the module, that the path refers to. More than one
    /// if a name is both, for example, a module and a function.
    pub definitions: BTreeSet<&'a Path>,
    /// The files whose `use` declarations were followed.
    pub re_exports: BTreeSet<&'a Path>,
}

/// Resolves a path that the code of `module` mentions. Paths into other crates resolve to nothing.
pub fn resolve<'a>(tree: &'a ModuleTree, module: ModuleId, path: &[String]) -> Resolution<'a> {
    let mut resolver = Resolver {
        tree,
        origin: module,
        visited: BTreeSet::new(),
        found: Resolution::default(),
    };
    resolver.path(module, path);
    if let [name] = path
        && resolver.found.definitions.is_empty()
        && let Some(definer) = tree.macros.get(name)
    {
        let file = tree.modules[*definer].file.as_path();
        resolver.found.definitions.insert(file);
    }
    resolver.found
}

struct Resolver<'a> {
    tree: &'a ModuleTree,
    origin: ModuleId,
    /// Guards against `use` declarations that lead back to themselves.
    visited: BTreeSet<(ModuleId, Vec<String>)>,
    found: Resolution<'a>,
}

impl Resolver<'_> {
    /// Resolves a path in the scope of `module`.
    fn path(&mut self, module: ModuleId, path: &[String]) {
        let Some((first, rest)) = path.split_first() else {
            return self.define(module);
        };
        match first.as_str() {
            "crate" => self.inside(ROOT, rest),
            "self" => self.inside(module, rest),
            "super" => {
                let mut ancestor = self.tree.modules[module].parent;
                let mut rest = rest;
                while let [first, others @ ..] = rest
                    && first == "super"
                {
                    ancestor = ancestor.and_then(|id| self.tree.modules[id].parent);
                    rest = others;
                }
                if let Some(ancestor) = ancestor {
                    self.inside(ancestor, rest);
                }
            }
            _ => self.inside(module, path),
        }
    }

    /// Resolves the part of a path that remains once `module` is reached.
    fn inside(&mut self, module: ModuleId, path: &[String]) {
        let Some((name, rest)) = path.split_first() else {
            return self.define(module);
        };
        if path.len() > MAX_SEGMENTS || !self.visited.insert((module, path.to_vec())) {
            return;
        }
        let tree = self.tree;
        let current = &tree.modules[module];
        if let Some(bindings) = current.scope.get(name) {
            for binding in bindings {
                match binding {
                    Binding::Module(child) => self.inside(*child, rest),
                    Binding::Item => self.define(module),
                    // `use uuid::uuid` imports from another crate, not from itself.
                    Binding::Import(target) if target.first() == Some(name) => {}
                    Binding::Import(target) => {
                        let target: Vec<String> = target.iter().chain(rest).cloned().collect();
                        self.follow(module, &target);
                    }
                }
            }
            return;
        }
        let is_local = |glob: &&Vec<String>| {
            glob.first().is_some_and(|first| {
                matches!(first.as_str(), "crate" | "self" | "super")
                    || current.scope.contains_key(first)
            })
        };
        for glob in current.globs.iter().filter(is_local) {
            let target: Vec<String> = glob.iter().chain(path).cloned().collect();
            self.follow(module, &target);
        }
    }

    /// Resolves the target of a `use` declaration of `module`.
    fn follow(&mut self, module: ModuleId, target: &[String]) {
        let before = self.found.definitions.len();
        self.path(module, target);
        if module != self.origin && self.found.definitions.len() > before {
            let file = self.tree.modules[module].file.as_path();
            self.found.re_exports.insert(file);
        }
    }

    fn define(&mut self, module: ModuleId) {
        let file = self.tree.modules[module].file.as_path();
        self.found.definitions.insert(file);
    }
}

//! The layers that ARCHITECTURE.md declares under `## Layers`, and their violations.

use std::collections::BTreeMap;

use petgraph::algo::tarjan_scc;
use petgraph::graphmap::DiGraphMap;

use crate::analysis::Analysis;
use crate::import_graph::ImportGraph;
use crate::markdown::{code_spans, section, table};
use crate::module_tree::ModuleTree;

/// The content of the section's two tables.
#[derive(Debug, Default)]
pub struct Layers {
    /// The layers of child modules, lowest first, by the path of their crate or module
    /// (`verifa::server`).
    pub modules: BTreeMap<String, Vec<Vec<String>>>,
    /// The crates of the workspace that a crate depends on, by the name of the crate.
    pub dependencies: BTreeMap<String, Vec<String>>,
    /// The paths that crates and modules never use.
    pub bans: Vec<Ban>,
}

/// Paths that a crate or a module never uses.
#[derive(Debug)]
pub struct Ban {
    /// The crate or the module.
    pub scope: String,
    /// Modules of the same crate and paths of other crates.
    pub forbidden: Vec<String>,
    /// Allowed paths below a forbidden path of another crate.
    pub exceptions: Vec<String>,
}

impl Ban {
    /// Returns whether the ban covers a path of another crate.
    fn covers(&self, path: &str) -> bool {
        let is_below = |prefix: &String| {
            path.strip_prefix(prefix.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
        };
        self.forbidden.iter().any(is_below) && !self.exceptions.iter().any(is_below)
    }
}

impl Layers {
    /// Parses the tables, or returns `None` if the section or one of its tables is missing.
    pub fn parse(architecture: &str) -> Option<Layers> {
        let section = section(architecture, "## Layers")?;
        let mut layers = Layers::default();
        for row in table(section, "crate or module")? {
            let [scope, dependencies, modules] = &row[..] else {
                return None;
            };
            for scope in code_spans(scope) {
                let chain = modules.split('→').map(code_spans);
                let chain: Vec<Vec<String>> = chain.filter(|layer| !layer.is_empty()).collect();
                if !chain.is_empty() {
                    layers.modules.insert(scope.clone(), chain);
                }
                if !scope.contains("::") {
                    layers.dependencies.insert(scope, code_spans(dependencies));
                }
            }
        }
        for row in table(section, "module")? {
            let [scopes, forbidden, exceptions] = &row[..] else {
                return None;
            };
            for scope in code_spans(scopes) {
                layers.bans.push(Ban {
                    scope,
                    forbidden: code_spans(forbidden),
                    exceptions: code_spans(exceptions),
                });
            }
        }
        Some(layers)
    }

    /// Returns every violation in the library and the binaries of a package.
    pub fn violations(&self, analysis: &Analysis) -> Vec<String> {
        let mut found = Vec::new();
        let name = analysis.package.short_name();
        for krate in analysis.main_crates() {
            self.check_order(&name, &krate.graph, &mut found);
            self.check_forbidden(&name, &krate.graph, &mut found);
            self.check_foreign(&name, &krate.tree, &mut found);
        }
        found
    }

    /// Checks that each module uses modules of its own layer and of lower layers only.
    fn check_order(&self, package: &str, graph: &ImportGraph, found: &mut Vec<String>) {
        for (scope, layers) in &self.modules {
            let Some(prefix) = inside(scope, package) else {
                continue;
            };
            let layer_of = |path: &[String]| {
                let name = path.strip_prefix(&prefix[..])?.first()?;
                layers.iter().position(|layer| layer.contains(name))
            };
            for ((from, to), uses) in &graph.edges {
                let layer = |file| graph.files.get(file).and_then(|path| layer_of(path));
                if let (Some(user), Some(used)) = (layer(from), layer(to))
                    && user < used
                {
                    let text = uses.keys().next().map_or("", String::as_str);
                    let (from, to) = (from.display(), to.display());
                    found.push(format!("{from} uses {to} of a higher layer: {text}"));
                }
            }
        }
    }

    /// Checks that modules do not use modules of the same crate that are forbidden to them.
    fn check_forbidden(&self, package: &str, graph: &ImportGraph, found: &mut Vec<String>) {
        for ban in &self.bans {
            let Some(scope) = inside(&ban.scope, package) else {
                continue;
            };
            for path in ban
                .forbidden
                .iter()
                .filter_map(|path| inside(path, package))
            {
                for ((from, to), uses) in &graph.edges {
                    let is_in = |file, module: &[String]| {
                        let path = graph.files.get(file);
                        path.is_some_and(|path| path.starts_with(module))
                    };
                    if is_in(from, &scope) && is_in(to, &path) {
                        let text = uses.keys().next().map_or("", String::as_str);
                        found.push(format!("{} must not use this: {text}", from.display()));
                    }
                }
            }
        }
    }

    /// Checks that modules do not use paths of other crates that are forbidden to them.
    fn check_foreign(&self, package: &str, tree: &ModuleTree, found: &mut Vec<String>) {
        for ban in &self.bans {
            let Some(scope) = inside(&ban.scope, package) else {
                continue;
            };
            let modules = tree.modules.iter();
            for module in modules.filter(|module| module.path.starts_with(&scope)) {
                for mention in &module.mentions {
                    let path = mention.segments.join("::");
                    if ban.covers(&path) {
                        let file = module.file.display();
                        let line = mention.line;
                        found.push(format!("{file}:{line} must not use `{path}`"));
                    }
                }
            }
        }
    }

    /// Returns the modules that have no layer although their siblings have one, and the layered
    /// modules that do not exist.
    pub fn gaps(&self, analysis: &Analysis) -> Vec<String> {
        let name = analysis.package.short_name();
        let children = children(&name, analysis);
        let mut found = Vec::new();
        let is_layered = self.modules.contains_key(&name);
        if children.get(&name).is_some_and(|all| all.len() > 1) && !is_layered {
            found.push(format!("`{name}` has no layers"));
        }
        for (scope, layers) in &self.modules {
            if inside(scope, &name).is_none() {
                continue;
            }
            let known: Vec<&String> = layers.iter().flatten().collect();
            let actual = children.get(scope).cloned().unwrap_or_default();
            let missing = actual.iter().filter(|module| !known.contains(module));
            found.extend(missing.map(|module| format!("`{scope}::{module}` has no layer")));
            let stale = known.iter().filter(|module| !actual.contains(module));
            found.extend(stale.map(|module| format!("`{scope}::{module}` does not exist")));
        }
        found
    }
}

/// Returns the names of the child modules by the module's path, such as `verifa::server`.
fn children(package: &str, analysis: &Analysis) -> BTreeMap<String, Vec<String>> {
    let mut children: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for module in analysis.main_crates().flat_map(|krate| &krate.tree.modules) {
        if let Some((last, parents)) = module.path.split_last() {
            let mut scope = vec![package.to_owned()];
            scope.extend_from_slice(parents);
            let siblings = children.entry(scope.join("::")).or_default();
            siblings.push(last.clone());
        }
    }
    children
}

/// Returns the lowest layers in which the modules directly below `scope` can be placed. Modules
/// that use each other share a layer.
pub fn lowest_layers(graph: &ImportGraph, scope: &[String]) -> Vec<Vec<String>> {
    let child_of = |file| graph.files.get(file)?.strip_prefix(scope)?.first().cloned();
    let mut digraph = DiGraphMap::<&str, ()>::new();
    let children: BTreeMap<_, _> = graph
        .files
        .keys()
        .filter_map(|file| Some((file, child_of(file)?)))
        .collect();
    for child in children.values() {
        digraph.add_node(child);
    }
    for (from, to) in graph.edges.keys() {
        if let (Some(from), Some(to)) = (children.get(from), children.get(to)) {
            digraph.add_edge(from, to, ());
        }
    }
    let mut level_of: BTreeMap<&str, usize> = BTreeMap::new();
    let mut layers: Vec<Vec<String>> = Vec::new();
    // The components come in reverse topological order: the components that a component uses have
    // their levels already.
    for component in tarjan_scc(&digraph) {
        let used = component
            .iter()
            .flat_map(|module| digraph.neighbors(module));
        let below = used.filter_map(|module| level_of.get(module)).max();
        let level = below.map_or(0, |level| level + 1);
        layers.resize(layers.len().max(level + 1), Vec::new());
        for module in component {
            level_of.insert(module, level);
            layers[level].push(module.to_owned());
        }
    }
    for layer in &mut layers {
        layer.sort();
    }
    layers
}

/// Returns the module path of `scope` below the crate `package`, or none for a module of another
/// crate.
fn inside(scope: &str, package: &str) -> Option<Vec<String>> {
    let mut segments = scope.split("::");
    (segments.next() == Some(package)).then(|| segments.map(str::to_owned).collect())
}

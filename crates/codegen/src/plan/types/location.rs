//! The paths and files of types.
//!
//! A component is at the root of the crate. The types inside a component or an operation are in the
//! file of their owner and at the root as well, named after the owner and the steps to the schema.
//! If that name is long, the type is in the module of the owner, named after the steps alone.

use std::collections::BTreeMap;

use specwright_openapi::ir::SchemaId;

use crate::names::{ConfiguredName, ModuleName, Scope, TypeName, TypePath, type_name_length};
use crate::plan::overrides::Overrides;

/// The length of the longest name that repeats the name of its owner, in bytes.
const MAX_LENGTH: usize = 48;

/// The length of the longest path of a module that can contain modules, in bytes: paths of files
/// are limited on Windows.
const MAX_PATH: usize = 100;

/// The crates whose items the files import.
const CRATES: [&str; 6] = [
    "alloc",
    "core",
    "serde",
    "serde_json",
    "specwright_runtime",
    "std",
];

/// The modules at the root of the crates that do not contain the types of an owner.
const ROOT_MODULES: [&str; 5] = ["body", "bytes", "runtime", "schemas", "types"];

/// The component or operation that contains an inline schema.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Owner {
    /// A component schema.
    Schema(SchemaId),
    /// An operation, by its title.
    Operation(String),
    /// A component that is not a schema, by its key.
    Component(String),
}

impl Owner {
    /// Returns the operation with an id as an owner.
    pub(super) fn operation(id: &str, overrides: &Overrides<'_>) -> Self {
        Self::Operation(overrides.operation_title(id).to_owned())
    }
}

/// The path of a type, and the file with its definition.
#[derive(Clone, Debug)]
pub(super) struct Location {
    pub(super) path: TypePath,
    /// The modules that lead to the file.
    pub(super) file: Vec<ModuleName>,
}

/// All names of types and modules.
pub(super) struct Locations {
    root: Scope,
    files: Scope,
    owners: BTreeMap<Owner, OwnerNames>,
    /// The modules that contain types with shorter names.
    modules: BTreeMap<Vec<ModuleName>, Inner>,
}

/// The prefix of the names of the types in an owner, and the module of its file.
#[derive(Clone)]
struct OwnerNames {
    title: String,
    module: ModuleName,
}

/// The names in a module.
struct Inner {
    types: Scope,
    modules: Scope,
    /// The modules by the steps that they are named after.
    by_step: BTreeMap<String, ModuleName>,
}

impl Locations {
    pub(super) fn new() -> Self {
        Self {
            root: Scope::new(),
            files: Scope::reserving(CRATES.into_iter().chain(ROOT_MODULES)),
            owners: BTreeMap::new(),
            modules: BTreeMap::new(),
        }
    }

    /// Allocates a configured name at the root, or returns `None` if it is taken.
    pub(super) fn claim(&mut self, name: &ConfiguredName<TypeName>) -> Option<TypeName> {
        self.root.claim(name)
    }

    /// Allocates a name at the root, or that of the first fallback that is free.
    pub(super) fn root_name(&mut self, text: &str, fallbacks: &[&str]) -> TypeName {
        self.root.name_or(text, fallbacks)
    }

    /// Returns the location of a component schema with an allocated name.
    pub(super) fn of_component(&mut self, id: SchemaId, name: TypeName) -> Location {
        let module: ModuleName = self.files.name(name.as_str());
        let names = OwnerNames {
            title: name.as_str().to_owned(),
            module: module.clone(),
        };
        self.owners.insert(Owner::Schema(id), names);
        self.at_root(name, module)
    }

    /// Returns the location of an inline schema with a configured name.
    pub(super) fn of_configured(&mut self, owner: &Owner, name: TypeName) -> Location {
        let module = self.owner(owner).module;
        self.at_root(name, module)
    }

    /// Names a type inside an owner after the steps to it or, if that name is taken, after the first
    /// fallback whose name is free.
    pub(super) fn inside(
        &mut self,
        owner: &Owner,
        steps: &[&str],
        fallbacks: &[String],
    ) -> Location {
        let OwnerNames { title, module } = self.owner(owner);
        let name = format!("{title} {}", steps.join(" "));
        if type_name_length(&name) > MAX_LENGTH && !steps.is_empty() {
            return self.in_module(module, steps, fallbacks);
        }
        let fallbacks = fallbacks.iter().map(|steps| format!("{title} {steps}"));
        let names: Vec<String> = [name].into_iter().chain(fallbacks).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let repeats_key = matches!(owner, Owner::Component(key) if is_same_word(key, steps));
        let (first, fallbacks) = match names.split_first() {
            Some((name, fallbacks)) if !repeats_key => (*name, fallbacks),
            _ => (title.as_str(), names.as_slice()),
        };
        let file = std::slice::from_ref(&module);
        let none = Scope::new();
        let inner = self.modules.get(file).map_or(&none, |inner| &inner.types);
        let name = self.root.name_or_beside(first, fallbacks, inner);
        self.at_root(name, module)
    }

    /// Returns the location of a type at the root that is in the file of a module. The types in the
    /// module have other names, because they are in the same file.
    fn at_root(&mut self, name: TypeName, module: ModuleName) -> Location {
        let file = vec![module];
        self.inner(&file).types.reserve(&name);
        Location {
            path: TypePath::new(Vec::new(), name),
            file,
        }
    }

    fn in_module(&mut self, module: ModuleName, steps: &[&str], fallbacks: &[String]) -> Location {
        let (modules, steps) = self.module(vec![module], steps);
        let inner = self.inner(&modules);
        let fallbacks: Vec<&str> = fallbacks.iter().map(String::as_str).collect();
        Location {
            path: TypePath::new(
                modules.clone(),
                inner.types.name_or(&steps.join(" "), &fallbacks),
            ),
            file: modules,
        }
    }

    /// Returns the modules that contain types, with the names of their owners.
    pub(super) fn modules(&self) -> BTreeMap<Vec<ModuleName>, String> {
        let titles = self.owners.values();
        let titles: BTreeMap<&ModuleName, &String> =
            titles.map(|names| (&names.module, &names.title)).collect();
        let modules = self.modules.keys().filter_map(|path| {
            let title = titles.get(path.first()?)?;
            Some((path.clone(), (*title).clone()))
        });
        modules.collect()
    }

    fn owner(&mut self, owner: &Owner) -> OwnerNames {
        if let Some(known) = self.owners.get(owner) {
            return known.clone();
        }
        let (title, kind) = match owner {
            Owner::Schema(_) => ("", "schema"),
            Owner::Operation(title) => (title.as_str(), "operation"),
            Owner::Component(key) => (key.as_str(), "component"),
        };
        let module = self.files.name_or(title, &[&format!("{title} {kind}")]);
        let names = OwnerNames {
            title: title.to_owned(),
            module,
        };
        self.owners.insert(owner.clone(), names.clone());
        names
    }

    /// Returns the names in a module.
    fn inner(&mut self, modules: &[ModuleName]) -> &mut Inner {
        self.modules.entry(modules.to_vec()).or_insert_with(|| {
            // A module with the name of its parent would be a warning of Clippy.
            let parent = modules.last().map(ModuleName::as_str);
            Inner {
                types: Scope::new(),
                modules: Scope::reserving(CRATES.into_iter().chain(parent)),
                by_step: BTreeMap::new(),
            }
        })
    }

    /// Returns the module for steps inside a module, one step further in as long as the name of the
    /// remaining steps is long and the path is short enough. A single step always remains.
    fn module<'a>(
        &mut self,
        mut modules: Vec<ModuleName>,
        mut steps: &'a [&'a str],
    ) -> (Vec<ModuleName>, &'a [&'a str]) {
        while let [outer, rest @ ..] = steps
            && !rest.is_empty()
            && type_name_length(&steps.join(" ")) > MAX_LENGTH
            && path_length(&modules) + outer.len() <= MAX_PATH
        {
            let inner = self.inner(&modules);
            modules.push(inner.module(outer));
            steps = rest;
        }
        (modules, steps)
    }
}

impl Inner {
    /// Returns the module for a step.
    fn module(&mut self, step: &str) -> ModuleName {
        if let Some(module) = self.by_step.get(step) {
            return module.clone();
        }
        let inner = format!("inner {step}");
        let module: ModuleName = self.modules.name_or(step, &[&inner]);
        self.by_step.insert(step.to_owned(), module.clone());
        module
    }
}

/// Returns the length of the path of a module in bytes.
fn path_length(modules: &[ModuleName]) -> usize {
    let lengths = modules.iter().map(|module| module.as_str().len() + 1);
    lengths.sum()
}

/// Returns whether a key and steps have the same name, as in a component `direction` for a parameter
/// `direction`.
fn is_same_word(key: &str, steps: &[&str]) -> bool {
    let letters = |text: &str| -> String {
        let letters = text.chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    letters(key) == letters(&steps.join(" "))
}

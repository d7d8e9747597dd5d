//! The modules of one crate, each with its file, its scope and the paths that it mentions.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use syn::{Item, ItemMod};

use crate::path_mention::{Mention, Mentions, Segments};
use crate::syntax::{ParsedFiles, SourceError, attributes, is_test_only};

/// An index into [`ModuleTree::modules`].
pub type ModuleId = usize;

/// The crate's root module.
pub const ROOT: ModuleId = 0;

/// The item that a name in a module refers to.
#[derive(Clone, Debug)]
pub enum Binding {
    /// A child module.
    Module(ModuleId),
    /// An item that the module itself defines.
    Item,
    /// The target of a `use` declaration.
    Import(Segments),
}

/// A module, inline or with a file of its own.
#[derive(Debug)]
pub struct Module {
    /// The names from the crate's root; empty for the root.
    pub path: Segments,
    /// The file that holds the module.
    pub file: PathBuf,
    /// The parent; none for the root.
    pub parent: Option<ModuleId>,
    /// The items that names refer to. A name may be bound once as a type, a value and a macro each.
    pub scope: BTreeMap<String, Vec<Binding>>,
    /// The targets of glob imports.
    pub globs: Vec<Segments>,
    /// All paths that the module's code mentions.
    pub mentions: Vec<Mention>,
}

/// All modules of a crate; the root is the first.
#[derive(Debug, Default)]
pub struct ModuleTree {
    /// The modules, parents before children.
    pub modules: Vec<Module>,
    /// The modules that define a `macro_rules!` macro, by the macro's name.
    pub macros: BTreeMap<String, ModuleId>,
}

/// A module's file, and the folder that holds the files of its children.
struct Location {
    file: PathBuf,
    children: PathBuf,
}

/// The source of a module that is not yet part of the tree.
struct Source<'a> {
    location: &'a Location,
    path: Segments,
    items: &'a [Item],
}

impl ModuleTree {
    /// Builds the tree of the crate whose root file is `root`.
    pub fn load(files: &ParsedFiles, root: &Path) -> Result<ModuleTree, SourceError> {
        let mut tree = ModuleTree::default();
        let location = Location {
            file: root.to_owned(),
            children: root.parent().unwrap_or(Path::new("")).to_owned(),
        };
        let syntax = file(files, root)?;
        let source = Source {
            location: &location,
            path: Segments::new(),
            items: &syntax.items,
        };
        tree.add_module(files, None, source)?;
        Ok(tree)
    }

    fn add_module(
        &mut self,
        files: &ParsedFiles,
        parent: Option<ModuleId>,
        source: Source<'_>,
    ) -> Result<ModuleId, SourceError> {
        let id = self.modules.len();
        let Source {
            location,
            path,
            items,
        } = source;
        let mentions = Mentions::of(items);
        self.modules.push(Module {
            path,
            file: location.file.clone(),
            parent,
            scope: BTreeMap::new(),
            globs: Vec::new(),
            mentions: mentions.paths,
        });
        for import in mentions.imports {
            match import.name {
                Some(name) => self.bind(id, name, Binding::Import(import.segments)),
                None => self.modules[id].globs.push(import.segments),
            }
        }
        for item in items.iter().filter(|item| !is_test_only(attributes(item))) {
            match item {
                Item::Mod(module) => self.add_child(files, id, location, module)?,
                item => self.define(id, item),
            }
        }
        Ok(id)
    }

    fn add_child(
        &mut self,
        files: &ParsedFiles,
        parent: ModuleId,
        parent_location: &Location,
        module: &ItemMod,
    ) -> Result<(), SourceError> {
        let name = module.ident.to_string();
        let mut path = self.modules[parent].path.clone();
        path.push(name.clone());
        let location;
        let items = match &module.content {
            Some((_, items)) => {
                location = Location {
                    file: parent_location.file.clone(),
                    children: parent_location.children.join(&name),
                };
                items
            }
            None => {
                location = child_location(files, parent_location, module)?;
                &file(files, &location.file)?.items
            }
        };
        let source = Source {
            location: &location,
            path,
            items,
        };
        let child = self.add_module(files, Some(parent), source)?;
        self.bind(parent, name, Binding::Module(child));
        Ok(())
    }

    /// Binds the name of an item that is neither a module nor an import.
    fn define(&mut self, module: ModuleId, item: &Item) {
        let name = match item {
            Item::Const(item) => &item.ident,
            Item::Enum(item) => &item.ident,
            Item::Fn(item) => &item.sig.ident,
            Item::Static(item) => &item.ident,
            Item::Struct(item) => &item.ident,
            Item::Trait(item) => &item.ident,
            Item::TraitAlias(item) => &item.ident,
            Item::Type(item) => &item.ident,
            Item::Union(item) => &item.ident,
            Item::Macro(item) => match &item.ident {
                Some(name) => {
                    self.macros.insert(name.to_string(), module);
                    name
                }
                None => return,
            },
            _ => return,
        };
        self.bind(module, name.to_string(), Binding::Item);
    }

    fn bind(&mut self, module: ModuleId, name: String, binding: Binding) {
        let bindings = self.modules[module].scope.entry(name).or_default();
        bindings.push(binding);
    }
}

/// Finds the file of `mod name;`.
fn child_location(
    files: &ParsedFiles,
    parent: &Location,
    module: &ItemMod,
) -> Result<Location, SourceError> {
    let name = module.ident.to_string();
    let flat = parent.children.join(format!("{name}.rs"));
    let nested = parent.children.join(&name).join("mod.rs");
    let file = [flat, nested]
        .into_iter()
        .find(|file| files.contains_key(file))
        .ok_or_else(|| {
            let file = parent.file.display();
            SourceError(format!("{file}: the file of `mod {name};` is missing"))
        })?;
    Ok(Location {
        file,
        children: parent.children.join(name),
    })
}

fn file<'a>(files: &'a ParsedFiles, path: &Path) -> Result<&'a syn::File, SourceError> {
    files
        .get(path)
        .ok_or_else(|| SourceError(format!("{}: the file is missing", path.display())))
}

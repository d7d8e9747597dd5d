//! Files with the types of a component or an operation, or of a module inside.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::content_enum::ContentEnum;
use super::definition;
use super::headers::HeaderStruct;
use crate::emit::docs::DocComments;
use crate::emit::imports::Home;
use crate::emit::job::{Job, Printer};
use crate::names::{ModuleName, TypeName, TypePath};
use crate::plan::model::content_enum::ContentEnumPlan;
use crate::plan::model::docs::{Docs, Inline};
use crate::plan::model::headers::HeadersPlan;
use crate::plan::model::types::{TypeItem, TypesPlan};

/// A file with types.
pub(super) struct File<'a> {
    /// The modules that lead to the file.
    pub path: &'a [ModuleName],
    definitions: Vec<Definition<'a>>,
    /// The modules inside, which are all public.
    modules: BTreeSet<&'a ModuleName>,
    /// The owner of the types in a public module.
    owner: Option<&'a str>,
}

/// A type in a file.
#[derive(Clone, Copy)]
enum Definition<'a> {
    Item(&'a TypeItem),
    Headers(&'a HeadersPlan),
    Content(&'a ContentEnumPlan),
}

/// Returns all files, in the order of their paths.
pub(super) fn files(plan: &TypesPlan) -> Vec<File<'_>> {
    let items = plan.items.iter().map(Definition::Item);
    let headers = plan.headers.iter().map(Definition::Headers);
    let content = plan.content_enums.iter().map(Definition::Content);
    let mut files: BTreeMap<&[ModuleName], File<'_>> = BTreeMap::new();
    for definition in items.chain(headers).chain(content) {
        let path = definition.file();
        let file = files.entry(path).or_insert_with(|| File::new(path));
        file.definitions.push(definition);
        for (length, module) in path.iter().enumerate().skip(1) {
            let outer = path.get(..length).unwrap_or_default();
            let file = files.entry(outer).or_insert_with(|| File::new(outer));
            file.modules.insert(module);
        }
    }
    let mut files: Vec<File<'_>> = files.into_values().collect();
    for file in &mut files {
        if !file.modules.is_empty() || file.inner().next().is_some() {
            file.owner = plan.modules.get(file.path).map(String::as_str);
        }
    }
    files
}

impl<'a> File<'a> {
    fn new(path: &'a [ModuleName]) -> Self {
        Self {
            path,
            definitions: Vec::new(),
            modules: BTreeSet::new(),
            owner: None,
        }
    }

    /// Returns whether the module of the file is public, because types are only in the module.
    pub(super) fn is_public(&self) -> bool {
        self.owner.is_some()
    }

    /// Returns the names of the types at the root of the crate.
    pub(super) fn exported(&self) -> Vec<&'a TypeName> {
        let paths = self.definitions.iter().map(|definition| definition.path());
        let exported = paths.filter(|path| path.modules().is_empty());
        exported.map(TypePath::name).collect()
    }

    /// Returns the types that have a name in the module only.
    fn inner(&self) -> impl Iterator<Item = &'a TypePath> {
        let paths = self.definitions.iter().map(|definition| definition.path());
        paths.filter(|path| !path.modules().is_empty())
    }

    /// Returns the job that prints the file.
    pub(super) fn job(self, printer: Printer<'a>) -> Job<'a> {
        let folder = printer.plan.package.types();
        let modules: Vec<&str> = self.path.iter().map(ModuleName::as_str).collect();
        let path = format!("{}/src/types/{}.rs", folder.as_str(), modules.join("/"));
        let home = Home {
            modules: modules.into_iter().map(str::to_owned).collect(),
            inner: self.inner().map(|path| path.as_str().to_owned()).collect(),
        };
        Job::rust_at(printer, path, home, move || Ok(self.to_token_stream()))
    }
}

impl ToTokens for File<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let docs = self.owner.map(|owner| {
            let mut line = vec![Inline::Own("Types inside "), Inline::code(owner)];
            if let [_, inner @ ..] = self.path
                && !inner.is_empty()
            {
                let names: Vec<&str> = inner.iter().map(ModuleName::as_str).collect();
                line.extend([Inline::Own(", below "), Inline::code(names.join("::"))]);
            }
            line.push(Inline::Own("."));
            Docs::line(line)
        });
        let docs = docs.as_ref().map(DocComments::inner);
        let (modules, definitions) = (&self.modules, &self.definitions);
        let modules = modules.iter();
        tokens.extend(quote!(#docs #(pub mod #modules;)* #(#definitions)*));
    }
}

impl<'a> Definition<'a> {
    fn path(self) -> &'a TypePath {
        match self {
            Self::Item(item) => &item.path,
            Self::Headers(plan) => &plan.path,
            Self::Content(plan) => &plan.path,
        }
    }

    fn file(self) -> &'a [ModuleName] {
        match self {
            Self::Item(item) => &item.file,
            Self::Headers(plan) => &plan.file,
            Self::Content(plan) => &plan.file,
        }
    }
}

impl ToTokens for Definition<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Item(item) => definition(item).to_tokens(tokens),
            Self::Headers(plan) => HeaderStruct(plan).to_tokens(tokens),
            Self::Content(plan) => ContentEnum(plan).to_tokens(tokens),
        }
    }
}

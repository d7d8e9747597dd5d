//! Parsed source files, and the queries on syntax trees that several checks share.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use syn::{Attribute, ImplItem, Item};

use crate::workspace::SourceFiles;

/// Parsed files by their path relative to the repository.
pub type ParsedFiles = BTreeMap<PathBuf, syn::File>;

/// A source file that is missing or is not Rust. The message names the file.
#[derive(Debug)]
pub struct SourceError(pub String);

impl fmt::Display for SourceError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for SourceError {}

/// Parses all files.
pub fn parse(files: &SourceFiles) -> Result<ParsedFiles, SourceError> {
    let mut parsed = ParsedFiles::new();
    for (path, text) in files {
        let file = syn::parse_file(text).map_err(|error| {
            let line = error.span().start().line;
            SourceError(format!("{}:{line}: {error}", path.display()))
        })?;
        parsed.insert(path.clone(), file);
    }
    Ok(parsed)
}

/// Returns the attributes of an item.
pub fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::ExternCrate(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::ForeignMod(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::TraitAlias(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Union(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// Returns the attributes of an item in an `impl` block.
pub fn impl_attributes(item: &ImplItem) -> &[Attribute] {
    match item {
        ImplItem::Const(item) => &item.attrs,
        ImplItem::Fn(item) => &item.attrs,
        ImplItem::Type(item) => &item.attrs,
        ImplItem::Macro(item) => &item.attrs,
        _ => &[],
    }
}

/// Returns whether the attributes compile an item for unit tests only: `#[test]` of any crate,
/// `#[cfg(test)]`, `#[cfg(all(test, …))]`.
pub fn is_test_only(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let path = attribute.path();
        if path.is_ident("cfg") {
            return attribute
                .parse_args::<syn::Meta>()
                .is_ok_and(|condition| requires_test(&condition));
        }
        path.segments
            .last()
            .is_some_and(|name| name.ident == "test")
    })
}

fn requires_test(condition: &syn::Meta) -> bool {
    match condition {
        syn::Meta::Path(path) => path.is_ident("test"),
        syn::Meta::List(list) if list.path.is_ident("all") => list
            .parse_args_with(
                syn::punctuated::Punctuated::<syn::Meta, syn::Token![,]>::parse_terminated,
            )
            .is_ok_and(|conditions| conditions.iter().any(requires_test)),
        _ => false,
    }
}

/// Returns whether a file holds tests only, by its path: below a folder `tests` of its package, or
/// named `tests.rs`.
pub fn is_test_file(inside_package: &Path) -> bool {
    inside_package
        .file_name()
        .is_some_and(|name| name == "tests.rs")
        || inside_package.iter().any(|part| part == "tests")
}

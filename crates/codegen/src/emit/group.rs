//! Parts that several generated crates share.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::job::Printer;
use crate::plan::model::docs::{Block, Docs, Inline};
use crate::plan::model::package::PackagePlan;

/// The maximum number of arguments that clippy accepts by default.
const MAX_ARGUMENTS: usize = 7;

/// Returns the first sentence about a crate: `Types of the Verifa API, version 1.0.0.`
pub fn headline(package: &PackagePlan, what: &'static str) -> Block {
    let mut line = vec![Inline::Own(what), Inline::Text(package.api())];
    if !package.version.is_empty() {
        line.extend([
            Inline::Own(", version "),
            Inline::Text(package.version.clone()),
        ]);
    }
    line.push(Inline::Own("."));
    Block::Line(line)
}

/// Returns the documentation of the module or trait of a tag.
pub fn group_docs(tag: Option<&str>, docs: &Docs) -> Docs {
    let line = match tag {
        Some(tag) => vec![
            Inline::Own("Operations with the tag "),
            Inline::code(tag),
            Inline::Own("."),
        ],
        None => vec![Inline::Own("Operations without a tag.")],
    };
    let mut blocks = vec![Block::Line(line)];
    blocks.extend(docs.blocks.iter().cloned());
    Docs {
        blocks,
        deprecated: false,
    }
}

/// Returns the `allow` attribute of a function with more arguments than clippy accepts.
pub fn too_many_arguments(count: usize, reason: &'static str) -> TokenStream {
    if count > MAX_ARGUMENTS {
        let reason = Literal::string(reason);
        quote!(#[allow(clippy::too_many_arguments, reason = #reason)])
    } else {
        TokenStream::new()
    }
}

/// Returns the attribute that raises the recursion limit of a crate whose types are nested deeper
/// than the default limit.
pub fn recursion_limit(printer: Printer<'_>) -> TokenStream {
    let limit = printer
        .plan
        .types
        .recursion_limit
        .map(|limit| Literal::string(&limit.to_string()));
    limit
        .map(|limit| quote!(#![recursion_limit = #limit]))
        .unwrap_or_default()
}

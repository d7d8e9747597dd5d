//! What the modules of tags have in common on both sides.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::Printer;
use crate::plan::model::docs::{Block, Docs, Inline};
use crate::plan::model::ty::RustType;

/// How many arguments clippy takes for too many.
const MANY_ARGUMENTS: usize = 7;

/// The docs of the module or trait of a tag.
pub fn group_docs(tag: Option<&str>, docs: &Docs) -> Docs {
    let line = match tag {
        Some(tag) => vec![
            Inline::Own("The operations of the tag "),
            Inline::code(tag),
            Inline::Own("."),
        ],
        None => vec![Inline::Own("The operations without a tag.")],
    };
    let mut blocks = vec![Block::Line(line)];
    blocks.extend(docs.blocks.iter().cloned());
    Docs {
        blocks,
        deprecated: false,
    }
}

/// The allowance of a function with many arguments, where it is needed.
pub fn too_many_arguments(count: usize, reason: &'static str) -> TokenStream {
    if count > MANY_ARGUMENTS {
        let reason = Literal::string(reason);
        quote!(#[allow(clippy::too_many_arguments, reason = #reason)])
    } else {
        TokenStream::new()
    }
}

/// Whether the type is written with a name of the types crate.
pub fn mentions_types(ty: &RustType) -> bool {
    match ty {
        RustType::Secret
        | RustType::Date
        | RustType::DateTime
        | RustType::Base64
        | RustType::Bytes
        | RustType::File
        | RustType::Part
        | RustType::Content
        | RustType::Value
        | RustType::Named(_) => true,
        RustType::OptionalNullable(_) => true,
        other => other.parts().iter().any(mentions_types),
    }
}

/// The attribute of a crate whose types hold each other deeper than the compiler goes by itself.
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

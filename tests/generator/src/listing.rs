//! Generated Rust as a reviewer of names and shapes wants to see it: items without their docs and bodies.

use specwright::output::Files;
use syn::visit_mut::{self, VisitMut};

/// The items of all generated files except those of the runtime; indexes (`lib.rs`) say nothing new.
///
/// # Panics
/// When a file is not Rust.
pub fn listing(files: &Files) -> String {
    let mut shown = String::new();
    for (path, text) in files {
        if !path.ends_with(".rs") || path.ends_with("src/lib.rs") || path.starts_with("runtime/") {
            continue;
        }
        let mut file = syn::parse_file(text).unwrap_or_else(|error| panic!("{path} is not Rust: {error}"));
        file.items.retain(|item| !matches!(item, syn::Item::Use(_)));
        Bare.visit_file_mut(&mut file);
        shown.push_str(&format!("// {path}\n{}\n", prettyplease::unparse(&file)));
    }
    shown
}

/// Takes docs and bodies away.
struct Bare;

impl VisitMut for Bare {
    fn visit_attributes_mut(&mut self, attributes: &mut Vec<syn::Attribute>) {
        attributes.retain(|attribute| !["doc", "must_use", "allow"].iter().any(|dropped| attribute.path().is_ident(dropped)));
    }

    fn visit_block_mut(&mut self, block: &mut syn::Block) {
        block.stmts.clear();
    }

    fn visit_item_static_mut(&mut self, item: &mut syn::ItemStatic) {
        *item.expr = syn::Expr::Infer(syn::ExprInfer { attrs: Vec::new(), underscore_token: Default::default() });
        visit_mut::visit_item_static_mut(self, item);
    }
}

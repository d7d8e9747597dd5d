//! The public items of generated Rust, without documentation and bodies: names and shapes for a
//! reviewer.

use specwright::output::Files;
use syn::visit_mut::VisitMut;

/// Lists the public items of all generated files. Omits the runtime and the `lib.rs` files, which
/// only re-export.
///
/// # Panics
/// If a file is not Rust.
pub fn listing(files: &Files) -> String {
    let mut shown = String::new();
    for (path, text) in files {
        if !path.ends_with(".rs") || path.ends_with("src/lib.rs") || path.starts_with("runtime/") {
            continue;
        }
        let mut file =
            syn::parse_file(text).unwrap_or_else(|error| panic!("{path} is not Rust: {error}"));
        file.items.retain_mut(is_public_api);
        if file.items.is_empty() {
            continue;
        }
        SignaturesOnly.visit_file_mut(&mut file);
        shown.push_str(&format!("// {path}\n{}\n", prettyplease::unparse(&file)));
    }
    shown
}

/// Returns whether the item is public API. Implementations of traits are omitted.
fn is_public_api(item: &mut syn::Item) -> bool {
    let public = |visibility: &syn::Visibility| matches!(visibility, syn::Visibility::Public(_));
    match item {
        syn::Item::Const(item) => public(&item.vis),
        syn::Item::Enum(item) => public(&item.vis),
        syn::Item::Fn(item) => public(&item.vis),
        syn::Item::Struct(item) => public(&item.vis),
        syn::Item::Trait(item) => public(&item.vis),
        syn::Item::Type(item) => public(&item.vis),
        syn::Item::Impl(block) if block.trait_.is_none() => {
            block.items.retain(
                |item| !matches!(item, syn::ImplItem::Fn(function) if !public(&function.vis)),
            );
            !block.items.is_empty()
        }
        // The runtime's macros for enumerations expand to public items.
        syn::Item::Macro(called) => called
            .mac
            .path
            .segments
            .last()
            .is_some_and(|name| name.ident.to_string().ends_with("_enum")),
        _ => false,
    }
}

/// Removes documentation and bodies.
struct SignaturesOnly;

impl VisitMut for SignaturesOnly {
    fn visit_attributes_mut(&mut self, attributes: &mut Vec<syn::Attribute>) {
        attributes.retain(|attribute| {
            !["doc", "must_use", "allow"]
                .iter()
                .any(|dropped| attribute.path().is_ident(dropped))
        });
    }

    fn visit_block_mut(&mut self, block: &mut syn::Block) {
        block.stmts.clear();
    }
}

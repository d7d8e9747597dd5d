//! Formatting of Rust files: items are printed one by one with prettyplease, with an empty line
//! between items and between methods.

use proc_macro2::{Delimiter, TokenTree};
use quote::ToTokens;
use syn::{
    Attribute, File, ImplItem, Item, ItemMacro, MacroDelimiter, TraitItem, UseTree, Visibility,
};

/// A placeholder for an empty line, because prettyplease prints no empty lines between methods.
const BLANK: &str = "blank__!();";

/// Returns the text of a file, which ends with a newline.
pub fn rust(file: File) -> String {
    let (docs, attributes): (Vec<Attribute>, Vec<Attribute>) = file
        .attrs
        .into_iter()
        .partition(|attribute| attribute.path().is_ident("doc"));
    let mut text = String::new();
    if !docs.is_empty() {
        push(&mut text, &unparse(docs, None), true);
    }
    for (index, attribute) in attributes.into_iter().enumerate() {
        push(&mut text, &unparse(vec![attribute], None), index == 0);
    }
    let mut previous: Option<Group> = None;
    for item in file.items {
        let group = Group::of(&item);
        let piece = listing(&item).unwrap_or_else(|| unparse(Vec::new(), Some(spaced(item))));
        push(
            &mut text,
            &piece,
            previous.is_none_or(|previous| previous != group || group == Group::Alone),
        );
        previous = Some(group);
    }
    text
}

/// Items of the same group, other than [`Group::Alone`], follow each other without an empty line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Group {
    Alone,
    Modules,
    StdImports,
    ExternalImports,
    OwnImports,
    Exports,
}

impl Group {
    fn of(item: &Item) -> Self {
        match item {
            Item::Mod(module) if module.content.is_none() => Group::Modules,
            Item::Use(import) if matches!(import.vis, Visibility::Public(_)) => Group::Exports,
            Item::Use(import) => match &import.tree {
                UseTree::Path(path)
                    if ["std", "core", "alloc"]
                        .iter()
                        .any(|name| path.ident == name) =>
                {
                    Group::StdImports
                }
                UseTree::Path(path)
                    if ["crate", "self", "super"]
                        .iter()
                        .any(|name| path.ident == name) =>
                {
                    Group::OwnImports
                }
                _ => Group::ExternalImports,
            },
            _ => Group::Alone,
        }
    }
}

fn push(text: &mut String, piece: &str, blank: bool) {
    if blank && !text.is_empty() {
        text.push('\n');
    }
    text.push_str(piece.trim_end());
    text.push('\n');
}

fn unparse(attrs: Vec<Attribute>, item: Option<Item>) -> String {
    let file = File {
        shebang: None,
        frontmatter: None,
        attrs,
        items: item.into_iter().collect(),
    };
    let text = prettyplease::unparse(&file);
    if !text.contains(BLANK) {
        return text;
    }
    text.lines()
        .map(|line| if line.trim() == BLANK { "" } else { line })
        .flat_map(|line| [line, "\n"])
        .collect()
}

/// Prints the call of a macro such as `string_enum!(Name { A = "a", B = "b" })` with a line for
/// each element. Returns `None` for any other item.
fn listing(item: &Item) -> Option<String> {
    let Item::Macro(ItemMacro {
        attrs,
        ident: None,
        mac,
        ..
    }) = item
    else {
        return None;
    };
    let tokens: Vec<TokenTree> = mac.tokens.clone().into_iter().collect();
    let (MacroDelimiter::Paren(_), [TokenTree::Ident(name), TokenTree::Group(list)]) =
        (&mac.delimiter, tokens.as_slice())
    else {
        return None;
    };
    if !attrs.is_empty() || list.delimiter() != Delimiter::Brace {
        return None;
    }
    let path = mac.path.to_token_stream().to_string().replace(' ', "");
    let mut text = format!("{path}!({name} {{\n");
    let mut line = String::new();
    for token in list.stream() {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == ',' => {
                text.push_str(&format!("    {},\n", line.trim()));
                line.clear();
            }
            TokenTree::Punct(punct) if matches!(punct.as_char(), '-' | '.') => {
                line.push(punct.as_char());
            }
            token => line.push_str(&format!("{token} ")),
        }
    }
    if !line.is_empty() {
        text.push_str(&format!("    {},\n", line.trim()));
    }
    text.push_str("});");
    Some(text)
}

fn spaced(item: Item) -> Item {
    match item {
        Item::Impl(mut block) => {
            block.items = separated(block.items, || {
                ImplItem::Macro(syn::parse_quote!(blank__!();))
            });
            Item::Impl(block)
        }
        Item::Trait(mut definition) => {
            definition.items = separated(definition.items, || {
                TraitItem::Macro(syn::parse_quote!(blank__!();))
            });
            Item::Trait(definition)
        }
        item => item,
    }
}

fn separated<T>(items: Vec<T>, blank: impl Fn() -> T) -> Vec<T> {
    let mut separated = Vec::with_capacity(items.len() * 2);
    for item in items {
        if !separated.is_empty() {
            separated.push(blank());
        }
        separated.push(item);
    }
    separated
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_and_methods_are_separated_by_empty_lines_and_groups_are_not() {
        let text = rust(syn::parse_quote! {
            #![doc = " Docs."]
            #![forbid(unsafe_code)]
            #![recursion_limit = "256"]
            mod a;
            mod b;
            use std::fmt;
            use serde::Serialize;
            use crate::A;
            impl A { fn a() {} fn b() {} }
            a::list!(A { B = -1, C = "c, }", ..d });
        });
        assert_eq!(
            text,
            "//! Docs.\n\n#![forbid(unsafe_code)]\n#![recursion_limit = \"256\"]\n\nmod a;\nmod b;\n\nuse std::fmt;\n\nuse serde::Serialize;\n\nuse crate::A;\n\nimpl A {\n    fn a() {}\n\n    fn b() {}\n}\n\na::list!(A {\n    B = -1,\n    C = \"c, }\",\n    ..d,\n});\n"
        );
    }
}

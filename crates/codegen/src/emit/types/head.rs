//! Derives and attributes of types.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};

use crate::plan::model::types::TypeItem;

/// The derives and attributes of a type: those that its shape requires, then the configured ones.
#[derive(Clone, Copy, Debug)]
pub struct Head<'a> {
    /// The type.
    pub item: &'a TypeItem,
    /// The derives that the shape requires.
    pub own: &'a [&'static str],
}

impl ToTokens for Head<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let own = self.own.iter().map(|name| derive(name));
        // A configured path can name a derive that is present already, such as `serde::Serialize`.
        // Every type implements serde's traits, derived or not.
        let is_new = |path: &str| {
            let name = path.rsplit("::").next().unwrap_or(path).trim();
            !self.own.contains(&name) && !["Serialize", "Deserialize"].contains(&name)
        };
        let derives = self
            .item
            .derives
            .iter()
            .filter(|derive| is_new(derive.as_str()));
        let attributes = &self.item.attributes;
        tokens.extend(quote!(#[derive(#(#own,)* #(#derives),*)] #(#attributes)*));
    }
}

/// Returns the path of a derive of the standard library or of serde.
fn derive(name: &str) -> TokenStream {
    let ident = format_ident!("{name}");
    match name {
        "Serialize" | "Deserialize" => quote!(::serde::#ident),
        _ => quote!(#ident),
    }
}

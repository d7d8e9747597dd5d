//! What stands before a type: its derives and attributes.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};

use crate::plan::model::types::TypeItem;

/// The derives and attributes of a type: its own, and then those of the user.
#[derive(Clone, Copy, Debug)]
pub struct Head<'a> {
    /// The type.
    pub item: &'a TypeItem,
    /// What it derives in any case.
    pub own: &'a [&'static str],
}

impl ToTokens for Head<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let own = self
            .own
            .iter()
            .map(|name| Ident::new(name, Span::call_site()));
        // What is derived already is not derived again: the last segment of a path tells.
        let is_new = |path: &str| {
            !self
                .own
                .contains(&path.rsplit("::").next().unwrap_or(path).trim())
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

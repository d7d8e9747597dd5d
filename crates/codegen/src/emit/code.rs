//! Rust code from the configuration. It was validated when the configuration was read.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use crate::config::{Attribute, Derive, UserType};

impl ToTokens for UserType {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let ty: syn::Type =
            syn::parse_str(self.as_str()).expect("a configured type is parsed when it is read");
        ty.to_tokens(tokens);
    }
}

impl ToTokens for Derive {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let path: syn::Path =
            syn::parse_str(self.as_str()).expect("a configured derive is parsed when it is read");
        path.to_tokens(tokens);
    }
}

impl ToTokens for Attribute {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let meta: syn::Meta = syn::parse_str(self.as_str())
            .expect("a configured attribute is parsed when it is read");
        tokens.extend(quote!(#[#meta]));
    }
}

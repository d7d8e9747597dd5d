//! Rust that the user wrote into the configuration. It was read as what it is, so that it is printed as nothing else.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use crate::config::{Attribute, Derive, UserType};

impl ToTokens for UserType {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let ty: syn::Type =
            syn::parse_str(self.as_str()).expect("the text was a type when it was read");
        ty.to_tokens(tokens);
    }
}

impl ToTokens for Derive {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let path: syn::Path =
            syn::parse_str(self.as_str()).expect("the text was a path when it was read");
        path.to_tokens(tokens);
    }
}

impl ToTokens for Attribute {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let meta: syn::Meta =
            syn::parse_str(self.as_str()).expect("the text was an attribute when it was read");
        tokens.extend(quote!(#[#meta]));
    }
}

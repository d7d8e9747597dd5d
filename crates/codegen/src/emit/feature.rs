//! Conditions on Cargo features.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::literal;
use crate::plan::model::feature::FeatureName;

/// The attribute of an item that is compiled with one of these features.
#[derive(Clone, Copy, Debug)]
pub struct AnyFeature<'a>(pub &'a [FeatureName]);

impl ToTokens for AnyFeature<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let features = self.0.iter().map(|feature| {
            let name = literal::string(feature.as_str());
            quote!(feature = #name)
        });
        tokens.extend(match self.0 {
            [_] => quote!(#[cfg(#(#features)*)]),
            _ => quote!(#[cfg(any(#(#features),*))]),
        });
    }
}

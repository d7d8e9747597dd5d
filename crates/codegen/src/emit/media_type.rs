//! Media types in generated code.

use proc_macro2::TokenStream;
use quote::quote;

use super::literal;

/// Returns the arms of a `match` on one of the declared media types. Each arm consists of its media
/// types and its expression; the last one needs no pattern.
pub fn media_type_arms(arms: Vec<(Vec<&str>, TokenStream)>) -> TokenStream {
    let last = arms.len().saturating_sub(1);
    let arms = arms
        .into_iter()
        .enumerate()
        .map(|(index, (media_types, value))| {
            let media_types = media_types.into_iter().map(literal::string);
            let pattern = match index == last {
                true => quote!(_),
                false => quote!(#(#media_types)|*),
            };
            quote!(#pattern => #value,)
        });
    quote!(#(#arms)*)
}

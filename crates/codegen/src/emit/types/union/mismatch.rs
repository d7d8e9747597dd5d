//! The reasons why a value matches no variant of a union.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;
use specwright_openapi::vocabulary::JsonType;

use super::read::{candidate, json_type_of};
use super::{UNION, Union};
use crate::emit::literal;
use crate::plan::model::union::{Discrimination, MatchCondition};

impl Union<'_> {
    /// Returns the methods that explain mismatches.
    pub(super) fn mismatch_methods(self) -> Option<TokenStream> {
        let name = self.item.name();
        let mismatch = (!self.plan.closed).then(|| self.mismatch());
        let candidates = (self.plan.discrimination == Discrimination::BestMatch).then(|| {
            let order = self.plan.match_order.iter();
            let candidates = order.filter_map(|index| self.plan.variants.get(*index));
            let candidates = candidates.map(candidate);
            quote! {
                #[inline]
                fn candidates(candidates: &mut #UNION::Candidates<'_, Self>) {
                    #(#candidates)*
                }
            }
        });
        (mismatch.is_some() || candidates.is_some()).then(|| {
            quote! {
                impl #name {
                    #mismatch
                    #candidates
                }
            }
        })
    }

    /// Returns the method of an open union.
    fn mismatch(self) -> TokenStream {
        let reason = self.mismatch_of(&quote!(value));
        let nested = self.plan.variants.iter().filter(|it| it.is_open_union);
        let nested = nested.map(|variant| {
            let name = &variant.name;
            quote!(Self::#name(value) => value.mismatch(),)
        });
        let has_others = self.plan.variants.iter().any(|it| !it.is_open_union);
        let others = has_others.then(|| quote!(_ => None,));
        quote! {
            /// Returns why a value matches no variant, or `None` for a value of a known variant.
            #[inline]
            pub fn mismatch(&self) -> Option<::specwright_runtime::json::ValueError> {
                match self {
                    Self::Unknown(value) => Some(#reason),
                    #(#nested)*
                    #others
                }
            }
        }
    }

    /// Returns the expression of the error of a value that matches no variant. `value` is a
    /// reference to the value.
    pub(super) fn mismatch_of(self, value: &TokenStream) -> TokenStream {
        let variants = self.plan.variants.iter();
        match &self.plan.discrimination {
            Discrimination::Discriminator { property, .. } => {
                let property = literal::string(property);
                let known = self.plan.dispatch.iter().flat_map(|it| &it.values);
                let known = known.map(|value| literal::string(value));
                quote!(#UNION::unknown_discriminator(#value, #property, &[#(#known),*]))
            }
            Discrimination::Constant(property) => {
                let property = literal::string(property);
                let constants = variants.filter_map(|variant| match &variant.condition {
                    MatchCondition::Constant { value, .. } => Some(literal::json(value)),
                    _ => None,
                });
                quote!(#UNION::unknown_constant(#value, #property, &[#(#constants),*]))
            }
            Discrimination::JsonType => {
                let conditions = variants.map(|variant| &variant.condition);
                let types: BTreeSet<JsonType> = conditions
                    .flat_map(|condition| match condition {
                        MatchCondition::JsonType(types) => types.clone(),
                        _ => Vec::new(),
                    })
                    .collect();
                let types = types.into_iter().map(json_type_of);
                quote!(#UNION::unexpected_type(#value, &[#(#types),*]))
            }
            Discrimination::BestMatch => {
                let name = literal::string(self.item.name().as_str());
                quote!(#UNION::mismatch(#name, #value, Self::candidates))
            }
        }
    }
}

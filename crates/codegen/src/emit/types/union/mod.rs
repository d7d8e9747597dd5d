//! Unions: enums with a variant for each type that a schema allows.

mod deserialize;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use self::deserialize::candidate;
use super::head::Head;
use crate::emit::docs::DocComments;
use crate::emit::literal;
use crate::emit::runtime_path::RuntimePath;
use crate::emit::ty::Ty;
use crate::plan::model::types::TypeItem;
use crate::plan::model::union::{Discrimination, UnionPlan};

/// The runtime's functions for unions.
const UNION: RuntimePath = RuntimePath(&["union"]);

/// An enum of several types.
#[derive(Clone, Copy, Debug)]
pub struct Union<'a> {
    /// The type.
    pub item: &'a TypeItem,
    /// The variants, and how the variant of a value is selected.
    pub plan: &'a UnionPlan,
}

impl Union<'_> {
    fn definition(self) -> TokenStream {
        let name = &self.item.name;
        let docs = DocComments::outer(&self.item.docs);
        let variants = self.plan.variants.iter().map(|variant| {
            let docs = DocComments::outer(&variant.docs);
            let (name, ty) = (&variant.name, Ty::in_types_crate(&variant.ty));
            quote!(#docs #name(#ty))
        });
        let allow = self
            .plan
            .has_large_variant
            .then(|| quote!(#[allow(clippy::large_enum_variant, reason = "variants hold the types of the API description")]));
        let head = Head {
            item: self.item,
            own: &["Clone", "Debug", "PartialEq"],
        };
        let non_exhaustive = (!self.plan.closed).then(|| quote!(#[non_exhaustive]));
        let unknown = (!self.plan.closed).then(|| {
            quote! {
                /// A value that matches no variant of the API description.
                Unknown(::serde_json::Value),
            }
        });
        quote! {
            #docs
            #head
            #non_exhaustive
            #allow
            pub enum #name {
                #(#variants,)*
                #unknown
            }
        }
    }

    fn serialize(self) -> TokenStream {
        let name = &self.item.name;
        let arms = self.plan.variants.iter().map(|variant| {
            let name = &variant.name;
            let write = match (
                &self.plan.discrimination,
                variant.discriminator_values.first(),
            ) {
                (Discrimination::Discriminator { property, .. }, Some(tag))
                    if variant.adds_discriminator =>
                {
                    let (property, tag) = (literal::string(property), literal::string(tag));
                    quote!(#UNION::serialize_with_discriminator(#property, #tag, value, serializer))
                }
                _ => quote!(value.serialize(serializer)),
            };
            quote!(Self::#name(value) => #write)
        });
        let unknown = (!self.plan.closed)
            .then(|| quote!(Self::Unknown(value) => value.serialize(serializer),));
        quote! {
            impl ::serde::Serialize for #name {
                fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    match self {
                        #(#arms,)*
                        #unknown
                    }
                }
            }
        }
    }

    /// Returns the methods of an untagged union, whose value is read as the variant that matches
    /// best.
    fn best_match_methods(self) -> Option<TokenStream> {
        if self.plan.discrimination != Discrimination::BestMatch {
            return None;
        }
        let name = &self.item.name;
        let text = literal::string(name.as_str());
        let candidates = self
            .plan
            .match_order
            .iter()
            .filter_map(|index| self.plan.variants.get(*index))
            .map(candidate);
        let mismatch = (!self.plan.closed).then(|| {
            quote! {
                /// Returns the error of each variant for a value that matches none, or `None` for a
                /// value of a known variant.
                pub fn mismatch(&self) -> Option<::specwright_runtime::json::ValueError> {
                    match self {
                        Self::Unknown(value) => Some(#UNION::mismatch(#text, value, Self::candidates)),
                        _ => None,
                    }
                }
            }
        });
        Some(quote! {
            impl #name {
                #mismatch

                fn candidates(candidates: &mut #UNION::Candidates<'_, Self>) {
                    #(#candidates)*
                }
            }
        })
    }
}

impl ToTokens for Union<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.definition());
        tokens.extend(self.best_match_methods());
        tokens.extend(self.serialize());
        tokens.extend(self.deserialize());
    }
}

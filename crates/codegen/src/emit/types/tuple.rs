//! Tuples: structs with a field for each position of an array.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::structure::Structure;
use crate::emit::ty::Ty;
use crate::plan::model::structure::{FieldPlan, Presence};

/// A struct with a field for each position of an array.
#[derive(Clone, Copy, Debug)]
pub struct Tuple<'a>(pub Structure<'a>);

impl Tuple<'_> {
    fn definition(self) -> TokenStream {
        let rest = self.0.plan.additional.as_ref().map(|rest| {
            let (name, ty) = (&rest.name, Ty::in_types_crate(&rest.ty));
            quote! {
                /// The remaining elements.
                pub #name: Vec<#ty>,
            }
        });
        self.0.definition_with(rest, false)
    }

    fn serde(self) -> TokenStream {
        let Structure { item, plan } = self.0;
        let name = item.name();
        let writes = plan
            .fields
            .iter()
            .map(|FieldPlan { name, presence, .. }| match presence {
                Presence::Required | Presence::Nullable => quote!(writer.required(&self.#name)?;),
                Presence::Optional | Presence::OptionalValue => {
                    quote!(writer.optional(&self.#name)?;)
                }
                Presence::OptionalNullable => quote!(writer.optional_nullable(&self.#name)?;),
            });
        let reads = plan
            .fields
            .iter()
            .map(|FieldPlan { name, presence, .. }| match presence {
                Presence::Required | Presence::Nullable => quote!(#name: reader.required()?),
                Presence::Optional | Presence::OptionalValue => quote!(#name: reader.optional()?),
                Presence::OptionalNullable => quote!(#name: reader.optional_nullable()?),
            });
        let write_rest = plan.additional.as_ref().map_or_else(
            || quote!(Ok(())),
            |rest| {
                let name = &rest.name;
                quote!(writer.rest(&self.#name))
            },
        );
        let read_rest = plan.additional.iter().map(|rest| {
            let name = &rest.name;
            quote!(#name: reader.rest()?)
        });
        quote! {
            impl ::serde::Serialize for #name {
                fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    ::specwright_runtime::tuple::serialize(serializer, |writer| {
                        #(#writes)*
                        #write_rest
                    })
                }
            }

            impl<'de> ::serde::Deserialize<'de> for #name {
                fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    ::specwright_runtime::tuple::deserialize(deserializer, |reader| Ok(Self { #(#reads,)* #(#read_rest)* }))
                }
            }
        }
    }
}

impl ToTokens for Tuple<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.definition());
        tokens.extend(self.0.methods(&quote!(Vec::new())));
        tokens.extend(self.serde());
        let name = self.0.item.name();
        tokens.extend(quote!(specwright_runtime::json_by_serde!(#name);));
    }
}

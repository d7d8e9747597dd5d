//! Structs with a field for each position of a list.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::imports::Imports;
use super::structure::Structure;
use crate::emit::Ty;
use crate::plan::model::structure::{FieldPlan, Presence};
use crate::plan::model::ty::RustType;

/// A struct with a field for each position of a list.
#[derive(Clone, Copy, Debug)]
pub struct Tuple<'a>(pub Structure<'a>);

impl Tuple<'_> {
    /// What its file imports.
    pub fn imports(self) -> Imports {
        let Structure { item, plan } = self.0;
        let full: Vec<RustType> = plan.fields.iter().map(FieldPlan::full_type).collect();
        let rest = plan.additional.iter().map(|rest| &rest.ty);
        Imports::of(&item.name, full.iter().chain(rest)).with_serde("tuple")
    }

    fn definition(self) -> TokenStream {
        let rest = self.0.plan.additional.as_ref().map(|rest| {
            let (name, ty) = (&rest.name, Ty::short(&rest.ty));
            quote! {
                /// The elements behind these.
                pub #name: Vec<#ty>,
            }
        });
        self.0.definition_with(rest, false)
    }

    fn serde(self) -> TokenStream {
        let Structure { item, plan } = self.0;
        let name = &item.name;
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
            impl Serialize for #name {
                fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    tuple::serialize(serializer, |writer| {
                        #(#writes)*
                        #write_rest
                    })
                }
            }

            impl<'de> Deserialize<'de> for #name {
                fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    tuple::deserialize(deserializer, |reader| Ok(Self { #(#reads,)* #(#read_rest)* }))
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
    }
}

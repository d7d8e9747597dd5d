//! Unions: enums with a variant for each type that a schema allows.

mod mismatch;
mod read;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::head::Head;
use crate::emit::docs::DocComments;
use crate::emit::literal;
use crate::emit::runtime_path::{BY_SERDE, RuntimePath};
use crate::emit::ty::Ty;
use crate::plan::model::types::TypeItem;
use crate::plan::model::union::{Discrimination, Tag, UnionPlan, UnionVariant};

/// The runtime's module for JSON.
const JSON: RuntimePath = RuntimePath(&["json"]);

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
        let name = self.item.name();
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

    /// Returns the implementation of `ToJson`.
    fn writing(self) -> TokenStream {
        let name = self.item.name();
        let arms = self.plan.variants.iter().map(|variant| {
            let name = &variant.name;
            let write = self.write(variant);
            quote!(Self::#name(value) => #write)
        });
        let unknown =
            (!self.plan.closed).then(|| quote!(Self::Unknown(value) => value.to_json(writer),));
        quote! {
            impl #JSON::ToJson for #name {
                fn to_json(&self, writer: &mut #JSON::Writer) {
                    match self {
                        #(#arms,)*
                        #unknown
                    }
                }
            }
        }
    }

    /// Returns the expression that writes `value` as a variant.
    fn write(self, variant: &UnionVariant) -> TokenStream {
        let plain = match variant.by_serde {
            true => quote!(#BY_SERDE::new(value).to_json(writer)),
            false => quote!(value.to_json(writer)),
        };
        let Discrimination::Discriminator {
            property,
            is_string,
        } = &self.plan.discrimination
        else {
            return plain;
        };
        let property = literal::string(property);
        let values = variant.discriminator_values.iter();
        let values = values.map(|value| literal::string(value));
        let tag = match is_string {
            true => quote!(#UNION::Tag::string(#property, &[#(#values),*])),
            false => quote!(#UNION::Tag::scalar(#property, &[#(#values),*])),
        };
        let value = match variant.by_serde {
            true => quote!(&#BY_SERDE::new(value)),
            false => quote!(value),
        };
        match variant.tag {
            Tag::OfType => plain,
            Tag::Written => quote!(#tag.write(#value, writer)),
            Tag::Optional => quote!(#tag.write_optional(self, #value, writer)),
        }
    }
}

impl ToTokens for Union<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.definition());
        tokens.extend(self.mismatch_methods());
        tokens.extend(self.writing());
        tokens.extend(self.reading());
        let name = self.item.name();
        tokens.extend(quote!(specwright_runtime::serde_by_json!(#name);));
    }
}

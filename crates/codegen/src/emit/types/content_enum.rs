//! Enums of the content of request bodies and responses with several media types.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use crate::emit::docs::DocComments;
use crate::emit::ty::Ty;
use crate::plan::model::content_enum::{ContentEnumPlan, ContentVariant};
use crate::plan::model::ty::RustType;

/// An enum with a variant for each alternative among the media types of a body.
#[derive(Clone, Copy, Debug)]
pub struct ContentEnum<'a>(pub &'a ContentEnumPlan);

impl ContentEnum<'_> {
    fn definition(self) -> TokenStream {
        let name = self.0.name();
        let docs = DocComments::outer(&self.0.docs);
        let allow = self
            .0
            .has_large_variant
            .then(|| quote!(#[allow(clippy::large_enum_variant, reason = "variants hold the types of the API description")]));
        let variants = self
            .0
            .variants
            .iter()
            .map(|ContentVariant { name, ty, docs, .. }| {
                let (docs, ty) = (DocComments::outer(docs), Ty::in_types_crate(ty));
                quote!(#docs #name(#ty))
            });
        quote! {
            #docs
            #[derive(Clone, Debug, PartialEq)]
            #allow
            pub enum #name {
                #(#variants,)*
            }
        }
    }

    /// Returns the conversion of the type of a variant into the enum.
    fn conversion(self, variant: &ContentVariant) -> TokenStream {
        let (name, own) = (self.0.name(), &variant.name);
        let ty = Ty::in_types_crate(&variant.ty);
        let from_str = (variant.ty == RustType::String).then(|| {
            quote! {
                impl From<&str> for #name {
                    fn from(content: &str) -> Self {
                        Self::#own(content.to_owned())
                    }
                }
            }
        });
        quote! {
            impl From<#ty> for #name {
                fn from(content: #ty) -> Self {
                    Self::#own(content)
                }
            }

            #from_str
        }
    }
}

impl ToTokens for ContentEnum<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.definition());
        let converting = self.0.variants.iter().filter(|variant| variant.converts);
        tokens.extend(converting.map(|variant| self.conversion(variant)));
    }
}

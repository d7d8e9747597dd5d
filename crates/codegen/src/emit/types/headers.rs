//! Structs for the headers of responses and of parts.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};

use super::constructor::constructor_docs;
use crate::emit::docs::DocComments;
use crate::emit::group::too_many_arguments;
use crate::emit::literal;
use crate::emit::ty::Ty;
use crate::plan::model::headers::{HeaderField, HeadersPlan};
use crate::plan::model::parameter::{Format, WireParameter};
use crate::plan::model::ty::RustType;

/// A struct for the headers of a response or a part.
#[derive(Clone, Copy, Debug)]
pub struct HeaderStruct<'a>(pub &'a HeadersPlan);

impl HeaderStruct<'_> {
    fn definition(self) -> TokenStream {
        let name = self.0.name();
        let docs = DocComments::outer(&self.0.docs);
        let default = self
            .0
            .fields
            .iter()
            .all(|field| !field.required)
            .then(|| quote!(Default,));
        let fields = self.0.fields.iter().map(
            |HeaderField {
                 name,
                 ty,
                 required,
                 docs,
                 ..
             }| {
                let (docs, ty) = (DocComments::outer(docs), Ty::in_types_crate(ty));
                let ty = if *required {
                    ty.into_token_stream()
                } else {
                    quote!(Option<#ty>)
                };
                quote!(#docs pub #name: #ty)
            },
        );
        quote! {
            #docs
            #[derive(Clone, Debug, #default PartialEq)]
            pub struct #name {
                #(#fields,)*
            }
        }
    }

    fn constructor(self) -> Option<TokenStream> {
        let name = self.0.name();
        let arguments: Vec<TokenStream> = self
            .0
            .fields
            .iter()
            .filter(|field| field.required)
            .map(|HeaderField { name, ty, .. }| match ty {
                RustType::String => quote!(#name: impl Into<String>),
                ty => {
                    let ty = Ty::in_types_crate(ty);
                    quote!(#name: #ty)
                }
            })
            .collect();
        let fields = self.0.fields.iter().map(
            |HeaderField {
                 name, ty, required, ..
             }| match (required, ty) {
                (true, RustType::String) => quote!(#name: #name.into()),
                (true, _) => quote!(#name),
                (false, _) => quote!(#name: None),
            },
        );
        let allow = too_many_arguments(arguments.len(), "one argument for each required header");
        let docs = constructor_docs(name, "headers");
        (!arguments.is_empty()).then(|| {
            quote! {
                impl #name {
                    #[doc = #docs]
                    #allow
                    pub fn new(#(#arguments),*) -> Self {
                        Self { #(#fields),* }
                    }
                }
            }
        })
    }

    fn headers(self) -> TokenStream {
        let name = self.0.name();
        let reads = self.0.fields.iter().map(
            |HeaderField {
                 name,
                 wire,
                 required,
                 ..
             }| {
                let (method, wire) = access(*required, wire);
                quote!(#name: reader.#method(#wire)?)
            },
        );
        let writes = self.0.fields.iter().map(
            |HeaderField {
                 name,
                 wire,
                 required,
                 ..
             }| {
                let (method, wire) = access(*required, wire);
                if *required {
                    quote!(writer.#method(#wire, &self.#name))
                } else {
                    quote!(writer.#method(#wire, self.#name.as_ref()))
                }
            },
        );
        let writes: Vec<TokenStream> = writes.collect();
        let (last, first) = match writes.split_last() {
            Some((last, first)) => (last.clone(), first),
            None => (quote!(Ok(())), &[] as &[TokenStream]),
        };
        quote! {
            impl ::specwright_runtime::headers::Headers for #name {
                fn read(reader: &::specwright_runtime::headers::HeaderReader<'_>) -> Result<Self, ::specwright_runtime::headers::HeaderError> {
                    Ok(Self { #(#reads),* })
                }

                fn write(&self, writer: &mut ::specwright_runtime::headers::HeaderWriter<'_>) -> Result<(), ::specwright_runtime::headers::HeaderError> {
                    #(#first?;)*
                    #last
                }
            }
        }
    }
}

/// Returns the method that reads or writes a header, and its first argument: the name, or the
/// declaration of a header that differs from the default serialization.
fn access(required: bool, wire: &WireParameter) -> (Ident, TokenStream) {
    let method = if required { "required" } else { "optional" };
    if wire.format == Format::default() {
        let name = literal::string(&wire.name);
        return (format_ident!("{method}"), name.into_token_stream());
    }
    (format_ident!("{method}_as"), wire.into_token_stream())
}

impl ToTokens for HeaderStruct<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        if let Some(definition) = &self.0.definition {
            let (name, docs) = (self.0.name(), DocComments::outer(&self.0.docs));
            tokens.extend(quote!(#docs pub type #name = crate::#definition;));
            return;
        }
        tokens.extend(self.definition());
        tokens.extend(self.constructor());
        tokens.extend(self.headers());
    }
}

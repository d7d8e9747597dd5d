//! The header fields of a response as a struct.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::imports::Imports;
use crate::emit::{DocComments, Ty, literal};
use crate::plan::model::headers::HeaderField;
use crate::plan::model::headers::HeadersPlan;
use crate::plan::model::ty::RustType;

/// The header fields of a response as a struct.
#[derive(Clone, Copy, Debug)]
pub struct HeaderStruct<'a>(pub &'a HeadersPlan);

impl HeaderStruct<'_> {
    /// What its file imports.
    pub fn imports(self) -> Imports {
        Imports::of(&self.0.name, self.0.fields.iter().map(|field| &field.ty)).with_headers()
    }

    fn definition(self) -> TokenStream {
        let name = &self.0.name;
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
                let (docs, ty) = (DocComments::outer(docs), Ty::short(ty));
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
        let name = &self.0.name;
        let arguments: Vec<TokenStream> = self
            .0
            .fields
            .iter()
            .filter(|field| field.required)
            .map(|HeaderField { name, ty, .. }| match ty {
                RustType::String => quote!(#name: impl Into<String>),
                ty => {
                    let ty = Ty::short(ty);
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
        let allow = (arguments.len() > 7)
            .then(|| quote!(#[allow(clippy::too_many_arguments, reason = "one argument for each required header field")]));
        (!arguments.is_empty()).then(|| {
            quote! {
                impl #name {
                    /// A value of all that is required; the rest is absent.
                    #allow
                    pub fn new(#(#arguments),*) -> Self {
                        Self { #(#fields),* }
                    }
                }
            }
        })
    }

    fn headers(self) -> TokenStream {
        let name = &self.0.name;
        let reads = self.0.fields.iter().map(
            |HeaderField {
                 name,
                 wire,
                 required,
                 ..
             }| {
                let wire = literal::string(wire);
                if *required {
                    quote!(#name: reader.required(#wire)?)
                } else {
                    quote!(#name: reader.optional(#wire)?)
                }
            },
        );
        let writes = self.0.fields.iter().map(
            |HeaderField {
                 name,
                 wire,
                 required,
                 ..
             }| {
                let wire = literal::string(wire);
                if *required {
                    quote!(writer.required(#wire, &self.#name))
                } else {
                    quote!(writer.optional(#wire, self.#name.as_ref()))
                }
            },
        );
        let writes: Vec<TokenStream> = writes.collect();
        let (last, first) = match writes.split_last() {
            Some((last, first)) => (last.clone(), first),
            None => (quote!(Ok(())), &[] as &[TokenStream]),
        };
        quote! {
            impl Headers for #name {
                fn read(reader: &HeaderReader<'_>) -> Result<Self, HeaderError> {
                    Ok(Self { #(#reads),* })
                }

                fn write(&self, writer: &mut HeaderWriter<'_>) -> Result<(), HeaderError> {
                    #(#first?;)*
                    #last
                }
            }
        }
    }
}

impl ToTokens for HeaderStruct<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.definition());
        tokens.extend(self.constructor());
        tokens.extend(self.headers());
    }
}

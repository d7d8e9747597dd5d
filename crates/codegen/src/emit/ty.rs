//! Types as tokens.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use crate::plan::model::ty::RustType;

/// From where a type is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Path {
    /// By its short name, which the file imports: in the types crate.
    Short,
    /// Through the name `types` that the file imports: in the client and the server.
    Types,
}

/// A type as it is written in a place.
#[derive(Clone, Copy, Debug)]
pub struct Ty<'a> {
    ty: &'a RustType,
    path: Path,
}

impl<'a> Ty<'a> {
    /// A type as it is written in the types crate.
    pub fn short(ty: &'a RustType) -> Self {
        Self {
            ty,
            path: Path::Short,
        }
    }

    /// A type as it is written in the client and the server.
    pub fn types(ty: &'a RustType) -> Self {
        Self {
            ty,
            path: Path::Types,
        }
    }

    fn with(self, ty: &'a RustType) -> Self {
        Self {
            ty,
            path: self.path,
        }
    }

    fn prefix(self) -> TokenStream {
        match self.path {
            Path::Short => TokenStream::new(),
            Path::Types => quote!(types::),
        }
    }
}

impl ToTokens for Ty<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let prefix = self.prefix();
        tokens.extend(match self.ty {
            RustType::Bool => quote!(bool),
            RustType::I8 => quote!(i8),
            RustType::I16 => quote!(i16),
            RustType::I32 => quote!(i32),
            RustType::I64 => quote!(i64),
            RustType::U8 => quote!(u8),
            RustType::U16 => quote!(u16),
            RustType::U32 => quote!(u32),
            RustType::U64 => quote!(u64),
            RustType::F64 => quote!(f64),
            RustType::String => quote!(String),
            RustType::Secret => quote!(#prefix Secret),
            RustType::Date => quote!(#prefix Date),
            RustType::DateTime => quote!(#prefix DateTime),
            RustType::Base64 => quote!(#prefix Base64),
            RustType::Bytes => quote!(#prefix Bytes),
            RustType::File => quote!(#prefix body::File),
            RustType::Part => quote!(#prefix body::Part),
            RustType::Content => quote!(#prefix body::Content),
            RustType::Value => quote!(#prefix Value),
            RustType::Unit => quote!(()),
            RustType::Named(name) => quote!(#prefix #name),
            RustType::User(ty) => ty.to_token_stream(),
            RustType::Option(inner) => {
                let inner = self.with(inner);
                quote!(Option<#inner>)
            }
            RustType::OptionalNullable(inner) => {
                let inner = self.with(inner);
                quote!(#prefix OptionalNullable<#inner>)
            }
            RustType::Vec(inner) => {
                let inner = self.with(inner);
                quote!(Vec<#inner>)
            }
            RustType::Map(inner) => {
                let inner = self.with(inner);
                match self.path {
                    Path::Short => quote!(BTreeMap<String, #inner>),
                    Path::Types => quote!(std::collections::BTreeMap<String, #inner>),
                }
            }
            RustType::Boxed(inner) => {
                let inner = self.with(inner);
                quote!(Box<#inner>)
            }
            RustType::Tuple(parts) => {
                let parts = parts.iter().map(|part| self.with(part));
                quote!((#(#parts,)*))
            }
        });
    }
}

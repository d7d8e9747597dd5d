//! Types as tokens.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use crate::plan::model::ty::RustType;

/// A type, written with the absolute paths that are valid in one of the generated crates.
#[derive(Clone, Copy, Debug)]
pub struct Ty<'a> {
    ty: &'a RustType,
    in_crate: Crate,
}

/// The crate in which a type is written.
#[derive(Clone, Copy, Debug)]
enum Crate {
    Types,
    /// The client or the server, which depend on the types crate.
    Dependent,
}

impl<'a> Ty<'a> {
    /// Creates a type for code in the types crate.
    pub fn in_types_crate(ty: &'a RustType) -> Self {
        Self {
            ty,
            in_crate: Crate::Types,
        }
    }

    /// Creates a type for code in the client or the server.
    pub fn in_dependent(ty: &'a RustType) -> Self {
        Self {
            ty,
            in_crate: Crate::Dependent,
        }
    }

    fn with(self, ty: &'a RustType) -> Self {
        Self { ty, ..self }
    }

    /// Returns the path of an item of a crate that the types crate exports. Dependents reach the
    /// item through the types crate.
    fn exported(self, origin: TokenStream, item: impl ToTokens) -> TokenStream {
        match self.in_crate {
            Crate::Types => quote!(#origin::#item),
            Crate::Dependent => quote!(::types::#item),
        }
    }

    fn of_runtime(self, item: impl ToTokens) -> TokenStream {
        self.exported(quote!(::specwright_runtime), item)
    }
}

impl ToTokens for Ty<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
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
            RustType::Unit => quote!(()),
            RustType::Constant => self.of_runtime(quote!(Constant)),
            RustType::Secret => self.of_runtime(quote!(Secret)),
            RustType::Date => self.of_runtime(quote!(Date)),
            RustType::DateTime => self.of_runtime(quote!(DateTime)),
            RustType::Base64 => self.of_runtime(quote!(Base64)),
            RustType::Base64Url => self.of_runtime(quote!(Base64Url)),
            RustType::Bytes => self.exported(quote!(::specwright_runtime::bytes), quote!(Bytes)),
            RustType::File => self.of_runtime(quote!(body::File)),
            RustType::Part => self.of_runtime(quote!(body::Part)),
            RustType::Content => self.of_runtime(quote!(body::Content)),
            RustType::Value => self.exported(quote!(::serde_json), quote!(Value)),
            RustType::Named(name) => self.exported(quote!(crate), name),
            RustType::User(ty) => ty.to_token_stream(),
            RustType::Option(inner) => generic(quote!(Option), self.with(inner)),
            RustType::OptionalNullable(inner) => {
                let inner = self.with(inner);
                self.of_runtime(quote!(OptionalNullable<#inner>))
            }
            RustType::Vec(inner) => generic(quote!(Vec), self.with(inner)),
            RustType::Map(inner) => {
                let inner = self.with(inner);
                quote!(::std::collections::BTreeMap<String, #inner>)
            }
            RustType::Boxed(inner) => generic(quote!(Box), self.with(inner)),
            RustType::ByteStream => stream(quote!(ByteStream)),
            RustType::EventStream(data) => {
                let data = self.with(data);
                stream(quote!(EventStream<#data>))
            }
            RustType::ItemStream(item) => {
                let item = self.with(item);
                stream(quote!(ItemStream<#item>))
            }
            RustType::Tuple(parts) => {
                let parts = parts.iter().map(|part| self.with(part));
                quote!((#(#parts,)*))
            }
        });
    }
}

fn generic(outer: TokenStream, inner: Ty<'_>) -> TokenStream {
    quote!(#outer<#inner>)
}

/// Returns the path of a stream. Only responses of dependents have streams.
fn stream(item: TokenStream) -> TokenStream {
    quote!(::specwright_runtime::stream::#item)
}

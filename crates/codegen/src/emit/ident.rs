//! Conversion of names to identifiers.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, TokenStreamExt, quote};

use crate::names::{
    self, ConstName, FieldName, MethodName, ModuleName, PackageName, TypeName, TypePath,
    VariantName,
};

/// Converts a name to an identifier; a keyword becomes a raw identifier (`r#type`).
fn ident(name: &str) -> Ident {
    if names::is_keyword(name) {
        Ident::new_raw(name, Span::call_site())
    } else {
        Ident::new(name, Span::call_site())
    }
}

macro_rules! to_tokens {
    ($($name:ident)*) => {
        $(impl ToTokens for $name {
            fn to_tokens(&self, tokens: &mut TokenStream) {
                tokens.append(ident(self.as_str()));
            }
        })*
    };
}

to_tokens!(ConstName FieldName MethodName ModuleName TypeName VariantName);

/// Prints the path from the root of the types crate. A definition has the name alone.
impl ToTokens for TypePath {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let (modules, name) = (self.modules(), self.name());
        tokens.extend(quote!(#(#modules::)* #name));
    }
}

impl ToTokens for PackageName {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.append(ident(&self.crate_name()));
    }
}

//! Conversion of names to identifiers.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, TokenStreamExt};

use crate::names::{
    self, ConstName, FieldName, MethodName, ModuleName, PackageName, TypeName, VariantName,
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

impl ToTokens for PackageName {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.append(ident(&self.crate_name()));
    }
}

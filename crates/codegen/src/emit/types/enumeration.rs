//! Enums of listed values.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use serde_json::Value;

use super::imports::Imports;
use crate::emit::{DocComments, literal};
use crate::names::TypeName;
use crate::plan::Docs;
use crate::plan::types::{EnumPlan, EnumVariant};

/// An enum of listed values.
#[derive(Clone, Copy, Debug)]
pub struct Enumeration<'a, T> {
    /// Its name.
    pub name: &'a TypeName,
    /// Its documentation.
    pub docs: &'a Docs,
    /// Its values.
    pub plan: &'a EnumPlan<T>,
}

/// A value that an enum can list.
pub trait Listed {
    /// Whether the values have an order.
    const ORDERED: bool = true;

    /// What a file imports for them.
    fn imports(_values: &[EnumVariant<Self>], imports: Imports) -> Imports
    where
        Self: Sized,
    {
        imports
    }

    /// The value as a literal.
    fn literal(&self) -> TokenStream;
    /// What holds a value that is not listed.
    fn unknown() -> TokenStream;
    /// The macro of the runtime that makes the implementations.
    fn runtime_macro() -> TokenStream;
}

impl Listed for String {
    fn literal(&self) -> TokenStream {
        literal::string(self).into_token_stream()
    }

    fn unknown() -> TokenStream {
        quote!(String)
    }

    fn runtime_macro() -> TokenStream {
        quote!(specwright_runtime::string_enum)
    }
}

impl Listed for i64 {
    fn literal(&self) -> TokenStream {
        literal::integer((*self).into())
    }

    fn unknown() -> TokenStream {
        quote!(i64)
    }

    fn runtime_macro() -> TokenStream {
        quote!(specwright_runtime::integer_enum)
    }
}

impl Listed for Value {
    const ORDERED: bool = false;

    fn imports(values: &[EnumVariant<Self>], imports: Imports) -> Imports {
        let has_compound = values.iter().any(|listed| listed.value.is_array() || listed.value.is_object());
        let imports = imports.with_value();
        if has_compound { imports.with_literal() } else { imports }
    }

    fn literal(&self) -> TokenStream {
        literal::value_expression(self)
    }

    fn unknown() -> TokenStream {
        quote!(Value)
    }

    fn runtime_macro() -> TokenStream {
        quote!(specwright_runtime::value_enum)
    }
}

impl<T: Listed> Enumeration<'_, T> {
    /// What its file imports.
    pub fn imports(&self) -> Imports {
        T::imports(&self.plan.variants, Imports::of(self.name, []))
    }
}

impl<T: Listed> ToTokens for Enumeration<'_, T> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let name = self.name;
        let docs = DocComments::outer(self.docs);
        let default = self.plan.default.is_some().then(|| quote!(Default,));
        let variants = self.plan.variants.iter().map(|variant| {
            let name = &variant.name;
            let docs = DocComments::outer(&variant.docs);
            let default = (self.plan.default.as_ref() == Some(name)).then(|| quote!(#[default]));
            quote!(#docs #default #name)
        });
        let values = self.plan.variants.iter().map(|variant| {
            let (name, value) = (&variant.name, variant.value.literal());
            quote!(#name = #value)
        });
        let (unknown, runtime_macro) = (T::unknown(), T::runtime_macro());
        let ordered = T::ORDERED.then(|| quote!(PartialOrd, Ord,));
        tokens.extend(quote! {
            #docs
            #[derive(Clone, Debug, #default PartialEq, Eq, #ordered Hash)]
            #[non_exhaustive]
            pub enum #name {
                #(#variants,)*
                /// A value that this version of the document does not know, as it was sent.
                Unknown(#unknown),
            }

            #runtime_macro!(#name { #(#values,)* });
        });
    }
}

//! Enumerations: enums of listed values.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use serde_json::Value;

use super::head::Head;
use crate::emit::docs::DocComments;
use crate::emit::literal;
use crate::plan::model::enumeration::EnumPlan;
use crate::plan::model::types::TypeItem;

/// An enum of listed values.
#[derive(Clone, Copy, Debug)]
pub struct Enumeration<'a, T> {
    /// The type.
    pub item: &'a TypeItem,
    /// Its values.
    pub plan: &'a EnumPlan<T>,
}

/// A type whose values an enum can list.
pub trait Listed {
    /// Whether the values have an order.
    const ORDERED: bool = true;

    /// Returns the value as a literal expression.
    fn literal(&self) -> TokenStream;
    /// Returns the type of a value that is not listed.
    fn unknown() -> TokenStream;
    /// Returns the runtime macros that implement the conversions: for an open enum, which keeps
    /// unknown values, and for a closed one, which rejects them.
    fn runtime_macros() -> [TokenStream; 2];
}

impl Listed for String {
    fn literal(&self) -> TokenStream {
        literal::string(self).into_token_stream()
    }

    fn unknown() -> TokenStream {
        quote!(String)
    }

    fn runtime_macros() -> [TokenStream; 2] {
        [
            quote!(specwright_runtime::string_enum),
            quote!(specwright_runtime::closed_string_enum),
        ]
    }
}

impl Listed for i64 {
    fn literal(&self) -> TokenStream {
        literal::integer((*self).into())
    }

    fn unknown() -> TokenStream {
        quote!(i64)
    }

    fn runtime_macros() -> [TokenStream; 2] {
        [
            quote!(specwright_runtime::integer_enum),
            quote!(specwright_runtime::closed_integer_enum),
        ]
    }
}

impl Listed for Value {
    const ORDERED: bool = false;

    fn literal(&self) -> TokenStream {
        literal::value_expression(self)
    }

    fn unknown() -> TokenStream {
        quote!(::serde_json::Value)
    }

    fn runtime_macros() -> [TokenStream; 2] {
        [
            quote!(specwright_runtime::value_enum),
            quote!(specwright_runtime::closed_value_enum),
        ]
    }
}

impl<T: Listed> Enumeration<'_, T> {
    fn derives(&self) -> Vec<&'static str> {
        let mut derives = vec!["Clone"];
        derives.extend(self.plan.closed.then_some("Copy"));
        derives.push("Debug");
        derives.extend(self.plan.default.is_some().then_some("Default"));
        derives.extend(["PartialEq", "Eq"]);
        if T::ORDERED {
            derives.extend(["PartialOrd", "Ord"]);
        }
        derives.push("Hash");
        derives
    }
}

impl<T: Listed> ToTokens for Enumeration<'_, T> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let name = self.item.name();
        let docs = DocComments::outer(&self.item.docs);
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
        let own = self.derives();
        let head = Head {
            item: self.item,
            own: &own,
        };
        let [open, closed] = T::runtime_macros();
        let runtime_macro = if self.plan.closed { closed } else { open };
        let non_exhaustive = (!self.plan.closed).then(|| quote!(#[non_exhaustive]));
        let unknown = (!self.plan.closed).then(|| {
            let unknown = T::unknown();
            quote! {
                /// A value that is not listed in the API description.
                Unknown(#unknown),
            }
        });
        tokens.extend(quote! {
            #docs
            #head
            #non_exhaustive
            pub enum #name {
                #(#variants,)*
                #unknown
            }

            #runtime_macro!(#name { #(#values,)* });
        });
    }
}

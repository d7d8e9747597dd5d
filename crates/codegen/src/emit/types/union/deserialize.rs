//! Deserialization of unions: the selection of the variant of a value.

use proc_macro2::TokenStream;
use quote::quote;
use specwright_openapi::vocabulary::JsonType;

use super::{UNION, Union};
use crate::emit::literal;
use crate::plan::model::union::{Discrimination, DispatchPlan, MatchCondition, UnionVariant};

impl Union<'_> {
    /// Returns the implementation of `Deserialize`.
    pub(super) fn deserialize(self) -> TokenStream {
        let name = &self.item.name;
        let result = match &self.plan.discrimination {
            Discrimination::Discriminator {
                property,
                is_string,
            } => self.by_discriminator(property, *is_string),
            Discrimination::BestMatch if self.plan.closed => {
                let mismatch = self.mismatch_of(&quote!(&value));
                quote!(#UNION::best_match(&value, Self::candidates).ok_or_else(|| #mismatch))
            }
            Discrimination::BestMatch => quote!(Ok(
                #UNION::best_match(&value, Self::candidates).unwrap_or(Self::Unknown(value))
            )),
            _ => {
                let statements = self.plan.variants.iter().map(Self::return_if_match);
                let no_match = self.no_match();
                quote!({ #(#statements)* #no_match })
            }
        };
        quote! {
            impl<'de> ::serde::Deserialize<'de> for #name {
                fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    #UNION::deserialize(deserializer, |value| #result)
                }
            }
        }
    }

    /// Generates code that selects the variant by the value of a discriminator.
    fn by_discriminator(self, property: &str, is_string: bool) -> TokenStream {
        let property = literal::string(property);
        let arms = self
            .plan
            .dispatch
            .iter()
            .map(|DispatchPlan { values, variants }| {
                let values = values.iter().map(|value| literal::string(value));
                let read = self.one_of(variants);
                quote!(Some(#(#values)|*) => #read)
            });
        let untagged = (!self.plan.without_discriminator.is_empty()).then(|| {
            let best = self.best_of(&self.plan.without_discriminator);
            quote!(None => #best,)
        });
        let no_match = self.no_match();
        let tag = if is_string {
            quote!(#UNION::discriminator(&value, #property))
        } else {
            quote!(#UNION::scalar_discriminator(&value, #property).as_deref())
        };
        let result = quote! {
            match #tag {
                #(#arms,)*
                #untagged
                _ => #no_match,
            }
        };
        let by_json_type: Vec<TokenStream> = self
            .plan
            .variants
            .iter()
            .filter(|variant| variant.by_json_type)
            .map(Self::return_if_match)
            .collect();
        if by_json_type.is_empty() {
            result
        } else {
            quote!({ #(#by_json_type)* #result })
        }
    }

    /// Generates code that reads the value as the best match of some variants, or directly if there
    /// is only one variant.
    fn one_of(self, variants: &[usize]) -> TokenStream {
        match variants {
            [index] => self
                .plan
                .variants
                .get(*index)
                .map(|UnionVariant { name, .. }| quote!(#UNION::read_variant(value, Self::#name)))
                .unwrap_or_default(),
            several => self.best_of(several),
        }
    }

    /// Generates code that reads the value as the best match of some variants.
    fn best_of(self, variants: &[usize]) -> TokenStream {
        let candidates = variants
            .iter()
            .filter_map(|index| self.plan.variants.get(*index))
            .map(candidate);
        let best = quote!(#UNION::best_match(&value, |candidates| { #(#candidates)* }));
        if self.plan.closed {
            let mismatch = self.mismatch_of(&quote!(&value));
            quote!(#best.ok_or_else(|| #mismatch))
        } else {
            quote!(Ok(#best.unwrap_or(Self::Unknown(value))))
        }
    }

    /// Returns the result for a value that matches no variant.
    fn no_match(self) -> TokenStream {
        if self.plan.closed {
            let mismatch = self.mismatch_of(&quote!(&value));
            quote!(Err(#mismatch))
        } else {
            quote!(Ok(#UNION::unknown(value, Self::Unknown)))
        }
    }

    /// Returns a statement that returns the variant if the value matches it.
    fn return_if_match(variant: &UnionVariant) -> TokenStream {
        let name = &variant.name;
        match condition(variant) {
            Some(condition) => quote! {
                if #condition {
                    return #UNION::read_variant(value, Self::#name);
                }
            },
            None => quote! {
                if let Some(variant) = #UNION::try_variant(&value, Self::#name) {
                    return Ok(variant);
                }
            },
        }
    }
}

/// Returns the condition under which a value is read as a variant, or `None` if the variant is
/// tried unconditionally.
fn condition(variant: &UnionVariant) -> Option<TokenStream> {
    match &variant.condition {
        MatchCondition::JsonType(json_types) => {
            let conditions = json_types.iter().map(|json_type| {
                let json_type = json_type_of(*json_type);
                quote!(#UNION::has_type(&value, #json_type))
            });
            Some(quote!(#(#conditions)||*))
        }
        MatchCondition::Constant { property, value } => {
            let (property, constant) = (literal::string(property), literal::json(value));
            Some(quote!(#UNION::has_constant(&value, #property, #constant)))
        }
        MatchCondition::Deserializes => None,
    }
}

/// Returns a statement that adds a variant to the candidates of a best match.
pub(super) fn candidate(variant: &UnionVariant) -> TokenStream {
    let (name, shown) = (&variant.name, literal::string(variant.name.as_str()));
    if variant.is_open_union {
        return quote!(candidates.union(#shown, Self::#name, |union| union.mismatch()););
    }
    let keys = variant
        .required_properties
        .iter()
        .map(|key| literal::string(key));
    quote!(candidates.variant(#shown, &[#(#keys),*], Self::#name);)
}

/// Returns a constant of the runtime's `JsonType`.
pub(super) fn json_type_of(json_type: JsonType) -> TokenStream {
    match json_type {
        JsonType::Array => quote!(#UNION::JsonType::Array),
        JsonType::Boolean => quote!(#UNION::JsonType::Boolean),
        JsonType::Integer => quote!(#UNION::JsonType::Integer),
        JsonType::Null => quote!(#UNION::JsonType::Null),
        JsonType::Number => quote!(#UNION::JsonType::Number),
        JsonType::Object => quote!(#UNION::JsonType::Object),
        JsonType::String => quote!(#UNION::JsonType::String),
    }
}

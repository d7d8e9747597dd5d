//! Reading of unions: the selection of the variant of a value.

use proc_macro2::TokenStream;
use quote::quote;
use specwright_openapi::vocabulary::JsonType;

use super::{JSON, UNION, Union};
use crate::emit::literal;
use crate::emit::runtime_path::BY_SERDE;
use crate::plan::model::union::{Discrimination, DispatchPlan, MatchCondition, UnionVariant};

impl Union<'_> {
    /// Returns the implementation of `FromJson`.
    pub(super) fn reading(self) -> TokenStream {
        let name = self.item.name();
        let result = match &self.plan.discrimination {
            Discrimination::Discriminator {
                property,
                is_string,
            } => self.by_discriminator(property, *is_string),
            Discrimination::BestMatch => self.best_match(&quote!(Self::candidates)),
            _ => {
                let statements = self.plan.variants.iter().map(Self::return_if_match);
                let no_match = self.no_match();
                quote!({ #(#statements)* #no_match })
            }
        };
        quote! {
            impl #JSON::FromJson for #name {
                fn from_json(reader: &mut #JSON::Reader<'_>) -> Result<Self, #JSON::ValueError> {
                    #UNION::read(reader, |value| #result)
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
            quote!(#UNION::discriminator(&value, #property).as_deref())
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
                .map(|variant| {
                    let constructor = constructor(variant);
                    quote!(#UNION::read_variant(value, #constructor))
                })
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
        self.best_match(&quote!(|candidates| { #(#candidates)* }))
    }

    /// Generates code that reads the value as the best match of the candidates that a function adds.
    fn best_match(self, candidates: &TokenStream) -> TokenStream {
        let otherwise = if self.plan.closed {
            let mismatch = self.mismatch_of(&quote!(&value));
            quote!(Err(#mismatch))
        } else {
            quote!(Ok(Self::Unknown(value)))
        };
        quote!(#UNION::best_match(value, #candidates, |value| #otherwise))
    }

    /// Returns the result for a value that matches no variant.
    fn no_match(self) -> TokenStream {
        if self.plan.closed {
            let mismatch = self.mismatch_of(&quote!(value));
            quote!(#UNION::no_variant(value, |value| #mismatch))
        } else {
            quote!(#UNION::unknown(value, Self::Unknown))
        }
    }

    /// Returns a statement that returns the variant if the value matches it.
    fn return_if_match(variant: &UnionVariant) -> TokenStream {
        let constructor = constructor(variant);
        match condition(variant) {
            Some(condition) => quote! {
                if #condition {
                    return #UNION::read_variant(value, #constructor);
                }
            },
            None => quote! {
                if let Some(variant) = #UNION::try_variant(&value, #constructor) {
                    return Ok(variant);
                }
            },
        }
    }
}

/// Returns the function that makes a variant from its value.
fn constructor(variant: &UnionVariant) -> TokenStream {
    let name = &variant.name;
    if variant.by_serde {
        quote!(|value: #BY_SERDE<_>| Self::#name(value.into_inner()))
    } else {
        quote!(Self::#name)
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
    let (constructor, shown) = (constructor(variant), literal::string(variant.name.as_str()));
    if variant.is_open_union {
        return quote!(candidates.union(#shown, #constructor, |union| union.mismatch()););
    }
    let keys = variant
        .required_properties
        .iter()
        .map(|key| literal::string(key));
    quote!(candidates.variant(#shown, &[#(#keys),*], #constructor);)
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

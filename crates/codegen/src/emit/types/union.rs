//! Enums of several types.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::head::Head;
use super::imports::Imports;
use crate::emit::{DocComments, Ty, literal};
use crate::plan::model::types::TypeItem;
use crate::plan::model::union::{Discrimination, DispatchPlan, JsonType, UnionPlan, UnionVariant};

/// An enum of several types.
#[derive(Clone, Copy, Debug)]
pub struct Union<'a> {
    /// The type.
    pub item: &'a TypeItem,
    /// Its branches.
    pub plan: &'a UnionPlan,
}

impl Union<'_> {
    /// What its file imports.
    pub fn imports(self) -> Imports {
        let imports = Imports::of(
            &self.item.name,
            self.plan.variants.iter().map(|variant| &variant.ty),
        );
        let imports = imports.with_serde("union");
        let imports = if self.plan.closed {
            imports
        } else {
            imports.with_value()
        };
        let has_types = self
            .plan
            .variants
            .iter()
            .any(|variant| self.condition(variant).is_some() && variant.by_json_type);
        match (&self.plan.discrimination, has_types) {
            (Discrimination::BestMatch, _) => imports.with_trial(!self.plan.closed),
            (_, true) => imports.with_json_type(),
            (_, false) => imports,
        }
    }

    fn definition(self) -> TokenStream {
        let name = &self.item.name;
        let docs = DocComments::outer(&self.item.docs);
        let variants = self.plan.variants.iter().map(|variant| {
            let docs = DocComments::outer(&variant.docs);
            let (name, ty) = (&variant.name, Ty::short(&variant.ty));
            quote!(#docs #name(#ty))
        });
        let allow = self
            .plan
            .has_large_variant
            .then(|| quote!(#[allow(clippy::large_enum_variant, reason = "a branch is as large as the document makes it")]));
        let head = Head {
            item: self.item,
            own: &["Clone", "Debug", "PartialEq"],
        };
        let non_exhaustive = (!self.plan.closed).then(|| quote!(#[non_exhaustive]));
        let unknown = (!self.plan.closed).then(|| {
            quote! {
                /// A value that no branch of this version of the document holds whole, as it was sent.
                Unknown(Value),
            }
        });
        quote! {
            #docs
            #head
            #non_exhaustive
            #allow
            pub enum #name {
                #(#variants,)*
                #unknown
            }
        }
    }

    fn serialize(self) -> TokenStream {
        let name = &self.item.name;
        let arms = self.plan.variants.iter().map(|variant| {
            let name = &variant.name;
            let write = match (
                &self.plan.discrimination,
                variant.discriminator_values.first(),
            ) {
                (Discrimination::Discriminator { property, .. }, Some(tag))
                    if variant.adds_discriminator =>
                {
                    let (property, tag) = (literal::string(property), literal::string(tag));
                    quote!(union::serialize_with_discriminator(#property, #tag, value, serializer))
                }
                _ => quote!(value.serialize(serializer)),
            };
            quote!(Self::#name(value) => #write)
        });
        let unknown = (!self.plan.closed)
            .then(|| quote!(Self::Unknown(value) => value.serialize(serializer),));
        quote! {
            impl Serialize for #name {
                fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    match self {
                        #(#arms,)*
                        #unknown
                    }
                }
            }
        }
    }

    fn deserialize(self) -> TokenStream {
        let name = &self.item.name;
        let choose = match &self.plan.discrimination {
            Discrimination::Discriminator {
                property,
                is_string,
            } => self.by_tag(property, *is_string),
            Discrimination::BestMatch if self.plan.closed => {
                let text = literal::string(name.as_str());
                quote!(union::best_match(&value, Self::candidates).ok_or_else(|| union::mismatch(#text, &value, Self::candidates)))
            }
            Discrimination::BestMatch => quote!(Ok(
                union::best_match(&value, Self::candidates).unwrap_or(Self::Unknown(value))
            )),
            _ => {
                let branches = self
                    .plan
                    .variants
                    .iter()
                    .map(|variant| self.branch(variant));
                let other = self.other();
                quote!({ #(#branches)* #other })
            }
        };
        quote! {
            impl<'de> Deserialize<'de> for #name {
                fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    union::deserialize(deserializer, |value| #choose)
                }
            }
        }
    }

    /// What is tried, and why nothing fits, where that is how branches are told apart.
    fn trial(self) -> Option<TokenStream> {
        if self.plan.discrimination != Discrimination::BestMatch {
            return None;
        }
        let name = &self.item.name;
        let text = literal::string(name.as_str());
        let attempts = self
            .plan
            .match_order
            .iter()
            .filter_map(|index| self.plan.variants.get(*index))
            .map(attempt);
        let mismatch = (!self.plan.closed).then(|| {
            quote! {
                /// Why a value fits no branch: what each of them says. None for a value of a known branch.
                pub fn mismatch(&self) -> Option<json::ValueError> {
                    match self {
                        Self::Unknown(value) => Some(union::mismatch(#text, value, Self::candidates)),
                        _ => None,
                    }
                }
            }
        });
        Some(quote! {
            impl #name {
                #mismatch

                fn candidates(candidates: &mut union::Candidates<'_, Self>) {
                    #(#attempts)*
                }
            }
        })
    }

    fn by_tag(self, property: &str, is_text: bool) -> TokenStream {
        let property = literal::string(property);
        let arms = self
            .plan
            .dispatch
            .iter()
            .map(|DispatchPlan { values, variants }| {
                let tags = values.iter().map(|tag| literal::string(tag));
                let read = self.one_of(variants);
                quote!(Some(#(#tags)|*) => #read)
            });
        let untagged = (!self.plan.without_discriminator.is_empty()).then(|| {
            let tried = self.tried(&self.plan.without_discriminator);
            quote!(None => #tried,)
        });
        let other = self.other();
        let tag = if is_text {
            quote!(union::discriminator(&value, #property))
        } else {
            quote!(union::scalar_discriminator(&value, #property).as_deref())
        };
        let choose = quote! {
            match #tag {
                #(#arms,)*
                #untagged
                _ => #other,
            }
        };
        let others: Vec<TokenStream> = self
            .plan
            .variants
            .iter()
            .filter(|variant| variant.by_json_type)
            .map(|variant| self.branch(variant))
            .collect();
        if others.is_empty() {
            choose
        } else {
            quote!({ #(#others)* #choose })
        }
    }

    /// The value as the one of some branches: read as it if there is no other, else found by trying.
    fn one_of(self, variants: &[usize]) -> TokenStream {
        match variants {
            [index] => self
                .plan
                .variants
                .get(*index)
                .map(|UnionVariant { name, .. }| quote!(union::read_variant(value, Self::#name)))
                .unwrap_or_default(),
            several => self.tried(several),
        }
    }

    fn tried(self, variants: &[usize]) -> TokenStream {
        let attempts = variants
            .iter()
            .filter_map(|index| self.plan.variants.get(*index))
            .map(attempt);
        let tried = quote!(union::best_match(&value, |candidates| { #(#attempts)* }));
        if self.plan.closed {
            quote!(#tried.ok_or_else(union::no_match))
        } else {
            quote!(Ok(#tried.unwrap_or(Self::Unknown(value))))
        }
    }

    /// What a value is that fits no branch.
    fn other(self) -> TokenStream {
        if self.plan.closed {
            quote!(Err(union::no_match()))
        } else {
            quote!(Ok(union::unknown(value, Self::Unknown)))
        }
    }

    /// A statement that returns the branch if it is the one.
    fn branch(self, variant: &UnionVariant) -> TokenStream {
        let name = &variant.name;
        match self.condition(variant) {
            Some(condition) => quote! {
                if #condition {
                    return union::read_variant(value, Self::#name);
                }
            },
            None => quote! {
                if let Some(variant) = union::try_variant(&value, Self::#name) {
                    return Ok(variant);
                }
            },
        }
    }

    fn condition(self, variant: &UnionVariant) -> Option<TokenStream> {
        if variant.by_json_type && !variant.json_types.is_empty() {
            let types = variant
                .json_types
                .iter()
                .map(|json_type| json_type_of(*json_type));
            return Some(quote!(#(union::has_type(&value, #types))||*));
        }
        match &self.plan.discrimination {
            Discrimination::RequiredProperty if !variant.required_properties.is_empty() => {
                let keys = variant
                    .required_properties
                    .iter()
                    .map(|key| literal::string(key));
                Some(quote!(union::has_keys(&value, &[#(#keys),*])))
            }
            Discrimination::Constant(property) => {
                let (property, constant) = (
                    literal::string(property),
                    literal::json(variant.constant.as_ref()?),
                );
                Some(quote!(union::has_constant(&value, #property, #constant)))
            }
            Discrimination::Discriminator { .. }
            | Discrimination::JsonType
            | Discrimination::RequiredProperty
            | Discrimination::BestMatch => None,
        }
    }
}

/// A branch that is tried.
fn attempt(variant: &UnionVariant) -> TokenStream {
    let (name, shown) = (&variant.name, literal::string(variant.name.as_str()));
    let keys = variant
        .required_properties
        .iter()
        .map(|key| literal::string(key));
    quote!(candidates.variant(#shown, &[#(#keys),*], Self::#name);)
}

impl ToTokens for Union<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.definition());
        tokens.extend(self.trial());
        tokens.extend(self.serialize());
        tokens.extend(self.deserialize());
    }
}

fn json_type_of(json_type: JsonType) -> TokenStream {
    match json_type {
        JsonType::Array => quote!(JsonType::Array),
        JsonType::Boolean => quote!(JsonType::Boolean),
        JsonType::Integer => quote!(JsonType::Integer),
        JsonType::Null => quote!(JsonType::Null),
        JsonType::Number => quote!(JsonType::Number),
        JsonType::Object => quote!(JsonType::Object),
        JsonType::String => quote!(JsonType::String),
    }
}

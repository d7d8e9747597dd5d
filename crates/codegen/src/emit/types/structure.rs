//! Structs for objects: the definition, the constructor, and the `Serialize` and `Deserialize`
//! implementations of structs for which they cannot be derived.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::constructor::constructor_docs;
use super::default::{Expression, accessor};
use super::head::Head;
use super::multipart::MultipartImpl;
use crate::emit::docs::DocComments;
use crate::emit::group::too_many_arguments;
use crate::emit::literal;
use crate::emit::ty::Ty;
use crate::plan::model::structure::{FieldPlan, Presence, StructPlan};
use crate::plan::model::ty::RustType;
use crate::plan::model::types::TypeItem;

/// A struct.
#[derive(Clone, Copy, Debug)]
pub struct Structure<'a> {
    /// The type.
    pub item: &'a TypeItem,
    /// Its fields.
    pub plan: &'a StructPlan,
}

impl Structure<'_> {
    /// Returns whether serde derives the conversions of the struct.
    fn is_derived(self) -> bool {
        self.plan.by_serde && self.plan.additional.is_none()
    }

    fn definition(self) -> TokenStream {
        let additional = self.plan.additional.as_ref().map(|additional| {
            let (name, ty) = (&additional.name, Ty::in_types_crate(&additional.ty));
            quote! {
                /// Additional properties, by name.
                pub #name: ::std::collections::BTreeMap<String, #ty>,
            }
        });
        self.definition_with(additional, self.is_derived())
    }

    /// Returns the struct with its fields and an additional field. `is_derived` specifies whether
    /// serde derives the implementations.
    pub(super) fn definition_with(
        self,
        more: Option<TokenStream>,
        is_derived: bool,
    ) -> TokenStream {
        let name = self.item.name();
        let docs = DocComments::outer(&self.item.docs);
        let fields = self
            .plan
            .fields
            .iter()
            .map(|field| Field { field, is_derived });
        let mut own = vec!["Clone", "Debug"];
        own.extend(self.plan.derives_default().then_some("Default"));
        own.push("PartialEq");
        if is_derived {
            own.extend(["Serialize", "Deserialize"]);
        }
        let head = Head {
            item: self.item,
            own: &own,
        };
        quote! {
            #docs
            #head
            pub struct #name {
                #(#fields,)*
                #more
            }
        }
    }

    /// Returns the constructor and the accessors, or `None` without either. `empty` is the initial
    /// value of the field for additional properties or elements.
    pub(super) fn methods(self, empty: &TokenStream) -> Option<TokenStream> {
        let constructor = (!self.plan.has_default()).then(|| self.constructor(empty));
        let accessors: Vec<TokenStream> = self.plan.fields.iter().filter_map(accessor).collect();
        let name = self.item.name();
        (constructor.is_some() || !accessors.is_empty()).then(|| {
            quote! {
                impl #name {
                    #constructor
                    #(#accessors)*
                }
            }
        })
    }

    /// Returns the implementation of `Default`, if it cannot be derived.
    pub(super) fn default(self, empty: &TokenStream) -> Option<TokenStream> {
        let mut configured = self.item.derives.iter();
        let is_derived = configured.any(|derive| derive.as_str().ends_with("Default"))
            || self.plan.derives_default();
        let is_written = self.plan.has_default() && !is_derived;
        let (name, fields) = (self.item.name(), self.initializers(empty));
        is_written.then(|| {
            quote! {
                impl Default for #name {
                    fn default() -> Self {
                        Self { #(#fields),* }
                    }
                }
            }
        })
    }

    fn constructor(self, empty: &TokenStream) -> TokenStream {
        let arguments: Vec<TokenStream> = self
            .plan
            .arguments()
            .map(|FieldPlan { name, ty, .. }| match ty {
                RustType::String | RustType::File | RustType::Boxed(_) => {
                    let ty = Ty::in_types_crate(ty);
                    quote!(#name: impl Into<#ty>)
                }
                ty => {
                    let ty = Ty::in_types_crate(ty);
                    quote!(#name: #ty)
                }
            })
            .collect();
        let fields = self.initializers(empty);
        let docs = constructor_docs(self.item.name(), "fields");
        let allow = too_many_arguments(arguments.len(), "one argument for each required field");
        quote! {
            #[doc = #docs]
            #allow
            pub fn new(#(#arguments),*) -> Self {
                Self { #(#fields),* }
            }
        }
    }

    /// Returns the initializers of all fields, which name the arguments of the constructor.
    fn initializers(self, empty: &TokenStream) -> Vec<TokenStream> {
        let fields = self.plan.fields.iter().map(initializer);
        let additional = self.plan.additional.iter().map(|additional| {
            let name = &additional.name;
            quote!(#name: #empty)
        });
        fields.chain(additional).collect()
    }

    /// Returns the conversions of a struct without serde's derives.
    fn conversions(self) -> TokenStream {
        let name = self.item.name();
        let fields = self.plan.fields.iter().map(listed);
        let rest = self.plan.additional.iter().map(|additional| {
            let name = &additional.name;
            quote!(..#name)
        });
        quote!(specwright_runtime::object!(#name { #(#fields,)* #(#rest,)* });)
    }

    /// Returns the implementations of serde's traits, for a struct that has additional properties
    /// and needs serde.
    fn serde(self) -> Option<TokenStream> {
        let additional = &self.plan.additional.as_ref()?.name;
        let name = self.item.name();
        let fields = &self.plan.fields;
        let (writes, reads) = (fields.iter().map(write), fields.iter().map(read));
        let properties = fields.iter().map(|field| literal::string(&field.wire));
        Some(quote! {
            impl ::serde::Serialize for #name {
                fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    ::specwright_runtime::object::serialize(serializer, |writer| {
                        #(#writes)*
                        writer.additional(&self.#additional, &[#(#properties),*])
                    })
                }
            }

            impl<'de> ::serde::Deserialize<'de> for #name {
                fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    ::specwright_runtime::object::deserialize(deserializer, |reader| Ok(Self {
                        #(#reads,)*
                        #additional: reader.additional()?
                    }))
                }
            }
        })
    }
}

/// Returns the initializer of a field in a constructor.
fn initializer(field: &FieldPlan) -> TokenStream {
    let FieldPlan { name, ty, .. } = field;
    if let Some(initial) = &field.initial {
        let initial = Expression(&initial.expression);
        return quote!(#name: #initial);
    }
    match (field.presence, ty) {
        (Presence::Required, RustType::String | RustType::File | RustType::Boxed(_)) => {
            quote!(#name: #name.into())
        }
        (Presence::Required, _) => quote!(#name),
        (Presence::Nullable | Presence::Optional | Presence::OptionalValue, _) => {
            quote!(#name: None)
        }
        (Presence::OptionalNullable, _) => {
            quote!(#name: ::specwright_runtime::OptionalNullable::Absent)
        }
    }
}

/// Returns a field as `object!` lists it.
fn listed(field: &FieldPlan) -> TokenStream {
    let name = &field.name;
    let flag = field.flag();
    let constant = field.constant();
    let constant = constant.map(|value| literal::string(value).to_token_stream());
    let constant = constant.or_else(|| flag.map(|flag| flag.to_token_stream()));
    let kind = match field.presence {
        Presence::Required if flag.is_some() => quote!(flag),
        Presence::Required if constant.is_some() => quote!(constant),
        Presence::Required | Presence::Nullable => quote!(required),
        Presence::Optional => quote!(optional),
        Presence::OptionalNullable => quote!(optional_nullable),
        Presence::OptionalValue => quote!(optional_value),
    };
    let property = (name.to_token_stream().to_string() != field.wire).then(|| {
        let property = literal::string(&field.wire);
        quote!(= #property)
    });
    let constant = constant.map(|value| quote!(is #value));
    quote!(#kind #name #property #constant)
}

/// Returns the statement that writes a field.
fn write(field: &FieldPlan) -> TokenStream {
    let (name, property) = (&field.name, literal::string(&field.wire));
    match field.presence {
        Presence::Required | Presence::Nullable => {
            quote!(writer.required(#property, &self.#name)?;)
        }
        Presence::Optional | Presence::OptionalValue => {
            quote!(writer.optional(#property, &self.#name)?;)
        }
        Presence::OptionalNullable => quote!(writer.optional_nullable(#property, &self.#name)?;),
    }
}

/// Returns the initializer that reads a field.
fn read(field: &FieldPlan) -> TokenStream {
    let (name, property) = (&field.name, literal::string(&field.wire));
    match field.presence {
        Presence::Required | Presence::Nullable => quote!(#name: reader.required(#property)?),
        Presence::Optional => quote!(#name: reader.optional(#property)?),
        Presence::OptionalNullable => quote!(#name: reader.optional_nullable(#property)?),
        Presence::OptionalValue => quote!(#name: reader.null_as_value(#property)?),
    }
}

impl ToTokens for Structure<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.definition());
        let empty = quote!(::std::collections::BTreeMap::new());
        tokens.extend(self.methods(&empty));
        tokens.extend(self.default(&empty));
        if self.plan.by_serde {
            let name = self.item.name();
            tokens.extend(self.serde());
            tokens.extend(quote!(specwright_runtime::json_by_serde!(#name);));
        } else {
            tokens.extend(self.conversions());
        }
        if self.plan.is_multipart {
            tokens.extend(
                MultipartImpl {
                    name: self.item.name(),
                    plan: self.plan,
                }
                .to_token_stream(),
            );
        }
    }
}

/// A field of a struct, without the comma.
struct Field<'a> {
    field: &'a FieldPlan,
    /// Whether serde derives the implementations, and therefore reads attributes.
    is_derived: bool,
}

impl ToTokens for Field<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let FieldPlan {
            name,
            wire,
            docs,
            presence,
            ..
        } = self.field;
        let docs = DocComments::outer(docs);
        let full = self.field.full_type();
        let ty = Ty::in_types_crate(&full);
        let mut attributes = Vec::new();
        if wire != name.as_str() {
            let wire = literal::string(wire);
            attributes.push(quote!(rename = #wire));
        }
        match presence {
            Presence::Required => {}
            // serde would read an absent property as `None`.
            Presence::Nullable => attributes.push(quote!(deserialize_with = "Option::deserialize")),
            Presence::Optional => attributes.push(quote!(skip_serializing_if = "Option::is_none")),
            Presence::OptionalNullable => attributes.push(quote!(
                default,
                skip_serializing_if = "OptionalNullable::is_absent"
            )),
            Presence::OptionalValue => attributes.push(quote!(
                default,
                skip_serializing_if = "Option::is_none",
                deserialize_with = "specwright_runtime::object::null_as_value"
            )),
        }
        let attribute =
            (self.is_derived && !attributes.is_empty()).then(|| quote!(#[serde(#(#attributes),*)]));
        tokens.extend(quote!(#docs #attribute pub #name: #ty));
    }
}

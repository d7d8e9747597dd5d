//! Structs: definition, constructor, accessors of defaults, and the implementations of serde where it derives none.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::head::Head;
use super::imports::Imports;
use super::multipart::MultipartImpl;
use crate::emit::{DocComments, Ty, literal};
use crate::plan::model::default::DefaultExpression;
use crate::plan::model::structure::{FieldPlan, Presence, StructPlan};
use crate::plan::model::ty::RustType;
use crate::plan::model::types::TypeItem;

/// A struct.
#[derive(Clone, Copy, Debug)]
pub struct Structure<'a> {
    /// The type.
    pub item: &'a TypeItem,
    /// What is in it.
    pub plan: &'a StructPlan,
}

impl Structure<'_> {
    /// What its file imports.
    pub fn imports(self) -> Imports {
        let full: Vec<RustType> = self.plan.fields.iter().map(FieldPlan::full_type).collect();
        let additional = self.plan.additional.iter().map(|additional| &additional.ty);
        let defaults = self
            .plan
            .fields
            .iter()
            .filter_map(|field| field.default.as_ref());
        let defaults: Vec<&RustType> = defaults
            .flat_map(|default| default.expression.types())
            .collect();
        let imports = Imports::of(
            &self.item.name,
            full.iter().chain(additional).chain(defaults),
        );
        let imports = if self.plan.is_multipart {
            imports.with_multipart()
        } else {
            imports
        };
        match self.plan.additional {
            Some(_) => imports.with_serde("object").with_map(),
            None => imports.with_derives(),
        }
    }

    fn definition(self) -> TokenStream {
        let additional = self.plan.additional.as_ref().map(|additional| {
            let (name, ty) = (&additional.name, Ty::short(&additional.ty));
            quote! {
                /// The members that have no field of their own.
                pub #name: BTreeMap<String, #ty>,
            }
        });
        self.definition_with(additional, self.plan.additional.is_none())
    }

    /// The struct with its fields and one more; whether serde derives the implementations.
    pub(super) fn definition_with(
        self,
        more: Option<TokenStream>,
        is_derived: bool,
    ) -> TokenStream {
        let name = &self.item.name;
        let docs = DocComments::outer(&self.item.docs);
        let fields = self
            .plan
            .fields
            .iter()
            .map(|field| Field { field, is_derived });
        let mut own = vec!["Clone", "Debug"];
        own.extend(self.plan.required().next().is_none().then_some("Default"));
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

    /// The constructor and the accessors, if there are any; `no_more` is the value of a field for the rest that holds nothing.
    pub(super) fn methods(self, no_more: &TokenStream) -> Option<TokenStream> {
        let constructor = self
            .plan
            .required()
            .next()
            .map(|_| self.constructor(no_more));
        let accessors: Vec<TokenStream> = self.plan.fields.iter().filter_map(accessor).collect();
        let name = &self.item.name;
        (constructor.is_some() || !accessors.is_empty()).then(|| {
            quote! {
                impl #name {
                    #constructor
                    #(#accessors)*
                }
            }
        })
    }

    fn constructor(self, no_more: &TokenStream) -> TokenStream {
        let arguments: Vec<TokenStream> = self
            .plan
            .required()
            .map(|FieldPlan { name, ty, .. }| match ty {
                RustType::String | RustType::File | RustType::Boxed(_) => {
                    let ty = Ty::short(ty);
                    quote!(#name: impl Into<#ty>)
                }
                ty => {
                    let ty = Ty::short(ty);
                    quote!(#name: #ty)
                }
            })
            .collect();
        let fields = self.plan.fields.iter().map(
            |FieldPlan {
                 name, ty, presence, ..
             }| match (presence, ty) {
                (Presence::Required, RustType::String | RustType::File | RustType::Boxed(_)) => {
                    quote!(#name: #name.into())
                }
                (Presence::Required, _) => quote!(#name),
                (Presence::Nullable | Presence::Optional | Presence::OptionalValue, _) => {
                    quote!(#name: None)
                }
                (Presence::OptionalNullable, _) => quote!(#name: OptionalNullable::Absent),
            },
        );
        let additional = self.plan.additional.iter().map(|additional| {
            let name = &additional.name;
            quote!(#name: #no_more)
        });
        let allow =
            (arguments.len() > 7).then(|| quote!(#[allow(clippy::too_many_arguments, reason = "one argument for each required member")]));
        quote! {
            /// A value of all that is required and can't be `null`; the rest is absent or `null`.
            #allow
            pub fn new(#(#arguments),*) -> Self {
                Self { #(#fields,)* #(#additional)* }
            }
        }
    }

    fn serde(self) -> Option<TokenStream> {
        let additional = &self.plan.additional.as_ref()?.name;
        let name = &self.item.name;
        let wires: Vec<_> = self
            .plan
            .fields
            .iter()
            .map(|field| literal::string(&field.wire))
            .collect();
        let writes =
            self.plan
                .fields
                .iter()
                .zip(&wires)
                .map(|(FieldPlan { name, presence, .. }, wire)| match presence {
                    Presence::Required | Presence::Nullable => {
                        quote!(writer.required(#wire, &self.#name)?;)
                    }
                    Presence::Optional | Presence::OptionalValue => {
                        quote!(writer.optional(#wire, &self.#name)?;)
                    }
                    Presence::OptionalNullable => {
                        quote!(writer.optional_nullable(#wire, &self.#name)?;)
                    }
                });
        let reads =
            self.plan
                .fields
                .iter()
                .zip(&wires)
                .map(|(FieldPlan { name, presence, .. }, wire)| match presence {
                    Presence::Required => quote!(#name: reader.required(#wire)?),
                    Presence::Nullable | Presence::Optional => {
                        quote!(#name: reader.optional(#wire)?)
                    }
                    Presence::OptionalNullable => quote!(#name: reader.optional_nullable(#wire)?),
                    Presence::OptionalValue => quote!(#name: reader.null_as_value(#wire)?),
                });
        Some(quote! {
            impl Serialize for #name {
                fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    object::serialize(serializer, |writer| {
                        #(#writes)*
                        writer.additional(&self.#additional, &[#(#wires),*])
                    })
                }
            }

            impl<'de> Deserialize<'de> for #name {
                fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    object::deserialize(deserializer, |reader| Ok(Self { #(#reads,)* #additional: reader.additional()? }))
                }
            }
        })
    }
}

impl ToTokens for Structure<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.definition());
        tokens.extend(self.methods(&quote!(BTreeMap::new())));
        tokens.extend(self.serde());
        if self.plan.is_multipart {
            tokens.extend(
                MultipartImpl {
                    name: &self.item.name,
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
    /// Whether serde derives the implementations, and so reads attributes.
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
        let ty = Ty::short(&full);
        let mut attributes = Vec::new();
        if wire != name.as_str() {
            let wire = literal::string(wire);
            attributes.push(quote!(rename = #wire));
        }
        match presence {
            Presence::Required | Presence::Nullable => {}
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

fn accessor(field: &FieldPlan) -> Option<TokenStream> {
    let default = field.default.as_ref()?;
    let FieldPlan { name, ty, .. } = field;
    let method = &default.method;
    let value = match (&default.expression, default.copied) {
        (DefaultExpression::Default, _) => quote!(self.#name.clone().unwrap_or_default()),
        (expression, true) => {
            let expression = Expression(expression);
            quote!(self.#name.unwrap_or(#expression))
        }
        (expression, false) => {
            let expression = Expression(expression);
            quote!(self.#name.clone().unwrap_or_else(|| #expression))
        }
    };
    let ty = Ty::short(ty);
    let field_name = name.as_str();
    let docs = literal::string(&format!(
        " The value of `{field_name}`, or its default where it is absent."
    ));
    Some(quote! {
        #[doc = #docs]
        pub fn #method(&self) -> #ty {
            #value
        }
    })
}

/// A default as an expression.
struct Expression<'a>(&'a DefaultExpression);

impl ToTokens for Expression<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(match self.0 {
            DefaultExpression::Bool(value) => quote!(#value),
            DefaultExpression::Integer(value) => literal::integer(*value),
            DefaultExpression::Float(value) => literal::float(*value),
            DefaultExpression::String(text) => {
                let text = literal::string(text);
                quote!(#text.to_owned())
            }
            DefaultExpression::FromString(ty, text) => {
                let (ty, text) = (Ty::short(ty), literal::string(text));
                quote!(#ty::from(#text))
            }
            DefaultExpression::FromInteger(ty, value) => {
                let (ty, value) = (Ty::short(ty), literal::integer((*value).into()));
                quote!(#ty::from(#value))
            }
            DefaultExpression::Variant(ty, variant) => {
                let ty = Ty::short(ty);
                quote!(#ty::#variant)
            }
            DefaultExpression::FromValue(ty, value) => {
                let (ty, value) = (Ty::short(ty), literal::value_expression(value));
                quote!(#ty::from(serde_json::Value::from(#value)))
            }
            DefaultExpression::List(values) => {
                let values = values.iter().map(Expression);
                quote!(vec![#(#values),*])
            }
            DefaultExpression::Tuple(values) => {
                let values = values.iter().map(Expression);
                quote!((#(#values,)*))
            }
            DefaultExpression::Default => quote!(Default::default()),
        });
    }
}

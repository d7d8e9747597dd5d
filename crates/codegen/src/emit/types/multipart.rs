//! Conversion between structs and multipart bodies.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use crate::emit::literal;
use crate::names::TypeName;
use crate::plan::model::structure::{AdditionalPlan, FieldPlan, Presence, StructPlan};
use crate::plan::model::ty::RustType;

/// The implementation of the runtime's `Multipart` for a struct.
#[derive(Clone, Copy, Debug)]
pub(super) struct MultipartImpl<'a> {
    /// The struct.
    pub name: &'a TypeName,
    /// Its fields.
    pub plan: &'a StructPlan,
}

impl ToTokens for MultipartImpl<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let name = self.name;
        let fields = &self.plan.fields;
        let (writes, reads) = (fields.iter().map(write), fields.iter().map(read));
        let additional = self.plan.additional.as_ref();
        let (write_others, read_others) = (
            additional.map(|plan| self.write_additional(plan)),
            additional.map(read_additional),
        );
        tokens.extend(quote! {
            impl ::specwright_runtime::body::Multipart for #name {
                fn write(&self, form: &mut ::specwright_runtime::body::FormWriter) -> Result<(), ::specwright_runtime::json::ValueError> {
                    #(#writes)*
                    #write_others
                    Ok(())
                }

                fn read(form: &mut ::specwright_runtime::body::FormReader) -> Result<Self, ::specwright_runtime::json::ValueError> {
                    Ok(Self { #(#reads,)* #read_others })
                }
            }
        });
    }
}

impl MultipartImpl<'_> {
    fn write_additional(self, plan: &AdditionalPlan) -> TokenStream {
        let name = &plan.name;
        let wires = self
            .plan
            .fields
            .iter()
            .map(|field| literal::string(&field.wire));
        if plan.ty.is_files() {
            quote!(form.additional_files(&self.#name, &[#(#wires),*])?;)
        } else if plan.ty == RustType::Value {
            quote!(form.additional_values(&self.#name, &[#(#wires),*])?;)
        } else {
            quote!(form.additional(&self.#name, &[#(#wires),*])?;)
        }
    }
}

fn write(field: &FieldPlan) -> TokenStream {
    let (name, wire) = (&field.name, literal::string(&field.wire));
    match field.presence {
        _ if field.ty.is_files() => quote!(form.files(#wire, &self.#name)?;),
        Presence::Required | Presence::Nullable => quote!(form.required(#wire, &self.#name)?;),
        Presence::Optional | Presence::OptionalValue => quote!(form.optional(#wire, &self.#name)?;),
        Presence::OptionalNullable => quote!(form.optional_nullable(#wire, &self.#name)?;),
    }
}

fn read(field: &FieldPlan) -> TokenStream {
    let (name, wire) = (&field.name, literal::string(&field.wire));
    match field.presence {
        _ if field.ty.is_files() => quote!(#name: form.files(#wire)?),
        Presence::Required => quote!(#name: form.required(#wire)?),
        Presence::Nullable | Presence::Optional => quote!(#name: form.optional(#wire)?),
        Presence::OptionalNullable => quote!(#name: form.optional_nullable(#wire)?),
        Presence::OptionalValue => quote!(#name: form.null_as_value(#wire)?),
    }
}

fn read_additional(plan: &AdditionalPlan) -> TokenStream {
    let name = &plan.name;
    if plan.ty.is_files() {
        quote!(#name: form.additional_files()?)
    } else {
        quote!(#name: form.additional()?)
    }
}

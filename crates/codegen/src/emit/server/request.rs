//! Requests: the deserialization of their parameters and bodies.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::validation::{Table, TableRef};
use crate::emit::encoding::Encodings;
use crate::emit::literal;
use crate::emit::media_type::media_type_arms;
use crate::emit::runtime_path::BY_SERDE;
use crate::emit::ty::Ty;
use crate::plan::model::body::{AlternativePlan, BodyKind};
use crate::plan::model::server::{Reading, RequestBodyPlan, RequestFieldPlan, ServerOperationPlan};
use crate::plan::model::validation::{Check, CheckKind};

/// Returns the statements of `read`, without its last expression.
pub(super) fn reads(operation: &ServerOperationPlan) -> TokenStream {
    let fields = operation.fields.iter().map(field);
    let check = (!operation.fields.is_empty()).then(|| quote!(input.check_parameters()?;));
    let body = operation.body.as_ref().map(body);
    quote!(#(#fields)* #check #body)
}

/// Returns the parameter of `read`.
pub(super) fn input(operation: &ServerOperationPlan) -> TokenStream {
    match (operation.fields.is_empty(), &operation.body) {
        (true, None) => quote!(_: &mut ::specwright_runtime::server::Input),
        _ => quote!(input: &mut ::specwright_runtime::server::Input),
    }
}

/// Returns the fields of the request struct, as initializers.
pub(super) fn values(operation: &ServerOperationPlan) -> TokenStream {
    let fields = operation.fields.iter().map(|field| {
        let name = &field.parameter.name;
        match field.reading {
            Reading::Optional => quote!(#name),
            Reading::Required | Reading::Defaulted(_) => quote!(#name: #name?),
        }
    });
    let body = operation
        .body
        .as_ref()
        .map(|body| body.name.to_token_stream());
    let fields = fields.chain(body);
    quote!(#(#fields),*)
}

/// A reference to a schema with the lifetime `'static`: to a constant or a static, which is created
/// once rather than for each request.
pub(super) struct StaticSchema<'a>(pub &'a Check);

impl ToTokens for StaticSchema<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let table = Table {
            check: self.0,
            in_schemas: false,
        };
        tokens.extend(match (&self.0.kind, self.0.nullable) {
            (CheckKind::Table(_), false) => TableRef(table).to_token_stream(),
            // A constant cannot contain a reference to the static of the table.
            (CheckKind::Table(_), true) => quote!({
                static SCHEMA: ::specwright_runtime::schema::Schema = #table;
                &SCHEMA
            }),
            _ => quote!(const { &#table }),
        });
    }
}

fn field(field: &RequestFieldPlan) -> TokenStream {
    let (name, wire, check) = (
        &field.parameter.name,
        &field.parameter.wire,
        StaticSchema(&field.check),
    );
    match &field.reading {
        Reading::Required => quote!(let #name = input.required(#wire, #check);),
        Reading::Optional => quote!(let #name = input.optional(#wire, #check);),
        Reading::Defaulted(default) => {
            let default = literal::string(default);
            quote!(let #name = input.defaulted(#wire, #check, #default);)
        }
    }
}

fn body(plan: &RequestBodyPlan) -> TokenStream {
    let (name, body) = (&plan.name, &plan.body);
    let reads = body.alternatives.iter().zip(&plan.checks);
    let reads = reads.map(|(alternative, check)| Read {
        alternative,
        check,
        required: body.required,
        is_only: body.alternatives.len() == 1,
    });
    let reads: Vec<Read<'_>> = reads.collect();
    if let [only] = reads.as_slice() {
        let (encodings, read) = (only.encodings(), only.read());
        return quote!(#encodings let #name = #read;);
    }
    let accepted = body.alternatives.iter().flat_map(|it| &it.accepted);
    let accepted = accepted.map(|media_type| literal::string(media_type));
    let ty = Ty::in_dependent(&body.ty);
    let arms = reads.iter().map(|read| {
        let accepted = read.alternative.accepted.iter().map(String::as_str);
        (accepted.collect(), read.expression(ty))
    });
    let arms = media_type_arms(arms.collect());
    quote!(let #name = match input.declared_media_type(&[#(#accepted),*]).await? { #arms };)
}

/// The deserialization of an alternative of the body.
#[derive(Clone, Copy)]
struct Read<'a> {
    alternative: &'a AlternativePlan,
    check: &'a Check,
    required: bool,
    /// Whether the body has no other alternative.
    is_only: bool,
}

impl Read<'_> {
    /// Returns the expression of the body, which is of type `ty` or an `Option` of it.
    fn expression(self, ty: Ty<'_>) -> TokenStream {
        let (encodings, read) = (self.encodings(), self.read());
        let value = match (&self.alternative.variant, self.required) {
            (None, _) => read,
            (Some(variant), true) => quote!(#ty::#variant(#read)),
            (Some(variant), false) => quote!(#read.map(#ty::#variant)),
        };
        match encodings {
            Some(encodings) => quote!({ #encodings #value }),
            None => value,
        }
    }

    /// Returns the expression of the body without its variant.
    fn read(self) -> TokenStream {
        let method = self.method();
        let is_wrapped = self.alternative.kind == BodyKind::Json && self.alternative.by_serde;
        match (is_wrapped, self.required) {
            (false, _) => quote!(input.#method.await?),
            (true, true) => quote!(input.#method.await?.into_inner()),
            (true, false) => quote!(input.#method.await?.map(#BY_SERDE::into_inner)),
        }
    }

    /// Returns the statement that sets the encodings of properties.
    fn encodings(self) -> Option<TokenStream> {
        (!self.alternative.encodings.is_empty()).then(|| {
            let encodings = Encodings(&self.alternative.encodings);
            quote!(input.encodings(#encodings);)
        })
    }

    /// Returns the call of the method of `input` that reads the body.
    fn method(self) -> TokenStream {
        let check = StaticSchema(self.check);
        let media_types = self.alternative.accepted.iter();
        let media_types = media_types.map(|media_type| literal::string(media_type));
        let media_types = quote!(#(#media_types),*);
        let ty = self.alternative.by_serde.then(|| quote!(::<#BY_SERDE<_>>));
        match (self.alternative.kind, self.required) {
            (BodyKind::Json, true) if self.alternative.accepts_json() => quote!(json #ty(#check)),
            (BodyKind::Json, false) if self.alternative.accepts_json() => {
                quote!(json_optional #ty(#check))
            }
            (BodyKind::Json, true) => quote!(json_as #ty(&[#media_types], #check)),
            (BodyKind::Json, false) => quote!(json_as_optional #ty(&[#media_types], #check)),
            (BodyKind::Form, true) => quote!(form(#check)),
            (BodyKind::Form, false) => quote!(form_optional(#check)),
            (BodyKind::Multipart, true) => quote!(multipart(#check)),
            (BodyKind::Multipart, false) => quote!(multipart_optional(#check)),
            (BodyKind::Parts, true) => quote!(parts(&[#media_types])),
            (BodyKind::Parts, false) => quote!(parts_optional(&[#media_types])),
            (BodyKind::Text | BodyKind::Scalar, true) => quote!(text(&[#media_types], #check)),
            (BodyKind::Text | BodyKind::Scalar, false) => {
                quote!(text_optional(&[#media_types], #check))
            }
            (BodyKind::Bytes, true) if self.is_only => quote!(byte_stream(#media_types)),
            (BodyKind::Bytes, false) if self.is_only => quote!(byte_stream_optional(#media_types)),
            (BodyKind::Bytes, true) => quote!(bytes(#media_types)),
            (BodyKind::Bytes, false) => quote!(bytes_optional(#media_types)),
            (BodyKind::Content, true) => quote!(content(&[#media_types])),
            (BodyKind::Content, false) => quote!(content_optional(&[#media_types])),
        }
    }
}

//! Responses: the types of results, and the decoding of responses.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use specwright_openapi::vocabulary::Status;

use crate::emit::ty::Ty;
use crate::names::TypeName;
use crate::plan::model::client::{ClientOperationPlan, Outcome};
use crate::plan::model::response::{Content, ResponsePlan};
use crate::plan::model::ty::RustType;

/// The type `Response<Body, Headers>` of a response.
pub(super) struct ResponseType<'a>(pub &'a ResponsePlan);

impl ToTokens for ResponseType<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let body = self.0.content.ty();
        let body = Ty::in_dependent(&body);
        tokens.extend(match &self.0.headers {
            Some(headers) => {
                quote!(::specwright_runtime::client::Response<#body, ::types::#headers>)
            }
            None => quote!(::specwright_runtime::client::Response<#body>),
        });
    }
}

/// Returns the type `Result<.., Error<..>>` of the result of an operation.
pub(super) fn result_type(operation: &ClientOperationPlan) -> TokenStream {
    let error = &operation.errors.name;
    let success = match &operation.outcome {
        Outcome::One(response) => ResponseType(response).to_token_stream(),
        Outcome::Several(several) => several.name.to_token_stream(),
        Outcome::Undeclared => {
            let bytes = Ty::in_dependent(&RustType::Bytes);
            quote!(::specwright_runtime::client::Response<#bytes>)
        }
    };
    quote!(Result<#success, ::specwright_runtime::client::Error<#error>>)
}

/// Returns the expression that creates the result from the local variable `response`.
pub(super) fn decode(operation: &ClientOperationPlan) -> TokenStream {
    let mut arms: Vec<(Status, TokenStream)> = Vec::new();
    match &operation.outcome {
        Outcome::One(response) => {
            let decoded = decoded(response);
            arms.push((response.status, quote!(Ok(#decoded))));
        }
        Outcome::Several(several) => arms.extend(several.responses.iter().map(|response| {
            let variant = variant(&several.name, response);
            (response.status, quote!(Ok(#variant)))
        })),
        Outcome::Undeclared => arms.push((Status::Range(2), quote!(Ok(response.bytes()?)))),
    }
    arms.extend(operation.errors.responses.iter().map(|response| {
        let variant = variant(&operation.errors.name, response);
        (
            response.status,
            quote!(Err(::specwright_runtime::client::Error::Api(#variant))),
        )
    }));
    // The order of the match arms: status codes, then ranges, then the default.
    arms.sort_by_key(|(status, _)| *status);
    if let [(Status::Default, only)] = arms.as_slice() {
        return only.clone();
    }
    if !arms.iter().any(|(status, _)| *status == Status::Default) {
        arms.push((
            Status::Default,
            quote!(Err(::specwright_runtime::client::Error::Unexpected(
                response
            ))),
        ));
    }
    let arms = arms.iter().map(|(status, result)| {
        let pattern = pattern(*status);
        quote!(#pattern => #result,)
    });
    quote! {
        match response.status().as_u16() { #(#arms)* }
    }
}

fn variant(name: &TypeName, response: &ResponsePlan) -> TokenStream {
    let variant = &response.variant;
    let decoded = decoded(response);
    quote!(#name::#variant(#decoded))
}

fn decoded(response: &ResponsePlan) -> TokenStream {
    match response.content {
        Content::Empty => quote!(response.empty()?),
        Content::Json { .. } => quote!(response.json()?),
        Content::Text {
            ty: RustType::String,
            ..
        } => quote!(response.text()?),
        Content::Text { .. } => quote!(response.scalar()?),
        Content::Bytes { .. } => quote!(response.bytes()?),
        Content::Open { .. } => quote!(response.content()?),
    }
}

fn pattern(status: Status) -> TokenStream {
    let code = |code: u16| proc_macro2::Literal::u16_unsuffixed(code);
    match status {
        Status::Code(status) => code(status).to_token_stream(),
        Status::Range(hundred) => {
            let (first, last) = (
                code(u16::from(hundred) * 100),
                code(u16::from(hundred) * 100 + 99),
            );
            quote!(#first..=#last)
        }
        Status::Default => quote!(_),
    }
}

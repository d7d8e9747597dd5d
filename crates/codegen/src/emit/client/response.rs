//! Responses: the types of results, and the decoding of responses.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use specwright_openapi::vocabulary::Status;

use crate::emit::literal;
use crate::emit::media_type::media_type_arms;
use crate::emit::runtime_path::BY_SERDE;
use crate::emit::status::statuses;
use crate::emit::ty::Ty;
use crate::names::TypeName;
use crate::plan::model::client::{ClientOperationPlan, Outcome};
use crate::plan::model::response::{Content, ResponsePlan};
use crate::plan::model::ty::RustType;

/// Returns the type `Response<Body, Headers>` of a response.
pub(super) fn response_type(response: &ResponsePlan) -> TokenStream {
    with_body(response, &response.content.ty())
}

/// Returns the type `Response<Body, Headers>` of a response whose body has a type.
pub(super) fn with_body(response: &ResponsePlan, body: &RustType) -> TokenStream {
    let body = Ty::in_dependent(body);
    match &response.headers {
        Some(headers) => {
            quote!(::specwright_runtime::client::Response<#body, ::types::#headers>)
        }
        None => quote!(::specwright_runtime::client::Response<#body>),
    }
}

/// Returns the type `Result<.., Error<..>>` of the result of an operation.
pub(super) fn result_type(operation: &ClientOperationPlan) -> TokenStream {
    let error = &operation.errors.name;
    let success = match &operation.outcome {
        Outcome::One(success) => response_type(&success.response),
        Outcome::Stream(stream) => response_type(&stream.response),
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
    let mut arms: Vec<(&[Status], TokenStream)> = Vec::new();
    match &operation.outcome {
        Outcome::One(success) => {
            let decoded = decoded(&success.response);
            arms.push((&success.statuses, quote!(Ok(#decoded))));
        }
        Outcome::Several(several) => arms.extend(several.responses.iter().map(|success| {
            let variant = variant(&several.name, &success.response);
            (success.statuses.as_slice(), quote!(Ok(#variant)))
        })),
        // `decode_failure` is called instead.
        Outcome::Stream(_) => {}
        Outcome::Undeclared => {
            arms.push((&[Status::Range(2)], quote!(Ok(response.bytes(&["*/*"])?))))
        }
    }
    arms.extend(errors(operation));
    match_status(arms)
}

/// Returns the expression that creates the result from the local variable `response`, given that of
/// the success.
pub(super) fn decode_with(
    operation: &ClientOperationPlan,
    statuses: &[Status],
    success: TokenStream,
) -> TokenStream {
    let success = std::iter::once((statuses, success));
    match_status(success.chain(errors(operation)).collect())
}

/// Returns the expression that creates the error from the local variable `response`, whose status
/// differs from those of the requested stream.
pub(super) fn decode_failure(operation: &ClientOperationPlan) -> TokenStream {
    let mut arms: Vec<(&[Status], TokenStream)> = errors(operation).collect();
    if arms.iter().any(|(statuses, _)| is_default(statuses)) {
        arms.push((&[Status::Range(2)], unexpected()));
    }
    match_status(arms)
}

/// Returns the match arms of the documented errors.
fn errors(operation: &ClientOperationPlan) -> impl Iterator<Item = (&[Status], TokenStream)> {
    operation.errors.responses.iter().map(|failure| {
        let variant = variant(&operation.errors.name, &failure.response);
        let error = quote!(Err(::specwright_runtime::client::Error::Api(#variant)));
        (failure.statuses.as_slice(), error)
    })
}

/// Returns the `match` of the status of the local variable `response`.
fn match_status(mut arms: Vec<(&[Status], TokenStream)>) -> TokenStream {
    // The order of the match arms: status codes, then ranges, then the default.
    arms.sort_by_key(|(statuses, _)| *statuses);
    if arms.is_empty() {
        return unexpected();
    }
    if !arms.iter().any(|(statuses, _)| is_default(statuses)) {
        arms.push((&[Status::Default], unexpected()));
    }
    let arms = arms.iter().map(|(statuses, result)| {
        let patterns = statuses.iter().map(|status| pattern(*status));
        quote!(#(#patterns)|* => #result,)
    });
    quote! {
        match response.status().as_u16() { #(#arms)* }
    }
}

fn is_default(statuses: &[Status]) -> bool {
    statuses.contains(&Status::Default)
}

fn unexpected() -> TokenStream {
    quote!(Err(::specwright_runtime::client::Error::Unexpected(
        response
    )))
}

fn variant(name: &TypeName, response: &ResponsePlan) -> TokenStream {
    let variant = &response.variant;
    let decoded = decoded(response);
    quote!(#name::#variant(#decoded))
}

/// Returns the expression that decodes the local variable `response`.
fn decoded(response: &ResponsePlan) -> TokenStream {
    let Content::Several { ty, alternatives } = &response.content else {
        return decoded_content(&response.content);
    };
    let ty = Ty::in_dependent(ty);
    let accepted = response.content.accepted();
    let media_types = accepted.iter().map(|it| literal::string(it));
    let arms = alternatives.iter().map(|alternative| {
        let decoded = decoded_content(&alternative.content);
        let decoded = match &alternative.variant {
            // A method call would need the type of the decoded body.
            Some(variant) => {
                quote!(::specwright_runtime::client::Response::map(#decoded, #ty::#variant))
            }
            None => decoded,
        };
        (alternative.content.accepted(), decoded)
    });
    let arms = media_type_arms(arms.collect());
    quote!(match response.declared_media_type(&[#(#media_types),*])? { #arms })
}

fn decoded_content(content: &Content) -> TokenStream {
    let accepted = content.accepted();
    let media_types = accepted
        .iter()
        .map(|media_type| literal::string(media_type));
    let media_types = quote!(&[#(#media_types),*]);
    match content {
        Content::Empty => quote!(response.empty()),
        Content::Json { by_serde: true, .. } => {
            let decoded = quote!(response.json_as(#media_types)?);
            quote!(::specwright_runtime::client::Response::map(#decoded, #BY_SERDE::into_inner))
        }
        Content::Json {
            is_default: true,
            media_type,
            ..
        } if accepted.contains(&media_type.as_str()) => quote!(response.json()?),
        Content::Json { .. } => quote!(response.json_as(#media_types)?),
        Content::Text {
            ty: RustType::String,
            ..
        } => quote!(response.text(#media_types)?),
        Content::Text { .. } => quote!(response.scalar(#media_types)?),
        Content::Bytes { .. } => quote!(response.bytes(#media_types)?),
        // An alternative has no alternatives of its own and is not a stream.
        Content::Open { .. } | Content::Stream { .. } | Content::Several { .. } => {
            quote!(response.content(#media_types)?)
        }
    }
}

fn pattern(status: Status) -> TokenStream {
    match status {
        Status::Default => quote!(_),
        status => statuses(status),
    }
}

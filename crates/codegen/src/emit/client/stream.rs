//! Methods that return streams.

use proc_macro2::TokenStream;
use quote::quote;

use super::response::{decode_failure, with_body};
use crate::emit::literal;
use crate::emit::status::range;
use crate::emit::stream::format;
use crate::plan::model::client::{ClientOperationPlan, StreamPlan};
use crate::plan::model::response::Content;
use crate::plan::model::ty::RustType;

/// Returns the type `Result<.., Error<..>>` of the method `stream`.
pub(super) fn result_type(operation: &ClientOperationPlan, stream: &StreamPlan) -> TokenStream {
    let error = &operation.errors.name;
    let response = &stream.response;
    let body = match response.content {
        Content::Stream { .. } => response.content.ty(),
        _ => RustType::ByteStream,
    };
    let response = with_body(response, &body);
    quote!(Result<#response, ::specwright_runtime::client::Error<#error>>)
}

/// Returns the statements that send the request and return the stream.
pub(super) fn send(operation: &ClientOperationPlan, stream: &StreamPlan) -> TokenStream {
    let content = &stream.response.content;
    let accept = literal::string(&stream.accept);
    let statuses = stream.statuses.iter().map(|status| range(*status));
    let media_types = content.accepted().into_iter().map(literal::string);
    let format = format(content);
    let set = stream.set.iter().map(|(name, value)| {
        let (name, value) = (literal::string(name), literal::string(value));
        quote!(call.set_body_property(#name, #value);)
    });
    let (start, call) = match stream.set.is_empty() {
        true => (TokenStream::new(), quote!(self.call)),
        false => (quote!(let mut call = self.call; #(#set)*), quote!(call)),
    };
    let streaming = quote!(::specwright_runtime::client::Streaming);
    let failure = decode_failure(operation);
    quote! {
        static STREAM: #streaming = #streaming {
            accept: #accept,
            statuses: &[#(#statuses),*],
            media_types: &[#(#media_types),*],
            format: #format,
        };
        #start
        #call.stream_as(&STREAM, |response| #failure)
    }
}

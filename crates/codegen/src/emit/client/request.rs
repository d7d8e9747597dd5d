//! Requests: the arguments of operations, and the creation of calls from them.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use specwright_openapi::vocabulary::ParameterLocation;

use crate::emit::encoding::Encodings;
use crate::emit::literal;
use crate::emit::runtime_path::BY_SERDE;
use crate::emit::ty::Ty;
use crate::plan::model::body::{AlternativePlan, BodyKind, BodyPlan};
use crate::plan::model::client::ClientOperationPlan;
use crate::plan::model::parameter::ParameterPlan;

/// Returns the type of an argument or setter.
pub(super) fn argument_type(parameter: &ParameterPlan) -> TokenStream {
    let ty = Ty::in_dependent(&parameter.ty);
    if parameter.into {
        quote!(impl Into<#ty>)
    } else {
        ty.to_token_stream()
    }
}

/// Returns the arguments of the method of an operation, without the receiver.
pub(super) fn arguments(operation: &ClientOperationPlan) -> TokenStream {
    let parameters = operation.arguments.iter().map(|argument| {
        let (name, ty) = (&argument.name, argument_type(argument));
        quote!(#name: #ty,)
    });
    let body = operation.required_body().map(|body| {
        let ty = body_type(body);
        quote!(body: #ty,)
    });
    quote!(#(#parameters)* #body)
}

/// Returns the type of the argument or setter of a body.
pub(super) fn body_type(body: &BodyPlan) -> TokenStream {
    let ty = body.signature_type();
    let ty = Ty::in_dependent(&ty);
    if body.into || body.is_stream() {
        quote!(impl Into<#ty>)
    } else {
        ty.to_token_stream()
    }
}

/// Returns the statements that create the call from the arguments.
pub(super) fn start(operation: &ClientOperationPlan) -> TokenStream {
    let (call, constant) = (&operation.call, &operation.common.constant);
    let sets = operation.arguments.iter().map(|argument| {
        let (name, wire) = (&argument.name, &argument.wire);
        let value = if argument.into {
            quote!(#name.into())
        } else {
            quote!(#name)
        };
        // Outside paths and headers, an empty array can look like a missing parameter.
        match wire.location {
            ParameterLocation::Path | ParameterLocation::Header => {
                quote!(call.set(#wire, &#value);)
            }
            _ => quote!(call.set_required(#wire, &#value);),
        }
    });
    let body = operation.required_body().map(set_body);
    let server = operation.server.as_ref().map(|server| {
        let server = literal::string(server);
        quote!(call.server(#server);)
    });
    if operation.argument_count() == 0 && server.is_none() {
        return quote!(#call { call: self.core.call(&#constant) });
    }
    quote! {
        let mut call = self.core.call(&#constant);
        #server
        #(#sets)*
        #body
        #call { call }
    }
}

/// Returns the statements that set the body of the local variable `call`.
pub(super) fn set_body(body: &BodyPlan) -> TokenStream {
    let ty = Ty::in_dependent(&body.ty);
    if body.choice.is_none() {
        let sent = body.sent().iter();
        if let ([only], true) = (body.sent(), body.is_stream()) {
            let media_type = media_type(only);
            return quote!(call.byte_stream(#media_type, body.into()););
        }
        let set = sent.map(|alternative| set_alternative(alternative, body.into));
        return quote!(#(#set)*);
    }
    let arms = body.sent().iter().map(|alternative| {
        let (variant, set) = (&alternative.variant, set_alternative(alternative, false));
        quote!(#ty::#variant(body) => { #set })
    });
    quote! {
        let body: #ty = body.into();
        match body { #(#arms)* }
    }
}

/// Returns the media type that is sent.
fn media_type(body: &AlternativePlan) -> TokenStream {
    let first = body.media_types.first();
    literal::string(first.map_or("", String::as_str)).to_token_stream()
}

/// Returns the statements that set the body to the local variable `body`, which is converted into
/// its type first if `into` is set.
fn set_alternative(body: &AlternativePlan, into: bool) -> TokenStream {
    let media_type = media_type(body);
    let encodings = (!body.encodings.is_empty()).then(|| {
        let encodings = Encodings(&body.encodings);
        quote!(call.encodings(#encodings);)
    });
    let value = if into {
        quote!(body.into())
    } else {
        quote!(body)
    };
    let converted = into.then(|| {
        let ty = Ty::in_dependent(&body.ty);
        quote!(let body: #ty = body.into();)
    });
    let set = match body.kind {
        BodyKind::Json if body.by_serde => quote!(call.json(&#BY_SERDE::new(&body));),
        BodyKind::Json => quote!(call.json(&body);),
        BodyKind::Form => quote!(#encodings call.form(&body);),
        BodyKind::Text => quote!(call.text(#value);),
        BodyKind::Scalar => quote!(#converted call.scalar(&body);),
        BodyKind::Multipart => quote!(#encodings call.multipart(&body);),
        BodyKind::Parts => quote!(call.parts(#media_type, body);),
        BodyKind::Bytes => quote!(call.bytes(#media_type, #value);),
        BodyKind::Content => quote!(call.content(body);),
    };
    let content_type = body.content_type.as_deref().map(|content_type| {
        let content_type = literal::string(content_type);
        quote!(call.content_type(#content_type);)
    });
    quote!(#set #content_type)
}

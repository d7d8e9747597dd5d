//! Requests: the arguments of operations, and the creation of calls from them.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use specwright_openapi::vocabulary::ParameterLocation;

use crate::emit::encoding::Encodings;
use crate::emit::literal;
use crate::emit::ty::Ty;
use crate::plan::model::body::{BodyKind, BodyPlan};
use crate::plan::model::client::ClientOperationPlan;
use crate::plan::model::parameter::ParameterPlan;
use crate::plan::model::ty::RustType;

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
    let body = operation.common.body.as_ref().map(|body| {
        let ty = Ty::in_dependent(&body.ty);
        match (body.required, body.into) {
            (true, true) => quote!(body: impl Into<#ty>,),
            (true, false) => quote!(body: #ty,),
            (false, _) => quote!(body: impl Into<Option<#ty>>,),
        }
    });
    quote!(#(#parameters)* #body)
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
    let body = operation.common.body.as_ref().map(body);
    if operation.argument_count() == 0 {
        return quote!(#call { call: self.core.call(&#constant) });
    }
    quote! {
        let mut call = self.core.call(&#constant);
        #(#sets)*
        #body
        #call { call }
    }
}

/// Returns the statement that sets the body of the call.
fn body(body: &BodyPlan) -> TokenStream {
    let media_type = literal::string(body.media_types.first().map_or("", String::as_str));
    let encodings = (!body.encodings.is_empty()).then(|| {
        let encodings = Encodings(&body.encodings);
        quote!(call.encodings(#encodings);)
    });
    let whole = if body.required && !body.into {
        quote!(body)
    } else {
        quote!(body.into())
    };
    let value = match (body.required, &body.ty) {
        // The runtime takes an optional value: a reference to the type itself would be ambiguous.
        (true, RustType::Option(_)) => quote!(Some(&body)),
        (true, _) => quote!(&body),
        (false, _) => quote!(body.into().as_ref()),
    };
    let converted = (body.required && body.into).then(|| {
        let ty = Ty::in_dependent(&body.ty);
        quote!(let body: #ty = body.into();)
    });
    let set = match body.kind {
        BodyKind::Json => quote!(call.json(#value);),
        BodyKind::Form => quote!(#encodings call.form(#value);),
        BodyKind::Text => quote!(call.text(#whole);),
        BodyKind::Scalar => quote!(#converted call.scalar(#value);),
        BodyKind::Multipart => quote!(#encodings call.multipart(#value);),
        BodyKind::Parts => quote!(call.parts(#media_type, #whole);),
        BodyKind::Bytes => quote!(call.bytes(#media_type, #whole);),
        BodyKind::Content => quote!(call.content(#whole);),
    };
    let content_type = body.content_type.as_deref().map(|content_type| {
        let content_type = literal::string(content_type);
        quote!(call.content_type(#content_type);)
    });
    quote!(#set #content_type)
}

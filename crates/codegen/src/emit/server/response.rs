//! Responses: the fields of their variants, and their conversion to replies.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use specwright_openapi::vocabulary::Status;

use super::status;
use crate::emit::docs::DocComments;
use crate::emit::literal;
use crate::emit::runtime_path::BY_SERDE;
use crate::emit::status::{range, statuses};
use crate::emit::stream::event_data;
use crate::emit::ty::Ty;
use crate::plan::model::docs::{Docs, Inline};
use crate::plan::model::response::{Content, ResponsePlan, StreamFormat};
use crate::plan::model::server::ServerOperationPlan;
use crate::plan::model::ty::RustType;

/// Returns the fields of the variant of a response, in braces, or no tokens without fields.
pub(super) fn fields(response: &ResponsePlan) -> TokenStream {
    let status = is_open(response.status).then(|| {
        let docs = Docs::own("The status code.");
        let docs = DocComments::outer(&docs);
        quote!(#docs status: ::specwright_runtime::http::StatusCode,)
    });
    let headers = response.headers.as_ref().map(|headers| {
        let docs = Docs::own("The response headers.");
        let docs = DocComments::outer(&docs);
        quote!(#docs headers: ::types::#headers,)
    });
    let body = has_body(response).then(|| {
        let docs = body_docs(&response.content.media_types());
        let (docs, ty) = (DocComments::outer(&docs), response.sent_type());
        let ty = Ty::in_dependent(&ty);
        quote!(#docs body: #ty,)
    });
    let fields = quote!(#status #headers #body);
    if fields.is_empty() {
        fields
    } else {
        quote!({ #fields })
    }
}

/// Returns the documentation of a body, with its possible media types.
fn body_docs(media_types: &[&str]) -> Docs {
    let mut line = vec![Inline::Own("The body, as ")];
    for (index, media_type) in media_types.iter().enumerate() {
        match index {
            0 => {}
            _ if index + 1 == media_types.len() => line.push(Inline::Own(" or ")),
            _ => line.push(Inline::Own(", ")),
        }
        line.push(Inline::code(*media_type));
    }
    line.push(Inline::Own("."));
    Docs::line(line)
}

fn has_body(response: &ResponsePlan) -> bool {
    response.content != Content::Empty
}

/// Returns the match arms that convert each variant to a reply.
pub(super) fn replies(operation: &ServerOperationPlan) -> TokenStream {
    let name = &operation.response;
    let arms = operation.common.responses.iter().map(|response| {
        let (variant, reply) = (&response.variant, reply(response));
        let fields: Vec<&str> = names(response);
        let fields: Vec<Ident> = fields
            .into_iter()
            .map(|name| Ident::new(name, Span::call_site()))
            .collect();
        let pattern = if fields.is_empty() {
            quote!(#name::#variant)
        } else {
            quote!(#name::#variant { #(#fields),* })
        };
        quote!(#pattern => #reply,)
    });
    quote!(#(#arms)*)
}

fn names(response: &ResponsePlan) -> Vec<&'static str> {
    let status = is_open(response.status).then_some("status");
    let headers = response.headers.is_some().then_some("headers");
    let body = has_body(response).then_some("body");
    [status, headers, body].into_iter().flatten().collect()
}

fn reply(response: &ResponsePlan) -> TokenStream {
    let start = match response.status {
        Status::Code(code) => {
            let status = status::expression(code);
            quote!(new(#status))
        }
        covered => {
            let covered = statuses(covered);
            let exceptions = response.exceptions.iter().copied().map(range);
            quote!(covering(status, #covered, &[#(#exceptions),*]))
        }
    };
    let headers = response
        .headers
        .as_ref()
        .map(|_| quote!(.headers(&headers)));
    let reply = quote!(::specwright_runtime::server::Reply::#start #headers);
    let Content::Several { ty, alternatives } = &response.content else {
        let body = match &response.content {
            Content::Bytes { media_type } => {
                let media_type = literal::string(media_type);
                Some(quote!(.byte_stream(#media_type, body)))
            }
            content => body(content, true),
        };
        return quote!(#reply #body);
    };
    let is_choice = alternatives.iter().any(|it| it.variant.is_some());
    if !is_choice {
        // The last representation consumes the value.
        let last = alternatives.len().saturating_sub(1);
        let bodies = alternatives.iter().enumerate();
        let bodies = bodies.map(|(index, it)| body(&it.content, index == last));
        return quote!(#reply #(#bodies)*);
    }
    let ty = Ty::in_dependent(ty);
    let arms = alternatives.iter().map(|alternative| {
        let (variant, body) = (&alternative.variant, body(&alternative.content, true));
        quote!(#ty::#variant(body) => reply #body,)
    });
    quote!({
        let reply = #reply;
        match body { #(#arms)* }
    })
}

/// Returns the call that adds the local variable `body` to a reply. `is_last` is false if `body` is
/// used again.
fn body(content: &Content, is_last: bool) -> Option<TokenStream> {
    let owned = match is_last {
        true => quote!(body),
        false => quote!(body.clone()),
    };
    let media_types = content.media_types();
    let media_type = literal::string(media_types.first().copied().unwrap_or_default());
    Some(match content {
        // An alternative has no alternatives of its own.
        Content::Empty | Content::Several { .. } => return None,
        Content::Json {
            is_default,
            by_serde,
            ..
        } => {
            let body = match by_serde {
                true => quote!(&#BY_SERDE::new(&body)),
                false => quote!(&body),
            };
            match is_default {
                true => quote!(.json(#body)),
                false => quote!(.json_as(#media_type, #body)),
            }
        }
        Content::Text {
            ty: RustType::String,
            ..
        } => quote!(.text(#media_type, #owned)),
        Content::Text { .. } => quote!(.scalar(#media_type, &body)),
        Content::Bytes { .. } => quote!(.bytes(#media_type, #owned)),
        Content::Open { .. } => quote!(.content(#owned)),
        Content::Stream { format, .. } => match format {
            StreamFormat::Events(data) => {
                let data = event_data(*data);
                quote!(.events(#media_type, #data, body))
            }
            StreamFormat::Lines => quote!(.lines(#media_type, body)),
            StreamFormat::Records => quote!(.records(#media_type, body)),
        },
    })
}

/// Returns whether the service decides the status code.
fn is_open(status: Status) -> bool {
    !matches!(status, Status::Code(_))
}

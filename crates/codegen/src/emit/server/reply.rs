//! How a response is written.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::emit::{DocComments, Ty, literal};
use crate::plan::model::docs::{Docs, Inline};
use crate::plan::model::response::{Content, ResponsePlan};
use crate::plan::model::server::ServerOperationPlan;
use crate::plan::model::ty::RustType;
use specwright_openapi::Status;

/// The fields of a variant, in braces; nothing for one without any.
pub(super) fn fields(response: &ResponsePlan) -> TokenStream {
    let status = is_open(response.status).then(|| {
        let docs = Docs::own("The status.");
        let docs = DocComments::outer(&docs);
        quote!(#docs status: StatusCode,)
    });
    let headers = response.headers.as_ref().map(|headers| {
        let docs = Docs::own("The header fields.");
        let docs = DocComments::outer(&docs);
        quote!(#docs headers: types::#headers,)
    });
    let body = has_body(response).then(|| {
        let docs = body_docs(response.content.media_types());
        let (docs, ty) = (DocComments::outer(&docs), response.content.ty());
        let ty = Ty::types(&ty);
        quote!(#docs body: #ty,)
    });
    let fields = quote!(#status #headers #body);
    if fields.is_empty() {
        fields
    } else {
        quote!({ #fields })
    }
}

/// Which media types the body has: one, or one of several.
fn body_docs(media_types: &[String]) -> Docs {
    let mut line = vec![Inline::Own("The body, ")];
    for (index, media_type) in media_types.iter().enumerate() {
        match index {
            0 => {}
            _ if index + 1 == media_types.len() => line.push(Inline::Own(" or ")),
            _ => line.push(Inline::Own(", ")),
        }
        line.push(Inline::code(media_type));
    }
    line.push(Inline::Own("."));
    Docs::line(line)
}

fn has_body(response: &ResponsePlan) -> bool {
    response.content != Content::Empty
}

/// The arms that make a reply of each variant.
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
    let status = match response.status {
        Status::Code(code) => status(code),
        Status::Range(_) | Status::Default => quote!(status),
    };
    let headers = response
        .headers
        .as_ref()
        .map(|_| quote!(.headers(&headers)));
    let body = match &response.content {
        Content::Empty => None,
        Content::Json { media_type, .. } if media_type == "application/json" => {
            Some(quote!(.json(&body)))
        }
        Content::Json { media_type, .. } => {
            let media_type = literal::string(media_type);
            Some(quote!(.json_as(#media_type, &body)))
        }
        Content::Text {
            media_type,
            ty: RustType::String,
        } => {
            let media_type = literal::string(media_type);
            Some(quote!(.text(#media_type, body)))
        }
        Content::Text { media_type, .. } => {
            let media_type = literal::string(media_type);
            Some(quote!(.scalar(#media_type, &body)))
        }
        Content::Bytes { media_type } => {
            let media_type = literal::string(media_type);
            Some(quote!(.bytes(#media_type, body)))
        }
        Content::Open { .. } => Some(quote!(.content(body))),
    };
    quote!(Reply::new(#status) #headers #body)
}

/// Whether the status is a matter of the service.
fn is_open(status: Status) -> bool {
    !matches!(status, Status::Code(_))
}

/// A status as a constant.
fn status(code: u16) -> TokenStream {
    match constant(code) {
        Some(name) => {
            let name = Ident::new(name, Span::call_site());
            quote!(StatusCode::#name)
        }
        None => {
            let code = proc_macro2::Literal::u16_unsuffixed(code);
            quote!(specwright_runtime::server::status(#code))
        }
    }
}

/// The constant that the crate `http` has for a status.
pub(super) fn constant(code: u16) -> Option<&'static str> {
    Some(match code {
        100 => "CONTINUE",
        101 => "SWITCHING_PROTOCOLS",
        102 => "PROCESSING",
        103 => "EARLY_HINTS",
        200 => "OK",
        201 => "CREATED",
        202 => "ACCEPTED",
        203 => "NON_AUTHORITATIVE_INFORMATION",
        204 => "NO_CONTENT",
        205 => "RESET_CONTENT",
        206 => "PARTIAL_CONTENT",
        207 => "MULTI_STATUS",
        208 => "ALREADY_REPORTED",
        226 => "IM_USED",
        300 => "MULTIPLE_CHOICES",
        301 => "MOVED_PERMANENTLY",
        302 => "FOUND",
        303 => "SEE_OTHER",
        304 => "NOT_MODIFIED",
        305 => "USE_PROXY",
        307 => "TEMPORARY_REDIRECT",
        308 => "PERMANENT_REDIRECT",
        400 => "BAD_REQUEST",
        401 => "UNAUTHORIZED",
        402 => "PAYMENT_REQUIRED",
        403 => "FORBIDDEN",
        404 => "NOT_FOUND",
        405 => "METHOD_NOT_ALLOWED",
        406 => "NOT_ACCEPTABLE",
        407 => "PROXY_AUTHENTICATION_REQUIRED",
        408 => "REQUEST_TIMEOUT",
        409 => "CONFLICT",
        410 => "GONE",
        411 => "LENGTH_REQUIRED",
        412 => "PRECONDITION_FAILED",
        413 => "PAYLOAD_TOO_LARGE",
        414 => "URI_TOO_LONG",
        415 => "UNSUPPORTED_MEDIA_TYPE",
        416 => "RANGE_NOT_SATISFIABLE",
        417 => "EXPECTATION_FAILED",
        418 => "IM_A_TEAPOT",
        421 => "MISDIRECTED_REQUEST",
        422 => "UNPROCESSABLE_ENTITY",
        423 => "LOCKED",
        424 => "FAILED_DEPENDENCY",
        425 => "TOO_EARLY",
        426 => "UPGRADE_REQUIRED",
        428 => "PRECONDITION_REQUIRED",
        429 => "TOO_MANY_REQUESTS",
        431 => "REQUEST_HEADER_FIELDS_TOO_LARGE",
        451 => "UNAVAILABLE_FOR_LEGAL_REASONS",
        500 => "INTERNAL_SERVER_ERROR",
        501 => "NOT_IMPLEMENTED",
        502 => "BAD_GATEWAY",
        503 => "SERVICE_UNAVAILABLE",
        504 => "GATEWAY_TIMEOUT",
        505 => "HTTP_VERSION_NOT_SUPPORTED",
        506 => "VARIANT_ALSO_NEGOTIATES",
        507 => "INSUFFICIENT_STORAGE",
        508 => "LOOP_DETECTED",
        510 => "NOT_EXTENDED",
        511 => "NETWORK_AUTHENTICATION_REQUIRED",
        _ => return None,
    })
}

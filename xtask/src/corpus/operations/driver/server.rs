//! The server's half of a driver: a service that records requests and returns prepared responses.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use specwright::codegen::plan::model::Plan;
use specwright::codegen::plan::model::response::{Content, ResponsePlan};
use specwright::codegen::plan::model::security::Authentication;
use specwright::codegen::plan::model::server::{Reading, RequestBodyPlan, RequestFieldPlan};
use specwright::openapi::vocabulary::Status;

use super::value::{BODY, header};
use super::{OperationPair, pairs};

/// Returns the service with all traits of the server.
pub fn service(plan: &Plan) -> TokenStream {
    let pairs = pairs(plan);
    let replies = pairs.iter().map(|pair| reply(*pair));
    let traits = plan.server.groups.iter().map(|group| {
        let (module, name) = (&group.module, &group.name);
        let own = pairs.iter().filter(|pair| pair.server_group.name == *name);
        let methods = own.map(|pair| method(*pair));
        quote! {
            impl server::#module::#name for Recorder {
                #(#methods)*
            }
        }
    });
    quote! {
        /// The service, which records requests and returns the responses of the cases.
        struct Recorder {
            trip: Trip,
        }

        impl Service for Recorder {
            type Principal = ();

            // Random values can be larger than the default limits.
            fn limits(&self, _: &'static Operation) -> Limits {
                Limits { bytes: 1 << 28, parts: 1 << 16 }
            }

            fn render(&self, rejection: &Rejection, _: &Incoming<()>) -> Response {
                self.trip.rejected(rejection);
                rejection.to_problem()
            }
        }

        #(#traits)*
        #(#replies)*
    }
}

/// Returns the name of the function that makes a response.
fn function(pair: OperationPair<'_>) -> Ident {
    let name = format!("reply_{}", pair.server.common.index);
    Ident::new(&name, Span::call_site())
}

/// Returns the method of the trait, which records the request.
fn method(pair: OperationPair<'_>) -> TokenStream {
    let (module, reply) = (&pair.server_group.module, function(pair));
    let (request, response) = (&pair.server.request, &pair.server.response);
    let (name, key) = (&pair.server.common.function, pair.key());
    let principal = match pair.server.access.authentication() {
        Authentication::Optional => quote!(Option<()>),
        Authentication::None | Authentication::Required => quote!(()),
    };
    let fields = pair.server.fields.iter().map(|it| field(pair, it));
    let body = pair.server.body.as_ref();
    let is_stream = body.is_some_and(|body| body.body.is_stream());
    let body = body.map(|plan| body_note(pair, plan));
    if is_stream {
        return quote! {
            async fn #name(
                &self,
                _: Context<#principal>,
                request: server::#module::#request,
            ) -> Result<server::#module::#response, Failure> {
                self.trip.arrived(#key);
                #(#fields)*
                #body
                self.trip.reply(#reply(&self.trip))
            }
        };
    }
    quote! {
        fn #name(
            &self,
            _: Context<#principal>,
            request: server::#module::#request,
        ) -> impl Future<Output = Result<server::#module::#response, Failure>> + Send {
            self.trip.arrived(#key);
            #(#fields)*
            #body
            let _ = request;
            ready(self.trip.reply(#reply(&self.trip)))
        }
    }
}

/// Returns the statements that record the body.
fn body_note(pair: OperationPair<'_>, plan: &RequestBodyPlan) -> TokenStream {
    let (name, codec) = (&plan.name, pair.codec(&plan.body.ty));
    match (plan.body.is_stream(), plan.body.required) {
        (true, true) => quote! {
            let body = request.#name.bytes(usize::MAX).await?;
            self.trip.note(Side::Received, #BODY, &body, #codec);
        },
        (true, false) => quote! {
            let body = match request.#name {
                Some(body) => Some(body.bytes(usize::MAX).await?),
                None => None,
            };
            self.trip.note_optional(Side::Received, #BODY, body.as_ref(), #codec);
        },
        (false, true) => {
            quote!(self.trip.note(Side::Received, #BODY, &request.#name, #codec);)
        }
        (false, false) => {
            quote!(self.trip.note_optional(Side::Received, #BODY, request.#name.as_ref(), #codec);)
        }
    }
}

/// Returns the statement that records a parameter.
fn field(pair: OperationPair<'_>, field: &RequestFieldPlan) -> TokenStream {
    let parameter = &field.parameter;
    let (name, label, codec) = (
        &parameter.name,
        parameter.name.as_str(),
        pair.codec(&parameter.ty),
    );
    match field.reading {
        Reading::Required | Reading::Defaulted(_) => {
            quote!(self.trip.note(Side::Received, #label, &request.#name, #codec);)
        }
        Reading::Optional => {
            quote!(self.trip.note_optional(Side::Received, #label, request.#name.as_ref(), #codec);)
        }
    }
}

/// Returns the function that makes the response of a case.
fn reply(pair: OperationPair<'_>) -> TokenStream {
    let (name, module, response) = (
        function(pair),
        &pair.server_group.module,
        &pair.server.response,
    );
    let responses = pair.server.common.responses.iter().enumerate();
    let arms = responses.map(|(position, plan)| {
        let (position, variant, fields) = (position as u64, &plan.variant, fields(pair, plan));
        quote!(#position => server::#module::#response::#variant #fields,)
    });
    quote! {
        fn #name(trip: &Trip) -> Result<server::#module::#response, Stop> {
            Ok(match trip.position() {
                #(#arms)*
                _ => return Err(Stop::response()),
            })
        }
    }
}

/// Returns the fields of the variant of a response, in braces, or no tokens without fields.
fn fields(pair: OperationPair<'_>, response: &ResponsePlan) -> TokenStream {
    let status =
        (!matches!(response.status, Status::Code(_))).then(|| quote!(status: trip.status(),));
    let headers = pair.headers(response).map(|headers| {
        let name = &headers.path;
        let fields = headers.fields.iter().map(|field| {
            let (name, label, codec) =
                (&field.name, header(&field.wire.name), pair.codec(&field.ty));
            let make = match field.required {
                true => quote!(make),
                false => quote!(make_optional),
            };
            quote!(#name: trip.#make(Side::Returned, #label, #codec)?)
        });
        quote!(headers: types::#name { #(#fields,)* },)
    });
    let body = (response.content != Content::Empty).then(|| {
        if response.is_stream() {
            return quote! {
                body: driver::stream(trip.make(Side::Returned, #BODY, driver::json())?),
            };
        }
        let codec = pair.codec(&response.content.ty());
        let into = matches!(response.content, Content::Bytes { .. }).then(|| quote!(.into()));
        quote!(body: trip.make(Side::Returned, #BODY, #codec)? #into,)
    });
    let fields = quote!(#status #headers #body);
    if fields.is_empty() {
        fields
    } else {
        quote!({ #fields })
    }
}

//! The client's half of a driver: a function for each operation.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use specwright::codegen::emit::ty::Ty;
use specwright::codegen::names::TypeName;
use specwright::codegen::plan::model::Plan;
use specwright::codegen::plan::model::client::{DecodedResponse, Outcome, StreamPlan};
use specwright::codegen::plan::model::response::{Content, ResponsePlan};
use specwright::codegen::plan::model::security::{CredentialKind, SchemePlan};
use specwright::codegen::plan::model::ty::RustType;
use specwright::openapi::vocabulary::Status;

use super::OperationPair;
use super::value::{BODY, header};

/// Returns the struct of the connected client, and the function that connects it.
pub fn connect(plan: &Plan) -> TokenStream {
    let schemes = plan.client.schemes.iter().filter(|scheme| !scheme.excluded);
    let credentials = schemes.filter_map(credential);
    let mut operations = plan
        .client
        .groups
        .iter()
        .flat_map(|group| &group.operations);
    let has_servers = operations.any(|it| it.server.is_some());
    let server = match has_servers {
        true => quote!(server_for_all),
        false => quote!(server),
    };
    let verifier = plan.server.secured.then(|| quote!(, AnyCredential));
    quote! {
        /// The client, connected to the server.
        struct Connected {
            client: client::Client,
            trip: Trip,
        }

        /// Connects a client to the server.
        ///
        /// # Errors
        /// If there is no connection, or the client cannot be built.
        pub fn open(connect: Connect<'_>) -> Result<Box<dyn Document>, String> {
            let trip = Trip::default();
            let router = server::router(Recorder { trip: trip.clone() } #verifier);
            let connection = connect(router)?;
            let client = client::Client::builder()
                .#server(connection.base_url)
                #(#credentials)*
                .retry(RetryPolicy::none())
                .transport(connection.transport)
                .build()
                .map_err(|error| error.to_string())?;
            Ok(Box::new(Connected { client, trip }))
        }
    }
}

fn credential(scheme: &SchemePlan) -> Option<TokenStream> {
    let setter = &scheme.setter;
    Some(match &scheme.kind {
        CredentialKind::ApiKey { .. } => quote!(.#setter(KEY)),
        CredentialKind::Bearer => quote!(.#setter(TOKEN)),
        CredentialKind::Basic => quote!(.#setter(USER, PASSWORD)),
        CredentialKind::Http { scheme } => {
            let before = format!("{scheme} ");
            quote!(.#setter([#before, TOKEN].concat()))
        }
        CredentialKind::MutualTls => return None,
    })
}

/// Returns the name of the function that calls an operation.
pub fn function(pair: OperationPair<'_>) -> Ident {
    let name = format!("send_{}", pair.client.common.index);
    Ident::new(&name, Span::call_site())
}

/// Returns the function that calls an operation and records its result.
pub fn call(pair: OperationPair<'_>) -> TokenStream {
    let (name, method) = (function(pair), &pair.client.common.function);
    let mut lets = Vec::new();
    let mut arguments = Vec::new();
    for (position, argument) in pair.client.arguments.iter().enumerate() {
        let local = Ident::new(&format!("argument_{position}"), Span::call_site());
        let (name, ty, codec) = (
            argument.name.as_str(),
            &argument.ty,
            pair.codec(&argument.ty),
        );
        let ty = Ty::in_dependent(ty);
        lets.push(quote!(let #local = trip.make::<#ty>(Side::Sent, #name, #codec)?;));
        arguments.push(local);
    }
    if let Some(body) = pair.client.required_body() {
        let local = Ident::new("body", Span::call_site());
        let (ty, codec) = (Ty::in_dependent(&body.ty), pair.codec(&body.ty));
        lets.push(quote!(let #local = trip.make::<#ty>(Side::Sent, #BODY, #codec)?;));
        arguments.push(local);
    }
    let setters = pair.client.setters.iter().map(|setter| {
        let (method, name) = (&setter.name, setter.name.as_str());
        set(pair, &method.to_token_stream(), name, &setter.ty)
    });
    let mut setters: Vec<TokenStream> = setters.collect();
    let body = pair.client.optional_body();
    setters.extend(body.map(|body| set(pair, &quote!(body), BODY, &body.ty)));
    let mutable = (!setters.is_empty()).then(|| quote!(mut));
    let outcome = outcome(pair);
    let stream = stream(pair);
    quote! {
        fn #name(client: client::Client, trip: Trip) -> Exchange {
            Box::pin(async move {
                #(#lets)*
                let #mutable call = client.#method(#(#arguments),*);
                #(#setters)*
                #stream
                match call.send().await { #outcome }
                Ok(())
            })
        }
    }
}

/// Returns the statement that calls a setter if the case has a value.
fn set(pair: OperationPair<'_>, method: &TokenStream, name: &str, ty: &RustType) -> TokenStream {
    let (codec, ty) = (pair.codec(ty), Ty::in_dependent(ty));
    quote! {
        if let Some(value) = trip.make_optional::<#ty>(Side::Sent, #name, #codec)? {
            call = call.#method(value);
        }
    }
}

/// Returns the statements that request the stream if the server responds with it.
fn stream(pair: OperationPair<'_>) -> Option<TokenStream> {
    let stream = &pair.client.stream.as_ref()?.stream;
    let response = &stream.response;
    let all = pair.client.common.responses.iter().enumerate();
    let streams = all.filter(|(_, other)| other.is_same_stream(response));
    let positions: Vec<u64> = streams.map(|(position, _)| position as u64).collect();
    if positions.is_empty() {
        return None;
    }
    let note = note_stream(pair, stream);
    let errors = errors(pair);
    Some(quote! {
        if [#(#positions),*].contains(&trip.position()) {
            match call.stream().await {
                Ok(response) => { #note }
                #errors
            }
            return Ok(());
        }
    })
}

/// Returns the match arms that record the result of a call.
fn outcome(pair: OperationPair<'_>) -> TokenStream {
    let success = match &pair.client.outcome {
        Outcome::Stream(stream) => {
            let note = note_stream(pair, stream);
            quote!(Ok(response) => { #note })
        }
        Outcome::One(success) => {
            let note = note(pair, &success.response);
            quote!(Ok(response) => { #note })
        }
        Outcome::Several(several) => {
            let arms = variants(pair, &several.name, &several.responses);
            quote!(Ok(response) => match response { #arms },)
        }
        Outcome::Undeclared => quote! {
            Ok(response) => {
                trip.got(None, response.status());
                trip.note(Side::Got, #BODY, response.body(), driver::bytes());
            }
        },
    };
    let errors = errors(pair);
    quote!(#success #errors)
}

/// Returns the match arms that record the errors of a call.
fn errors(pair: OperationPair<'_>) -> TokenStream {
    let module = &pair.client_group.module;
    let errors = &pair.client.errors;
    let documented = (!errors.responses.is_empty()).then(|| {
        let arms = variants(pair, &errors.name, &errors.responses);
        quote!(Err(Error::Api(response)) => match response { #arms },)
    });
    let error = &errors.name;
    quote! {
        #documented
        Err(error) => return Err(driver::failure::<client::#module::#error>(error)),
    }
}

fn variants(
    pair: OperationPair<'_>,
    name: &TypeName,
    responses: &[DecodedResponse],
) -> TokenStream {
    let module = &pair.client_group.module;
    let arms = responses.iter().map(|DecodedResponse { response, .. }| {
        let (variant, note) = (&response.variant, note(pair, response));
        quote!(client::#module::#name::#variant(response) => { #note })
    });
    quote! {
        #(#arms)*
        _ => return Err(Stop::response()),
    }
}

/// Returns the position of a response among those of the operation.
fn position(pair: OperationPair<'_>, response: &ResponsePlan) -> Option<usize> {
    let mut all = pair.client.common.responses.iter();
    all.position(|other| other.label == response.label && other.is_stream() == response.is_stream())
}

/// Returns the statements that record a stream, or another response that the client returns as a
/// stream: the same stream with another status, or a response without content.
fn note_stream(pair: OperationPair<'_>, stream: &StreamPlan) -> TokenStream {
    let first = note(pair, &stream.response);
    let all = pair.client.common.responses.iter();
    let others = all.filter(|other| other.status != stream.response.status);
    let others = others.filter_map(|response| {
        let is_read = stream.statuses.contains(&response.status)
            && (response.is_stream() || response.content == Content::Empty);
        let Status::Code(code) = response.status else {
            return None;
        };
        let note = match response.is_stream() {
            true => note(pair, response),
            false => got(pair, response),
        };
        is_read.then(|| quote!(#code => { #note }))
    });
    let others: Vec<TokenStream> = others.collect();
    if others.is_empty() {
        return first;
    }
    quote!(match response.status().as_u16() { #(#others)* _ => { #first } })
}

/// Returns the statement that records which response was received.
fn got(pair: OperationPair<'_>, response: &ResponsePlan) -> TokenStream {
    // The client decodes an empty response of a range as one that the document does not declare.
    let position = match position(pair, response) {
        Some(position) => {
            let position = position as u64;
            quote!(Some(#position))
        }
        None => quote!(None),
    };
    quote!(trip.got(#position, response.status());)
}

/// Returns the statements that record the parts of a response.
fn note(pair: OperationPair<'_>, response: &ResponsePlan) -> TokenStream {
    let got = got(pair, response);
    let body = (response.content != Content::Empty).then(|| {
        if response.is_stream() {
            return quote! {
                let items = driver::items(response.into_body()).await?;
                trip.note(Side::Got, #BODY, &items, driver::json());
            };
        }
        let codec = pair.codec(&response.content.ty());
        quote!(trip.note(Side::Got, #BODY, response.body(), #codec);)
    });
    let headers = pair.headers(response).map(|headers| {
        let notes = headers.fields.iter().map(|field| {
            let (name, label) = (&field.name, header(&field.wire.name));
            let codec = pair.codec(&field.ty);
            if field.required {
                quote!(trip.note(Side::Got, #label, &headers.#name, #codec);)
            } else {
                quote!(trip.note_optional(Side::Got, #label, headers.#name.as_ref(), #codec);)
            }
        });
        quote! {
            let headers = response.headers().map_err(Stop::headers)?;
            #(#notes)*
        }
    });
    quote! {
        #got
        #headers
        #body
    }
}

//! URLs of servers.

use minijinja::{Value, context};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use crate::emit::docs::DocComments;
use crate::emit::job::Printer;
use crate::emit::literal;
use crate::error::GenerateError;
use crate::plan::model::docs::Docs;
use crate::plan::model::server_url::{DefaultServer, UrlFunctionPlan, UrlPart};
use crate::template::Slots;

/// Returns the module `servers`.
pub(super) fn file(printer: Printer<'_>) -> Result<TokenStream, GenerateError> {
    let plan = &printer.plan.client.servers;
    let mut slots = Slots::new();
    let mut servers = Vec::new();
    for server in &plan.servers {
        let function = server
            .function
            .as_ref()
            .map(|function| url_function(function, &mut slots));
        servers.push(context! {
            docs => slots.add(DocComments::outer(&server.docs)),
            constant => slots.add(&server.constant),
            url => slots.add(literal::string(&server.url)),
            function,
        });
    }
    let (docs, value) = match &plan.default {
        DefaultServer::First(constant) => (
            "The default server: the first one in the API description with an absolute URL.",
            constant.to_token_stream(),
        ),
        DefaultServer::Configured(constant) => ("The default server.", constant.to_token_stream()),
        DefaultServer::BaseUrl(address) => (
            "The default base URL.",
            literal::string(address).to_token_stream(),
        ),
        DefaultServer::None => (
            "Empty, because the API description lists no absolute server URL. Set one with [`ClientBuilder::server`](crate::ClientBuilder::server).",
            quote!(""),
        ),
    };
    let docs = Docs::own(docs);
    let default =
        context! { docs => slots.add(DocComments::outer(&docs)), value => slots.add(value) };
    Ok(printer.templates.rust(
        "client/servers.rs.j2",
        &slots,
        context! { servers, default },
    )?)
}

fn url_function(plan: &UrlFunctionPlan, slots: &mut Slots) -> Value {
    let arguments = &plan.arguments;
    let parts = plan.parts.iter().map(|part| match part {
        UrlPart::Literal(text) => literal::string(text).to_token_stream(),
        UrlPart::Argument(index) => arguments
            .get(*index)
            .map(ToTokens::to_token_stream)
            .unwrap_or_default(),
    });
    context! {
        docs => slots.add(DocComments::outer(&plan.docs)),
        name => slots.add(&plan.name),
        arguments => slots.add(quote!(#(#arguments: &str),*)),
        parts => slots.add(quote!(#(#parts),*)),
    }
}

//! The source of the driver of a document: a crate that calls every operation of the generated
//! client, and implements the traits of the generated server. It records the values at both ends
//! with the crate in `tests/driver`, and decides nothing.

mod client;
mod server;
pub mod value;

use proc_macro2::TokenStream;
use quote::quote;
use specwright::codegen::format;
use specwright::codegen::plan::model::Plan;
use specwright::codegen::plan::model::client::{ClientGroupPlan, ClientOperationPlan};
use specwright::codegen::plan::model::content_enum::ContentEnumPlan;
use specwright::codegen::plan::model::headers::HeadersPlan;
use specwright::codegen::plan::model::response::ResponsePlan;
use specwright::codegen::plan::model::server::{ServerGroupPlan, ServerOperationPlan};
use specwright::codegen::plan::model::ty::RustType;

/// An operation of the client and of the server.
#[derive(Clone, Copy)]
pub struct OperationPair<'a> {
    /// The group of the operation in the client.
    pub client_group: &'a ClientGroupPlan,
    /// The operation of the client.
    pub client: &'a ClientOperationPlan,
    /// The group of the operation in the server.
    pub server_group: &'a ServerGroupPlan,
    /// The operation of the server.
    pub server: &'a ServerOperationPlan,
    /// The header structs of all responses.
    header_structs: &'a [HeadersPlan],
    /// The enums of the contents of all bodies.
    content_enums: &'a [ContentEnumPlan],
}

impl<'a> OperationPair<'a> {
    /// Returns the struct of the headers of a response.
    pub fn headers(self, response: &ResponsePlan) -> Option<&'a HeadersPlan> {
        let name = response.headers.as_ref()?;
        let mut structs = self.header_structs.iter();
        structs.find(|headers| headers.path == *name)
    }

    /// Returns the codec of a type.
    fn codec(self, ty: &RustType) -> TokenStream {
        value::codec(ty, self.content_enums)
    }

    /// Returns the name of the operation in cases.
    pub fn key(self) -> String {
        self.client.common.index.to_string()
    }
}

/// Returns the operations that were generated on both sides, in document order.
pub fn pairs(plan: &Plan) -> Vec<OperationPair<'_>> {
    let mut pairs = Vec::new();
    for client_group in &plan.client.groups {
        for client in &client_group.operations {
            let index = client.common.index;
            let server = plan.server.groups.iter().find_map(|group| {
                let mut operations = group.operations.iter();
                let operation = operations.find(|operation| operation.common.index == index)?;
                Some((group, operation))
            });
            pairs.extend(server.map(|(server_group, server)| OperationPair {
                client_group,
                client,
                server_group,
                server,
                header_structs: &plan.types.headers,
                content_enums: &plan.types.content_enums,
            }));
        }
    }
    pairs.sort_by_key(|pair| pair.client.common.index);
    pairs
}

/// Returns the source of the driver. The crates of the document are named `client`, `server` and
/// `types` in its manifest.
///
/// # Errors
/// If the source is not valid Rust, which is a mistake of this module.
pub fn source(plan: &Plan) -> anyhow::Result<String> {
    let pairs = pairs(plan);
    let calls = pairs.iter().map(|pair| client::call(*pair));
    let arms = pairs.iter().map(|pair| {
        let (key, name) = (pair.key(), client::function(*pair));
        quote!(#key => #name(self.client.clone(), trip),)
    });
    let connect = client::connect(plan);
    let service = server::service(plan);
    let used: Vec<_> = pairs
        .iter()
        .flat_map(|pair| pair.client.common.types())
        .collect();
    let codecs = value::content_codecs(&plan.types.content_enums, &used);
    let tokens: TokenStream = quote! {
        //! Driver of the generated client and server, for round trips.

        #![allow(deprecated, unused_imports, reason = "the same declarations fit every document")]

        use driver::{AnyCredential, Connect, Document, Exchange, KEY, PASSWORD, Side, Stop, TOKEN, Trip, USER};
        use specwright_runtime::axum::response::Response;
        use specwright_runtime::client::{Error, RetryPolicy};
        use specwright_runtime::server::{Context, Exchange as Incoming, Failure, Limits, Operation, Rejection, Service};
        use std::future::{Future, ready};

        #connect

        impl Document for Connected {
            fn trip(&self) -> &Trip {
                &self.trip
            }

            fn send(&self, operation: &str) -> Option<Exchange> {
                let trip = self.trip.clone();
                Some(match operation {
                    #(#arms)*
                    _ => return None,
                })
            }
        }

        #(#calls)*
        #service
        #codecs
    };
    Ok(format::rust(syn::parse2(tokens)?))
}

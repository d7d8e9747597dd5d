//! The router.

use minijinja::{Value, context};
use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::docs::DocComments;
use crate::emit::job::Printer;
use crate::error::GenerateError;
use crate::plan::model::docs::Docs;
use crate::template::Slots;

/// Returns the module `router`.
pub(super) fn file(printer: Printer<'_>) -> Result<TokenStream, GenerateError> {
    let plan = &printer.plan.server;
    let mut slots = Slots::new();
    let mut groups: Vec<_> = plan.groups.iter().collect();
    groups.sort_by(|left, right| left.module.as_str().cmp(right.module.as_str()));
    let traits: Vec<_> = plan.groups.iter().map(|group| &group.name).collect();
    // If two routes match a request, the first one in the order of the document is called.
    let mut operations: Vec<_> = plan
        .groups
        .iter()
        .flat_map(|group| {
            group
                .operations
                .iter()
                .map(move |operation| (&group.module, operation))
        })
        .collect();
    operations.sort_by_key(|(_, operation)| operation.common.index);
    let service = if traits.is_empty() {
        quote!(::specwright_runtime::server::Service)
    } else {
        quote!(#(#traits)+*)
    };
    let operations: Vec<Value> = operations
        .into_iter()
        .map(|(module, operation)| {
            context! {
                module => slots.add(module),
                constant => slots.add(&operation.common.constant),
                function => slots.add(&operation.common.function),
            }
        })
        .collect();
    let (generics, arguments, bounds, verifier) = if plan.secured {
        (
            quote!(S, V),
            quote!(service: S, verifier: V),
            quote!(S: #service, V: ::specwright_runtime::server::Verifier<S::Principal>,),
            quote!(verifier),
        )
    } else {
        (
            quote!(S),
            quote!(service: S),
            quote!(S: #service,),
            quote!(::specwright_runtime::server::NoVerifier),
        )
    };
    let context = context! {
        groups => groups.iter().map(|group| context! { module => slots.add(&group.module), name => slots.add(&group.name) }).collect::<Vec<_>>(),
        docs => slots.add(DocComments::outer(&Docs::own("Creates a router for all operations, which can be nested, merged and layered like any axum router."))),
        generics => slots.add(generics),
        arguments => slots.add(arguments),
        bounds => slots.add(bounds),
        verifier => slots.add(verifier),
        operations,
    };
    Ok(printer
        .templates
        .rust("server/router.rs.j2", &slots, context)?)
}

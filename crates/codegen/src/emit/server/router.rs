//! The router.

use minijinja::{Value, context};
use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::docs::DocComments;
use crate::emit::job::Printer;
use crate::error::GenerateError;
use crate::plan::model::docs::Docs;
use crate::plan::model::server::ServerGroupPlan;
use crate::template::Slots;

/// Returns the module `router`.
pub(super) fn file(printer: Printer<'_>) -> Result<TokenStream, GenerateError> {
    let plan = &printer.plan.server;
    let mut slots = Slots::new();
    let mut groups: Vec<_> = plan.groups.iter().collect();
    groups.sort_by(|left, right| left.module.as_str().cmp(right.module.as_str()));
    let groups: Vec<Value> = groups
        .into_iter()
        .map(
            |group| context! { module => slots.add(&group.module), name => slots.add(&group.name) },
        )
        .collect();
    let operations = operations(&plan.groups, &mut slots);
    let traits: Vec<_> = plan.groups.iter().map(|group| &group.name).collect();
    let service = if traits.is_empty() {
        quote!(::specwright_runtime::server::Service)
    } else {
        quote!(#(#traits)+*)
    };
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
    let docs = Docs::own(
        "Creates a router for all operations, which can be nested, merged and layered like any axum router.",
    );
    let context = context! {
        docs => slots.add(DocComments::outer(&docs)),
        generics => slots.add(generics),
        arguments => slots.add(arguments),
        bounds => slots.add(bounds),
        verifier => slots.add(verifier),
        groups,
        operations,
    };
    Ok(printer
        .templates
        .rust("server/router.rs.j2", &slots, context)?)
}

/// Returns the operations in the order of the document, because the first of two matching routes is
/// called.
fn operations(groups: &[ServerGroupPlan], slots: &mut Slots) -> Vec<Value> {
    let mut operations: Vec<_> = groups
        .iter()
        .flat_map(|group| {
            let commons = group.operations.iter().map(|operation| &operation.common);
            commons.map(|common| (&group.module, common))
        })
        .collect();
    operations.sort_by_key(|(_, common)| common.index);
    operations
        .into_iter()
        .map(|(module, common)| {
            context! {
                module => slots.add(module),
                constant => slots.add(&common.constant),
                function => slots.add(&common.function),
            }
        })
        .collect()
}

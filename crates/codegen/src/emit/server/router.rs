//! The router.

use minijinja::{Value, context};
use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::{DocComments, Printer};
use crate::error::GenerateError;
use crate::plan::model::docs::Docs;
use crate::template::Slots;

/// The module `router`.
pub(super) fn file(printer: Printer<'_>) -> Result<TokenStream, GenerateError> {
    let plan = &printer.plan.server;
    let mut slots = Slots::new();
    let mut groups: Vec<_> = plan.groups.iter().collect();
    groups.sort_by(|left, right| left.module.as_str().cmp(right.module.as_str()));
    let traits: Vec<_> = plan.groups.iter().map(|group| &group.name).collect();
    // The first route of two that match the same request wins: the order of the document.
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
        quote!(Service)
    } else {
        quote!(#(#traits)+*)
    };
    let mut imports = vec![if plan.secured {
        quote!(Verifier)
    } else {
        quote!(NoVerifier)
    }];
    if traits.is_empty() {
        imports.push(quote!(Service));
    }
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
            quote!(S: #service, V: Verifier<S::Principal>,),
            quote!(verifier),
        )
    } else {
        (
            quote!(S),
            quote!(service: S),
            quote!(S: #service,),
            quote!(NoVerifier),
        )
    };
    let context = context! {
        imports => slots.add(quote!(#(#imports),*)),
        groups => groups.iter().map(|group| context! { module => slots.add(&group.module), name => slots.add(&group.name) }).collect::<Vec<_>>(),
        docs => slots.add(DocComments::outer(&Docs::own("All operations of the document as one router; nest, merge and layer it as usual."))),
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

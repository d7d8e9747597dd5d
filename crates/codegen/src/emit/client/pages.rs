//! Methods that return the pages and the items of a list.

use proc_macro2::TokenStream;
use quote::quote;

use super::response::decode_with;
use crate::emit::literal;
use crate::emit::ty::Ty;
use crate::plan::model::client::ClientOperationPlan;
use crate::plan::model::pages::{CursorTargetPlan, NextPagePlan, PagesPlan};

/// Returns the description of the pages.
pub(super) fn paging(plan: &PagesPlan) -> TokenStream {
    let next = next(&plan.next);
    let items = literal::string(&plan.items);
    let more = match &plan.more {
        Some(more) => {
            let more = literal::string(more);
            quote!(Some(#more))
        }
        None => quote!(None),
    };
    quote! {
        ::specwright_runtime::client::Paging {
            next: #next,
            items: Some(#items),
            more: #more,
        }
    }
}

/// Returns the type of the items.
pub(super) fn item(plan: &PagesPlan) -> TokenStream {
    let item = Ty::in_dependent(&plan.item);
    quote!(#item)
}

/// Returns the expression that reads the items from the local variable `response`.
pub(super) fn decode_items(operation: &ClientOperationPlan, plan: &PagesPlan) -> TokenStream {
    let accepted = plan.response.content.accepted();
    let media_types = accepted.iter().map(|it| literal::string(it));
    let items = literal::string(&plan.items);
    let decoded = quote!(Ok(response.items(&[#(#media_types),*], #items)?));
    decode_with(operation, &plan.statuses, decoded)
}

fn next(plan: &NextPagePlan) -> TokenStream {
    let next = quote!(::specwright_runtime::client::NextPage);
    match plan {
        NextPagePlan::Link => quote!(#next::Link),
        NextPagePlan::Url(from) => {
            let from = literal::string(from);
            quote!(#next::Url(#from))
        }
        NextPagePlan::Cursor { from, to } => {
            let from = literal::string(from);
            let target = quote!(::specwright_runtime::client::CursorTarget);
            let to = match to {
                CursorTargetPlan::Parameter(parameter) => quote!(#target::Parameter(#parameter)),
                CursorTargetPlan::Property(name) => {
                    let name = literal::string(name);
                    quote!(#target::Property(#name))
                }
            };
            quote!(#next::Cursor { from: #from, to: #to })
        }
        NextPagePlan::Offset(parameter) => quote!(#next::Offset(#parameter)),
        NextPagePlan::Number { parameter, first } => {
            let first = proc_macro2::Literal::u64_unsuffixed(*first);
            quote!(#next::Number { parameter: #parameter, first: #first })
        }
    }
}

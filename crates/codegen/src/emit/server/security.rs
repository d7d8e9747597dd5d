//! Security schemes.

use minijinja::{Value, context};
use proc_macro2::TokenStream;
use quote::quote;
use specwright_openapi::vocabulary::ParameterLocation;

use crate::emit::docs::DocComments;
use crate::emit::job::Printer;
use crate::emit::literal;
use crate::emit::security::describe;
use crate::error::GenerateError;
use crate::plan::model::docs::{Block, Docs, Inline};
use crate::plan::model::security::{CredentialKind, SchemePlan};
use crate::template::Slots;

/// Returns the module `security`.
pub(super) fn file(printer: Printer<'_>) -> Result<TokenStream, GenerateError> {
    let mut slots = Slots::new();
    let schemes: Vec<Value> = printer
        .plan
        .server
        .schemes
        .iter()
        .filter(|scheme| !scheme.excluded)
        .map(|scheme| {
            context! {
                docs => slots.add(DocComments::outer(&docs(scheme))),
                constant => slots.add(&scheme.constant),
                value => slots.add(value(scheme)),
            }
        })
        .collect();
    Ok(printer
        .templates
        .rust("server/security.rs.j2", &slots, context! { schemes })?)
}

fn docs(scheme: &SchemePlan) -> Docs {
    let mut line = vec![Inline::code(&scheme.name), Inline::Own(": ")];
    line.extend(describe(&scheme.kind));
    line.push(Inline::Own("."));
    let mut blocks = vec![Block::Line(line)];
    blocks.extend(scheme.docs.blocks.iter().cloned());
    Docs {
        blocks,
        deprecated: scheme.docs.deprecated,
    }
}

fn value(scheme: &SchemePlan) -> TokenStream {
    let name = literal::string(&scheme.name);
    match &scheme.kind {
        CredentialKind::ApiKey {
            location,
            name: key,
        } => {
            let key = literal::string(key);
            match location {
                ParameterLocation::Query => {
                    quote!(::specwright_runtime::server::Scheme::query(#name, #key))
                }
                ParameterLocation::Cookie => {
                    quote!(::specwright_runtime::server::Scheme::cookie(#name, #key))
                }
                ParameterLocation::Header | ParameterLocation::Path => {
                    quote!(::specwright_runtime::server::Scheme::header(#name, #key))
                }
            }
        }
        CredentialKind::Bearer => quote!(::specwright_runtime::server::Scheme::bearer(#name)),
        CredentialKind::Basic => quote!(::specwright_runtime::server::Scheme::basic(#name)),
        CredentialKind::Http { scheme } => {
            let scheme = literal::string(scheme);
            quote!(::specwright_runtime::server::Scheme::authorization(#name, #scheme))
        }
        CredentialKind::MutualTls => {
            quote!(::specwright_runtime::server::Scheme::mutual_tls(#name))
        }
    }
}

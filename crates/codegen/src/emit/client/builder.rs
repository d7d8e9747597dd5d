//! The client and its builder.

use minijinja::{Value, context};
use proc_macro2::TokenStream;
use quote::quote;
use specwright_openapi::vocabulary::ParameterLocation;

use crate::emit::docs::DocComments;
use crate::emit::job::Printer;
use crate::emit::literal;
use crate::emit::security::describe;
use crate::error::GenerateError;
use crate::plan::model::client::{ClientOperationPlan, Outcome};
use crate::plan::model::docs::{Block, Docs, Inline};
use crate::plan::model::security::{CredentialKind, SchemePlan};
use crate::template::Slots;

/// Returns the module `client`.
pub(super) fn file(printer: Printer<'_>) -> Result<TokenStream, GenerateError> {
    let mut slots = Slots::new();
    let schemes: Vec<Value> = printer
        .plan
        .client
        .schemes
        .iter()
        .filter(|scheme| !scheme.excluded)
        .filter_map(|scheme| {
            let (arguments, credential) = credential(scheme)?;
            Some(context! {
                docs => slots.add(DocComments::outer(&docs(scheme))),
                setter => slots.add(&scheme.setter),
                arguments => slots.add(arguments),
                name => slots.add(literal::string(&scheme.name)),
                credential => slots.add(credential),
            })
        })
        .collect();
    let headline = Docs::line([
        Inline::Own("A client for the "),
        Inline::Text(printer.plan.package.api()),
        Inline::Own(
            ". Cloning it is cheap: clones share connections, credentials and the retry budget.",
        ),
    ]);
    let groups = &printer.plan.client.groups;
    let operations = || groups.iter().flat_map(|group| &group.operations);
    let has_stream =
        |it: &ClientOperationPlan| it.stream.is_some() || matches!(it.outcome, Outcome::Stream(_));
    let context = context! {
        has_operation_servers => operations().any(|it| it.server.is_some()),
        has_streams => operations().any(has_stream),
        docs => slots.add(DocComments::outer(&headline)),
        schemes,
    };
    Ok(printer
        .templates
        .rust("client/client.rs.j2", &slots, context)?)
}

fn docs(scheme: &SchemePlan) -> Docs {
    let mut line = vec![
        Inline::Own("Sets the credential of the security scheme "),
        Inline::code(&scheme.name),
        Inline::Own(": "),
    ];
    line.extend(describe(&scheme.kind));
    line.push(Inline::Own(". `Debug` output never contains it."));
    let mut blocks = vec![Block::Line(line)];
    blocks.extend(scheme.docs.blocks.iter().cloned());
    Docs {
        blocks,
        deprecated: scheme.docs.deprecated,
    }
}

/// Returns the arguments of the setter, and the credential that the setter creates from them.
/// Returns `None` for a client certificate, which the transport provides.
fn credential(scheme: &SchemePlan) -> Option<(TokenStream, TokenStream)> {
    let secret = quote!(value: impl Into<::specwright_runtime::Secret>);
    Some(match &scheme.kind {
        CredentialKind::ApiKey { location, name } => {
            let name = literal::string(name);
            let value = match location {
                ParameterLocation::Query => {
                    quote!(::specwright_runtime::client::Credential::query(#name, value.into()))
                }
                ParameterLocation::Cookie => {
                    quote!(::specwright_runtime::client::Credential::cookie(#name, value.into()))
                }
                ParameterLocation::Header | ParameterLocation::Path => {
                    quote!(::specwright_runtime::client::Credential::header(#name, value.into()))
                }
            };
            (secret, value)
        }
        CredentialKind::Bearer => (
            quote!(token: impl Into<::specwright_runtime::client::BearerToken>),
            quote!(::specwright_runtime::client::Credential::bearer(token)),
        ),
        CredentialKind::Basic => (
            quote!(user: impl AsRef<str>, password: impl Into<::specwright_runtime::Secret>),
            quote!(::specwright_runtime::client::Credential::basic(
                user.as_ref(),
                password.into()
            )),
        ),
        CredentialKind::Http { .. } => (
            secret,
            quote!(::specwright_runtime::client::Credential::authorization(
                value.into()
            )),
        ),
        CredentialKind::MutualTls => return None,
    })
}

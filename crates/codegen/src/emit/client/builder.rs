//! The client and its builder.

use minijinja::{Value, context};
use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::{DocComments, Printer, literal};
use crate::error::GenerateError;
use crate::plan::model::docs::{Block, Docs, Inline};
use crate::plan::model::parameter::ParameterLocation;
use crate::plan::model::security::{CredentialKind, SchemePlan};
use crate::template::Slots;

/// The module `client`.
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
        Inline::Own("Calls "),
        Inline::Text(printer.plan.package.title.clone()),
        Inline::Own(
            ". Cheap to clone; clones share connections, credentials and the retry budget.",
        ),
    ]);
    let context = context! {
        docs => slots.add(DocComments::outer(&headline)),
        imports => (!schemes.is_empty()).then(|| slots.add(quote!(use specwright_runtime::Secret;))),
        schemes,
    };
    Ok(printer
        .templates
        .rust("client/client.rs.j2", &slots, context)?)
}

fn docs(scheme: &SchemePlan) -> Docs {
    let mut line = vec![
        Inline::Own("The credentials of the security scheme "),
        Inline::code(&scheme.name),
        Inline::Own(": "),
    ];
    line.extend(scheme.kind.describe());
    line.push(Inline::Own(". Never shown."));
    let mut blocks = vec![Block::Line(line)];
    blocks.extend(scheme.docs.blocks.iter().cloned());
    Docs {
        blocks,
        deprecated: scheme.docs.deprecated,
    }
}

/// The arguments of the setter and the value that it makes of them.
fn credential(scheme: &SchemePlan) -> Option<(TokenStream, TokenStream)> {
    let secret = quote!(value: impl Into<Secret>);
    Some(match &scheme.kind {
        CredentialKind::ApiKey { location, name } => {
            let name = literal::string(name);
            let value = match location {
                ParameterLocation::Query => quote!(Credential::query(#name, value.into())),
                ParameterLocation::Cookie => quote!(Credential::cookie(#name, value.into())),
                ParameterLocation::Header | ParameterLocation::Path => {
                    quote!(Credential::header(#name, value.into()))
                }
            };
            (secret, value)
        }
        CredentialKind::Bearer => (secret, quote!(Credential::bearer(value.into()))),
        CredentialKind::Basic => (
            quote!(user: impl AsRef<str>, password: impl Into<Secret>),
            quote!(Credential::basic(user.as_ref(), password.into())),
        ),
        CredentialKind::Http { .. } => (secret, quote!(Credential::authorization(value.into()))),
        CredentialKind::MutualTls => return None,
    })
}

//! Security schemes and security requirements.

use specwright_openapi::ir::{Operation, Scheme, SchemeKind, SecurityRequirement};

use super::context::Context;
use super::docs;
use super::model::docs::Docs;
use super::model::security::{AccessPlan, CredentialKind, RequirementPlan, SchemePlan};
use super::selection::required_schemes;
use crate::names::Scope;

/// The methods of the client's builder that do not set credentials.
const RESERVED_SETTERS: &[&str] = &[
    "allow_missing_credentials",
    "build",
    "clone",
    "cmp",
    "default_header",
    "default_query",
    "idle_timeout",
    "max_response_bytes",
    "new",
    "retry",
    "server",
    "server_for_all",
    "timeout",
    "transport",
    "user_agent",
];

/// Plans the security schemes, in document order. Those that no generated operation requires are
/// marked as excluded.
pub(super) fn schemes(context: Context<'_>) -> Vec<SchemePlan> {
    let mut setters = Scope::reserving(RESERVED_SETTERS.iter().copied());
    let mut constants = Scope::new();
    let required = match context.webhooks {
        true => required_schemes(context.operations().map(|(_, webhook)| webhook)),
        false => context.selection.schemes(context.api),
    };
    let schemes = context.api.schemes.iter().enumerate();
    let plans = schemes.map(|(index, scheme)| {
        let suffixed = format!("{} credential", scheme.name);
        SchemePlan {
            name: scheme.name.clone(),
            kind: kind(scheme),
            setter: setters.name_or(&scheme.name, &[&suffixed]),
            constant: constants.name(&scheme.name),
            docs: docs::of(&scheme.docs, Docs::new),
            excluded: !required.contains(&index),
        }
    });
    plans.collect()
}

/// Plans the security requirements of an operation.
pub(super) fn access(operation: &Operation) -> AccessPlan {
    let requirement = |requirement: &SecurityRequirement| RequirementPlan {
        scheme: requirement.scheme,
        scopes: requirement.scopes.clone(),
    };
    let alternatives = operation.security.iter();
    AccessPlan {
        alternatives: alternatives
            .map(|alternative| alternative.requirements.iter().map(requirement).collect())
            .collect(),
        required_scopes: operation.required_scopes.clone(),
    }
}

fn kind(scheme: &Scheme) -> CredentialKind {
    match &scheme.kind {
        SchemeKind::ApiKey { location, name } => CredentialKind::ApiKey {
            location: *location,
            name: name.clone(),
        },
        SchemeKind::Bearer => CredentialKind::Bearer,
        SchemeKind::Basic => CredentialKind::Basic,
        SchemeKind::Http { scheme } => CredentialKind::Http {
            scheme: scheme.clone(),
        },
        SchemeKind::MutualTls => CredentialKind::MutualTls,
    }
}

//! Security: what credentials are called, and what operations ask for.

use specwright_openapi::ir::{self, SchemeKind};

use super::Context;
use crate::names::Scope;
use crate::plan::docs;
use crate::plan::model::docs::Docs;
use crate::plan::model::security::{AccessPlan, CredentialKind, RequirementPlan, SchemePlan};

/// What the builder of the client has without any scheme.
const RESERVED_SETTERS: &[&str] = &[
    "build",
    "clone",
    "cmp",
    "max_response_bytes",
    "new",
    "retry",
    "server",
    "timeout",
    "transport",
];

/// The schemes, in the document's order.
pub fn schemes(context: Context<'_>) -> Vec<SchemePlan> {
    let mut setters = Scope::reserving(RESERVED_SETTERS.iter().copied());
    let mut constants = Scope::new();
    let chosen = context.chosen.schemes(context.api);
    let plan = |(index, scheme)| SchemePlan {
        excluded: !chosen.contains(&index),
        ..plan_scheme(scheme, &mut setters, &mut constants)
    };
    context.api.schemes.iter().enumerate().map(plan).collect()
}

/// What an operation asks for.
pub fn access(operation: &ir::Operation) -> AccessPlan {
    let requirement = |requirement: &ir::SecurityRequirement| RequirementPlan {
        scheme: requirement.scheme,
        scopes: requirement.scopes.clone(),
    };
    AccessPlan {
        alternatives: operation
            .security
            .iter()
            .map(|alternative| alternative.requirements.iter().map(requirement).collect())
            .collect(),
        required_scopes: operation.required_scopes.clone(),
    }
}

fn plan_scheme(scheme: &ir::Scheme, setters: &mut Scope, constants: &mut Scope) -> SchemePlan {
    let suffixed = format!("{} credential", scheme.name);
    SchemePlan {
        name: scheme.name.clone(),
        kind: kind(&scheme.kind),
        setter: setters.name_or(&scheme.name, &[&suffixed]),
        constant: constants.name(&scheme.name),
        docs: docs::of(&scheme.docs, Docs::new),
        excluded: false,
    }
}

fn kind(kind: &SchemeKind) -> CredentialKind {
    match kind {
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

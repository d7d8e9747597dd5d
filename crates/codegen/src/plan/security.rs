//! Security: what credentials are called, and what operations ask for.

use specwright_openapi::ir::{self, ParameterLocation, SchemeKind};

use super::Context;
use super::docs::{Docs, Inline};
use super::parameter::Place;
use crate::names::{ConstName, MethodName, Scope};

/// A security scheme.
#[derive(Clone, Debug)]
pub struct SchemePlan {
    /// The key in the components.
    pub name: String,
    /// What its credentials look like.
    pub kind: CredentialKind,
    /// What sets its credentials in the client.
    pub setter: MethodName,
    /// The static that describes it in the server.
    pub constant: ConstName,
    /// What the document says about it.
    pub docs: Docs,
    /// Whether only operations that are left out ask for it: then it has its names, and is not generated.
    pub left_out: bool,
}

/// What credentials look like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CredentialKind {
    /// A value under a name.
    ApiKey {
        /// Query, header or cookie.
        place: Place,
        /// The name there.
        name: String,
    },
    /// A bearer token.
    Bearer,
    /// User and password.
    Basic,
    /// All that follows the name of another scheme.
    Http {
        /// The name of the scheme.
        scheme: String,
    },
    /// A client certificate, which is a matter of the transport.
    MutualTls,
}

/// What an operation asks of a caller.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccessPlan {
    /// The alternatives; each lists schemes that are needed together, with the scopes of each.
    pub alternatives: Vec<Vec<RequirementPlan>>,
    /// Scopes of which any one is enough, whatever the scheme.
    pub required_scopes: Vec<String>,
}

/// A scheme that is needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequirementPlan {
    /// Its position among the schemes.
    pub scheme: usize,
    /// The scopes that are needed, all of them.
    pub scopes: Vec<String>,
}

/// Who calls an operation, as far as its security says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caller {
    /// Anybody: the operation needs no credentials.
    Anybody,
    /// Somebody known, or nobody in particular.
    Optional,
    /// Somebody known.
    Known,
}

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
        left_out: !chosen.contains(&index),
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

impl AccessPlan {
    /// Who calls the operation.
    pub fn caller(&self) -> Caller {
        if self.alternatives.iter().all(Vec::is_empty) {
            Caller::Anybody
        } else if self.alternatives.iter().any(Vec::is_empty) {
            Caller::Optional
        } else {
            Caller::Known
        }
    }
}

fn plan_scheme(scheme: &ir::Scheme, setters: &mut Scope, constants: &mut Scope) -> SchemePlan {
    let suffixed = format!("{} credential", scheme.name);
    SchemePlan {
        name: scheme.name.clone(),
        kind: kind(&scheme.kind),
        setter: setters.name_or(&scheme.name, &[&suffixed]),
        constant: constants.name(&scheme.name),
        docs: Docs::of(&scheme.docs, Docs::new),
        left_out: false,
    }
}

fn kind(kind: &SchemeKind) -> CredentialKind {
    match kind {
        SchemeKind::ApiKey { location, name } => CredentialKind::ApiKey {
            place: place(*location),
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

fn place(location: ParameterLocation) -> Place {
    match location {
        ParameterLocation::Path => Place::Path,
        ParameterLocation::Query => Place::Query,
        ParameterLocation::Header => Place::Header,
        ParameterLocation::Cookie => Place::Cookie,
    }
}

impl CredentialKind {
    /// What the credentials are, after "The credentials of the security scheme `X`: ".
    pub fn describe(&self) -> Vec<Inline> {
        match self {
            CredentialKind::ApiKey { place, name } => {
                let what = match place {
                    Place::Header => "the header field ",
                    Place::Query => "the query parameter ",
                    Place::Cookie => "the cookie ",
                    Place::Path => "the path parameter ",
                };
                vec![Inline::Own(what), Inline::code(name)]
            }
            CredentialKind::Bearer => vec![Inline::Own("a bearer token")],
            CredentialKind::Basic => vec![Inline::Own("a user and a password")],
            CredentialKind::Http { scheme } => {
                vec![
                    Inline::Own("the whole value of the header field `Authorization`, "),
                    Inline::code(scheme),
                    Inline::Own(" and what follows it"),
                ]
            }
            CredentialKind::MutualTls => vec![Inline::Own("a client certificate")],
        }
    }
}

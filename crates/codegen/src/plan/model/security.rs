//! Security schemes and the security requirements of operations.

use super::docs::{Docs, Inline};
use super::parameter::ParameterLocation;
use crate::names::{ConstName, MethodName};

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
    pub excluded: bool,
}

/// What credentials look like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CredentialKind {
    /// A value under a name.
    ApiKey {
        /// Query, header or cookie.
        location: ParameterLocation,
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
pub enum Authentication {
    /// Anybody: the operation needs no credentials.
    None,
    /// Somebody known, or nobody in particular.
    Optional,
    /// Somebody known.
    Required,
}

impl AccessPlan {
    /// Who calls the operation.
    pub fn authentication(&self) -> Authentication {
        if self.alternatives.iter().all(Vec::is_empty) {
            Authentication::None
        } else if self.alternatives.iter().any(Vec::is_empty) {
            Authentication::Optional
        } else {
            Authentication::Required
        }
    }
}

impl CredentialKind {
    /// Describes the credential, to follow "the credential of the security scheme `X`: ".
    pub fn describe(&self) -> Vec<Inline> {
        match self {
            CredentialKind::ApiKey { location, name } => {
                let what = match location {
                    ParameterLocation::Header => "the header ",
                    ParameterLocation::Query => "the query parameter ",
                    ParameterLocation::Cookie => "the cookie ",
                    ParameterLocation::Path => "the path parameter ",
                };
                vec![Inline::Own(what), Inline::code(name)]
            }
            CredentialKind::Bearer => vec![Inline::Own("a bearer token")],
            CredentialKind::Basic => vec![Inline::Own("a user name and a password")],
            CredentialKind::Http { scheme } => {
                vec![
                    Inline::Own("the value of the header `Authorization`, including the scheme "),
                    Inline::code(scheme),
                ]
            }
            CredentialKind::MutualTls => vec![Inline::Own("a client certificate")],
        }
    }
}

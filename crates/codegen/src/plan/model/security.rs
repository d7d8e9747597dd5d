//! Security schemes and security requirements.

use specwright_openapi::vocabulary::ParameterLocation;

use super::docs::Docs;
use crate::names::{ConstName, MethodName};

/// A security scheme.
#[derive(Clone, Debug)]
pub struct SchemePlan {
    /// The name in the document.
    pub name: String,
    /// The kind of credential.
    pub kind: CredentialKind,
    /// The method of the client's builder that sets the credential.
    pub setter: MethodName,
    /// The static with the description of the scheme in the server.
    pub constant: ConstName,
    /// The description in the document.
    pub docs: Docs,
    /// Whether no generated operation requires the scheme. An excluded scheme has names and is not
    /// generated.
    pub excluded: bool,
}

/// The kind of a credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CredentialKind {
    /// A key in the query, a header or a cookie.
    ApiKey {
        /// The part of the request that contains the key.
        location: ParameterLocation,
        /// The name of the parameter, the header or the cookie.
        name: String,
    },
    /// A bearer token (RFC 6750).
    Bearer,
    /// A user name and a password (RFC 7617).
    Basic,
    /// The value of the `Authorization` header for any other scheme.
    Http {
        /// The name of the HTTP authentication scheme.
        scheme: String,
    },
    /// A client certificate, which the transport provides.
    MutualTls,
}

/// The security requirement of an operation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccessPlan {
    /// The alternatives, of which one has to be satisfied. Each lists the schemes that it combines;
    /// an empty alternative allows anonymous requests.
    pub alternatives: Vec<Vec<RequirementPlan>>,
    /// Scopes of which one has to be granted, regardless of the scheme.
    pub required_scopes: Vec<String>,
}

/// A scheme of an alternative.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequirementPlan {
    /// The index of the scheme.
    pub scheme: usize,
    /// The scopes, all of which have to be granted.
    pub scopes: Vec<String>,
}

/// Whether an operation authenticates its callers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Authentication {
    /// Every request is anonymous.
    None,
    /// A request without credentials is anonymous.
    Optional,
    /// A request without credentials is rejected.
    Required,
}

impl AccessPlan {
    /// Returns whether the operation authenticates its callers.
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

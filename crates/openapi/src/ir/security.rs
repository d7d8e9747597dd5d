//! Security: which credentials a request carries.

use super::{Docs, ParameterLocation};
use crate::pointer::Span;

/// A Security Scheme Object (OpenAPI 3.0.3, 4.7.27).
#[derive(Clone, Debug)]
pub struct Scheme {
    /// The key in the components.
    pub name: String,
    /// What the credentials look like.
    pub kind: SchemeKind,
    /// Texts.
    pub docs: Docs,
    /// Where it stands.
    pub span: Span,
}

/// What the credentials of a scheme look like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SchemeKind {
    /// A value under a name.
    ApiKey {
        /// Query, header or cookie.
        location: ParameterLocation,
        /// The name there.
        name: String,
    },
    /// `Authorization: Bearer`; OAuth 2 and OpenID Connect use it too, with a token that the caller brings.
    Bearer,
    /// `Authorization: Basic` (RFC 7617).
    Basic,
    /// `Authorization` with another scheme, whose name it is; the caller brings all that follows.
    Http {
        /// The name of the scheme, such as `Digest`.
        scheme: String,
    },
    /// A client certificate: a matter of the transport.
    MutualTls,
}

/// Requirements that are only enough together; none at all means that anonymous requests are allowed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SecurityAlternative {
    /// The requirements, in the document's order.
    pub requirements: Vec<SecurityRequirement>,
}

/// One requirement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecurityRequirement {
    /// The index of the scheme in [`Api::schemes`](super::Api::schemes).
    pub scheme: usize,
    /// The scopes that are needed, all of them.
    pub scopes: Vec<String>,
}

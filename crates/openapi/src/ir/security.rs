//! Security schemes and requirements: the credentials that requests carry.

use super::Docs;
use crate::pointer::Span;
use crate::vocabulary::ParameterLocation;

/// A Security Scheme Object (OpenAPI 3.0.3, 4.7.27).
#[derive(Clone, Debug)]
pub struct Scheme {
    /// The key in `components.securitySchemes`.
    pub name: String,
    /// The kind of credentials.
    pub kind: SchemeKind,
    /// The documentation of the scheme.
    pub docs: Docs,
    /// The location of the scheme in the document.
    pub span: Span,
}

/// The kind of credentials that a security scheme requires.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SchemeKind {
    /// A secret in a query parameter, a header or a cookie.
    ApiKey {
        /// The part of the request that contains the secret; never the path.
        location: ParameterLocation,
        /// The name of the parameter, header or cookie.
        name: String,
    },
    /// `Authorization: Bearer`. OAuth 2 and OpenID Connect use it too, with a token that the caller
    /// obtains.
    Bearer,
    /// `Authorization: Basic` (RFC 7617).
    Basic,
    /// `Authorization` with another scheme. The caller supplies everything after its name.
    Http {
        /// The name of the scheme, such as `Digest`.
        scheme: String,
    },
    /// A TLS client certificate, which the transport provides.
    MutualTls,
}

impl SchemeKind {
    /// Returns where a request carries the credentials, or `None` outside of HTTP. Names of headers
    /// are in lower case.
    pub fn place(&self) -> Option<(ParameterLocation, String)> {
        match self {
            Self::ApiKey { location, name } => {
                let name = match location {
                    ParameterLocation::Header => name.to_ascii_lowercase(),
                    _ => name.clone(),
                };
                Some((*location, name))
            }
            Self::Bearer | Self::Basic | Self::Http { .. } => {
                Some((ParameterLocation::Header, "authorization".to_owned()))
            }
            Self::MutualTls => None,
        }
    }

    /// Returns the name of the syntax of the credentials: those with different syntaxes cannot be
    /// the same text.
    pub fn syntax(&self) -> String {
        match self {
            Self::ApiKey { .. } => "key".to_owned(),
            Self::Bearer => "bearer".to_owned(),
            Self::Basic => "basic".to_owned(),
            Self::Http { scheme } => scheme.to_ascii_lowercase(),
            Self::MutualTls => "certificate".to_owned(),
        }
    }
}

/// Requirements that are sufficient together. An alternative without requirements allows anonymous
/// requests.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SecurityAlternative {
    /// The requirements, in document order.
    pub requirements: Vec<SecurityRequirement>,
}

/// A reference to a security scheme, with scopes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecurityRequirement {
    /// The index of the scheme in [`Api::schemes`](super::Api::schemes).
    pub scheme: usize,
    /// The scopes, all of which are required.
    pub scopes: Vec<String>,
}

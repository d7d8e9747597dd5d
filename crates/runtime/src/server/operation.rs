use http::Method;

use crate::parameter::Path;

/// The description of an operation for servers.
#[derive(Debug)]
pub struct Operation {
    /// The `operationId`, or a name derived from method and path.
    pub id: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path.
    pub path: Path,
    /// The security alternatives, each a list of requirements that must all be satisfied. An
    /// alternative without requirements accepts anonymous requests. Without alternatives, no
    /// credentials are required.
    pub security: &'static [&'static [Requirement]],
    /// The scopes of which the caller needs at least one, in addition to the scopes of the schemes.
    pub required_scopes: &'static [&'static str],
}

/// A scheme that a request must satisfy (Security Requirement Object, OpenAPI 3.0.3, 4.7.30).
#[derive(Clone, Copy, Debug)]
pub struct Requirement {
    /// The security scheme.
    pub scheme: &'static Scheme,
    /// The scopes, all of which the caller needs.
    pub scopes: &'static [&'static str],
}

/// A security scheme: the part of a request that contains its credential (Security Scheme Object,
/// OpenAPI 3.0.3, 4.7.27).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scheme {
    pub(super) name: &'static str,
    pub(super) carrier: Carrier,
}

/// The part of a request that contains a credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Carrier {
    Header(&'static str),
    Query(&'static str),
    Cookie(&'static str),
    /// `Authorization` with this scheme, compared without case (RFC 9110, 11.1).
    Authorization(&'static str),
    /// A client certificate. It is not part of the request, so only the verifier can check it.
    MutualTls,
}

impl Scheme {
    /// Creates an API key scheme with a header.
    pub const fn header(name: &'static str, header: &'static str) -> Self {
        Self {
            name,
            carrier: Carrier::Header(header),
        }
    }

    /// Creates an API key scheme with a query parameter.
    pub const fn query(name: &'static str, parameter: &'static str) -> Self {
        Self {
            name,
            carrier: Carrier::Query(parameter),
        }
    }

    /// Creates an API key scheme with a cookie.
    pub const fn cookie(name: &'static str, cookie: &'static str) -> Self {
        Self {
            name,
            carrier: Carrier::Cookie(cookie),
        }
    }

    /// Creates a scheme with `Authorization: Bearer` (RFC 6750), also for OAuth 2 and OpenID
    /// Connect.
    pub const fn bearer(name: &'static str) -> Self {
        Self::authorization(name, "Bearer")
    }

    /// Creates a scheme with `Authorization: Basic` (RFC 7617).
    pub const fn basic(name: &'static str) -> Self {
        Self::authorization(name, "Basic")
    }

    /// Creates a scheme with `Authorization` and another scheme name, such as `Digest`.
    pub const fn authorization(name: &'static str, scheme: &'static str) -> Self {
        Self {
            name,
            carrier: Carrier::Authorization(scheme),
        }
    }

    /// Creates a scheme with a client certificate. The code that terminates TLS passes the
    /// certificate to the verifier in the extensions of the request.
    pub const fn mutual_tls(name: &'static str) -> Self {
        Self {
            name,
            carrier: Carrier::MutualTls,
        }
    }

    /// The name in the API description.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Returns the challenge for `WWW-Authenticate`, or `None` for API keys and certificates.
    pub(super) const fn challenge(&self) -> Option<&'static str> {
        match self.carrier {
            Carrier::Authorization(scheme) => Some(scheme),
            _ => None,
        }
    }
}

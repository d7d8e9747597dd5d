//! What the document says of an operation, as far as serving it needs that.

use http::Method;

/// An operation of the document.
#[derive(Debug)]
pub struct Operation {
    /// The `operationId`, or what was made of method and path without one.
    pub id: &'static str,
    /// The method.
    pub method: Method,
    /// The path template, with parameters in braces.
    pub path: &'static str,
    /// The alternatives of its security; the requirements of one are only enough together, and one without any lets anonymous
    /// requests in. No alternative: nothing is needed.
    pub security: &'static [&'static [Requirement]],
    /// The scopes of which the caller needs one, beyond those of the schemes.
    pub required_scopes: &'static [&'static str],
}

/// A scheme that a request must satisfy (Security Requirement Object, OpenAPI 3.0.3, 4.7.30).
#[derive(Clone, Copy, Debug)]
pub struct Requirement {
    /// The scheme.
    pub scheme: &'static Scheme,
    /// The scopes that are needed, all of them.
    pub scopes: &'static [&'static str],
}

/// A security scheme: where its credential stands (Security Scheme Object, OpenAPI 3.0.3, 4.7.27).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scheme {
    pub(super) name: &'static str,
    pub(super) carrier: Carrier,
}

/// What carries a credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Carrier {
    Header(&'static str),
    Query(&'static str),
    Cookie(&'static str),
    /// `Authorization` with this scheme, whose name has no case (RFC 9110, 11.1).
    Authorization(&'static str),
    /// A client certificate: not in the request, so that only the verifier can tell whether it is there.
    MutualTls,
}

impl Scheme {
    /// A value in a header field.
    pub const fn header(name: &'static str, field: &'static str) -> Self {
        Self {
            name,
            carrier: Carrier::Header(field),
        }
    }

    /// A value in the query.
    pub const fn query(name: &'static str, parameter: &'static str) -> Self {
        Self {
            name,
            carrier: Carrier::Query(parameter),
        }
    }

    /// A value in a cookie.
    pub const fn cookie(name: &'static str, cookie: &'static str) -> Self {
        Self {
            name,
            carrier: Carrier::Cookie(cookie),
        }
    }

    /// `Authorization: Bearer` (RFC 6750); OAuth 2 and OpenID Connect too.
    pub const fn bearer(name: &'static str) -> Self {
        Self::authorization(name, "Bearer")
    }

    /// `Authorization: Basic` (RFC 7617).
    pub const fn basic(name: &'static str) -> Self {
        Self::authorization(name, "Basic")
    }

    /// `Authorization` with another scheme, such as `Digest`.
    pub const fn authorization(name: &'static str, scheme: &'static str) -> Self {
        Self {
            name,
            carrier: Carrier::Authorization(scheme),
        }
    }

    /// A client certificate. What ends the TLS connection leaves it in the extensions of the request for the verifier.
    pub const fn mutual_tls(name: &'static str) -> Self {
        Self {
            name,
            carrier: Carrier::MutualTls,
        }
    }

    /// The name in the document.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// What a `WWW-Authenticate` field says of the scheme; none for keys.
    pub(super) const fn challenge(&self) -> Option<&'static str> {
        match self.carrier {
            Carrier::Authorization(scheme) => Some(scheme),
            _ => None,
        }
    }
}

//! Operations: what can be called.

use super::{Docs, Parameter, RequestBody, Response, SecurityAlternative};
use crate::pointer::Span;

/// One operation (OpenAPI 3.0.3, 4.7.10) with what its path item says merged in.
#[derive(Clone, Debug)]
pub struct Operation {
    /// The operationId, or one made of method and path where there is none; unique in the document.
    pub id: String,
    /// The HTTP method.
    pub method: Method,
    /// The path.
    pub path: PathTemplate,
    /// Its tags in the order written; may be empty.
    pub tags: Vec<String>,
    /// Summary (as title) and description.
    pub docs: Docs,
    /// Path, query, header and cookie parameters, those of the path item first, each (location, name) once.
    pub parameters: Vec<Parameter>,
    /// The request body.
    pub body: Option<RequestBody>,
    /// The responses: exact statuses ascending, then ranges ascending, then `default`.
    pub responses: Vec<Response>,
    /// The alternatives that are enough on their own; empty means that no credentials are needed.
    pub security: Vec<SecurityAlternative>,
    /// `x-required-scopes`: the scopes of which any one is enough, for schemes that have none in this version of OpenAPI.
    pub required_scopes: Vec<String>,
    /// Where it stands.
    pub span: Span,
}

/// An HTTP method that a path item can name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(
    missing_docs,
    reason = "the names are those of RFC 9110, 9.3, RFC 5789 and OpenAPI 3.2"
)]
pub enum Method {
    Get,
    Put,
    Post,
    Delete,
    Options,
    Head,
    Patch,
    Trace,
    Query,
}

/// A path with parameters in braces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathTemplate {
    /// The path as written.
    pub text: String,
    /// The path in parts: literals include the slashes; two parameters may stand side by side.
    pub parts: Vec<PathPart>,
}

/// A part of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathPart {
    /// Text that stands as it is.
    Literal(String),
    /// The name of a path parameter.
    Parameter(String),
}

impl Method {
    /// The method as it stands in a request: `GET`.
    pub fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Put => "PUT",
            Method::Post => "POST",
            Method::Delete => "DELETE",
            Method::Options => "OPTIONS",
            Method::Head => "HEAD",
            Method::Patch => "PATCH",
            Method::Trace => "TRACE",
            Method::Query => "QUERY",
        }
    }
}

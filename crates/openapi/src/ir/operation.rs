//! Operations: the requests that a client can send.

use super::{Docs, Parameter, RequestBody, Response, SecurityAlternative, Server};
use crate::pointer::Span;

/// An Operation Object (OpenAPI 3.0.3, 4.7.10), with the parameters of its path item.
#[derive(Clone, Debug)]
pub struct Operation {
    /// The `operationId`, or an id derived from method and path if it is missing. Unique in the
    /// document.
    pub id: String,
    /// Whether the API sends the request: the operation is a webhook or a callback. Its path is `/`
    /// and the name of the webhook, or the id of an operation and the name of its callback.
    pub is_webhook: bool,
    /// The URL of a callback, with runtime expressions (OpenAPI 3.1.1, 4.8.20.4).
    pub callback_url: Option<String>,
    /// The HTTP method.
    pub method: Method,
    /// The path.
    pub path: PathTemplate,
    /// The names of its tags, in document order.
    pub tags: Vec<String>,
    /// The documentation of the operation; its `summary` is the title.
    pub docs: Docs,
    /// The parameters, those of the path item first. No two have the same name and location.
    pub parameters: Vec<Parameter>,
    /// The request body.
    pub body: Option<RequestBody>,
    /// The responses: status codes in ascending order, then ranges in ascending order, then
    /// `default`.
    pub responses: Vec<Response>,
    /// The alternative sets of credentials, each of which is sufficient. Empty if no credentials
    /// are needed.
    pub security: Vec<SecurityAlternative>,
    /// `x-required-scopes`: scopes of which one is sufficient, for security schemes that cannot
    /// declare scopes in this version of OpenAPI.
    pub required_scopes: Vec<String>,
    /// The servers of the operation or, if it has none, of its path item. Empty if the servers of the
    /// document apply.
    pub servers: Vec<Server>,
    /// The location of the operation in the document.
    pub span: Span,
}

/// An HTTP method that a path item can declare.
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
    /// The path without its query and fragment.
    pub template: String,
    /// The query that the path contains, without the question mark; usually empty.
    pub query: String,
    /// The template in parts. Literals include the slashes, and parameters may be adjacent.
    pub parts: Vec<PathPart>,
}

/// A part of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathPart {
    /// A constant string.
    Literal(String),
    /// The name of a path parameter.
    Parameter(String),
}

impl Method {
    /// Returns the method in upper case: `GET`.
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

impl PathTemplate {
    /// Returns the names of the parameters, in the order of the path.
    pub fn parameters(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            PathPart::Parameter(name) => Some(name.as_str()),
            PathPart::Literal(_) => None,
        })
    }
}

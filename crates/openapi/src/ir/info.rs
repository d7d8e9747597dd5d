//! The description of the API as a whole: title, servers and tags.

use crate::pointer::Span;

/// An Info Object (OpenAPI 3.0.3, 4.7.2), without the fields that generated code does not use.
#[derive(Clone, Debug, Default)]
pub struct Info {
    /// The title of the API.
    pub title: String,
    /// The version of the document, an arbitrary string.
    pub version: String,
    /// A description, in CommonMark.
    pub description: Option<String>,
    /// The URL of the terms of service.
    pub terms_of_service: Option<String>,
    /// The name of the license of the API. The license of the generated code is independent of it.
    pub license: Option<String>,
}

/// A Server Object (OpenAPI 3.0.3, 4.7.5).
#[derive(Clone, Debug)]
pub struct Server {
    /// The URL as written, with `{variables}`. It may be relative.
    pub url: String,
    /// The URL with each variable replaced by its default.
    pub resolved: String,
    /// A description, in CommonMark.
    pub description: Option<String>,
    /// The variables of the URL, in document order.
    pub variables: Vec<ServerVariable>,
    /// The location of the server in the document.
    pub span: Span,
}

/// A Server Variable Object (OpenAPI 3.0.3, 4.7.6).
#[derive(Clone, Debug)]
pub struct ServerVariable {
    /// The name between the braces.
    pub name: String,
    /// The value that is used unless the caller sets another.
    pub default: String,
    /// The allowed values; empty if every value is allowed.
    pub values: Vec<String>,
    /// A description, in CommonMark.
    pub description: Option<String>,
}

/// A Tag Object (OpenAPI 3.0.3, 4.7.22).
#[derive(Clone, Debug)]
pub struct Tag {
    /// The name that operations use.
    pub name: String,
    /// A description, in CommonMark.
    pub description: Option<String>,
}

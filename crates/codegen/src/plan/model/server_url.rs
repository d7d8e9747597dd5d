//! The servers of the document.

use super::docs::Docs;
use crate::names::{ConstName, FieldName, MethodName};

/// The servers of the document, and the default of the client.
#[derive(Clone, Debug, Default)]
pub struct ServersPlan {
    /// The servers, in document order.
    pub servers: Vec<ServerUrlPlan>,
    /// The server that a client uses unless its caller chooses one.
    pub default: DefaultServer,
}

/// The server that a client uses unless its caller chooses one.
#[derive(Clone, Debug, Default)]
pub enum DefaultServer {
    /// No server, because neither the document nor the configuration has an absolute URL.
    #[default]
    None,
    /// The first server of the document with an absolute URL.
    First(ConstName),
    /// The server of the document that the configuration names.
    Configured(ConstName),
    /// The URL of the configuration.
    BaseUrl(String),
}

/// A server.
#[derive(Clone, Debug)]
pub struct ServerUrlPlan {
    /// The constant with the URL.
    pub constant: ConstName,
    /// The URL with the defaults of all variables.
    pub url: String,
    /// The documentation of the constant.
    pub docs: Docs,
    /// The function that returns the URL for other values of the variables.
    pub function: Option<UrlFunctionPlan>,
}

/// A function that returns a URL for values of its variables.
#[derive(Clone, Debug)]
pub struct UrlFunctionPlan {
    /// The name of the function.
    pub name: MethodName,
    /// The arguments, one for each variable.
    pub arguments: Vec<FieldName>,
    /// The parts of the URL, which are concatenated.
    pub parts: Vec<UrlPart>,
    /// The documentation of the function and its arguments.
    pub docs: Docs,
}

/// A part of a URL.
#[derive(Clone, Debug)]
pub enum UrlPart {
    /// Text outside of variables.
    Literal(String),
    /// The value of a variable, by the position of the argument.
    Argument(usize),
}

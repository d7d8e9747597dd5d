//! The servers of the document.

use super::docs::Docs;
use crate::names::{ConstName, FieldName, MethodName};

/// The servers of the client.
#[derive(Clone, Debug, Default)]
pub struct ServersPlan {
    /// Each server, in the document's order.
    pub servers: Vec<ServerUrlPlan>,
    /// The server that is called unless a caller chooses another.
    pub default: DefaultServer,
}

/// The server that is called unless a caller chooses another.
#[derive(Clone, Debug, Default)]
pub enum DefaultServer {
    /// None: the document has no absolute address, and the user gives none.
    #[default]
    None,
    /// The first server of the document that has an absolute address.
    First(ConstName),
    /// The server of the document that the user chose.
    Configured(ConstName),
    /// An address that the user gave.
    BaseUrl(String),
}

/// One server.
#[derive(Clone, Debug)]
pub struct ServerUrlPlan {
    /// The constant.
    pub constant: ConstName,
    /// Its value: the address with the default of each variable.
    pub url: String,
    /// What the document says about it.
    pub docs: Docs,
    /// What makes the address with other values of its variables.
    pub function: Option<UrlFunctionPlan>,
}

/// A function from the values of variables to an address.
#[derive(Clone, Debug)]
pub struct UrlFunctionPlan {
    /// Its name.
    pub name: MethodName,
    /// One argument a variable.
    pub arguments: Vec<FieldName>,
    /// The address in parts.
    pub parts: Vec<UrlPart>,
    /// What it says about the variables.
    pub docs: Docs,
}

/// A part of an address.
#[derive(Clone, Debug)]
pub enum UrlPart {
    /// Text that stands as it is.
    Literal(String),
    /// The position of an argument.
    Argument(usize),
}

//! The parts of operations that the client and the server share.

use std::sync::Arc;

use super::body::BodyPlan;
use super::docs::Docs;
use super::parameter::ParameterPlan;
use super::path::PathPlan;
use super::response::ResponsePlan;
use super::ty::RustType;
use crate::names::{ConstName, MethodName, ModuleName};

/// The operations of one tag, or those without a tag.
#[derive(Clone, Debug)]
pub struct GroupPlan {
    /// The tag, or `None` for operations without a tag.
    pub tag: Option<String>,
    /// The module in both crates.
    pub module: ModuleName,
    /// The string from which other names of the group are derived: the configured name of the
    /// module, or the tag.
    pub title: Option<String>,
    /// The description of the tag.
    pub docs: Docs,
    /// The operations, in document order.
    pub operations: Vec<Arc<OperationPlan>>,
}

/// An operation.
#[derive(Clone, Debug)]
pub struct OperationPlan {
    /// The position in the document.
    pub index: usize,
    /// Whether the rules exclude the operation. An excluded operation has names and is not
    /// generated.
    pub excluded: bool,
    /// The operationId.
    pub id: String,
    /// The HTTP method in upper case.
    pub method: &'static str,
    /// The path.
    pub path: PathPlan,
    /// The documentation, which includes the method and the path.
    pub docs: Docs,
    /// The name of the method of the client and of the server trait.
    pub function: MethodName,
    /// The name of the static with the description of the operation.
    pub constant: ConstName,
    /// Path, query, header and cookie parameters, each in document order.
    pub parameters: Vec<ParameterPlan>,
    /// The request body.
    pub body: Option<BodyPlan>,
    /// The responses: status codes in ascending order, then ranges, then `default`.
    pub responses: Vec<ResponsePlan>,
}

impl OperationPlan {
    /// Returns the types of the parameters, the request body and the responses.
    pub fn types(&self) -> Vec<RustType> {
        let parameters = self.parameters.iter().map(|parameter| parameter.ty.clone());
        let bodies = self.body.iter().map(|body| body.ty.clone());
        parameters
            .chain(bodies)
            .chain(self.responses.iter().map(|response| response.content.ty()))
            .collect()
    }
}

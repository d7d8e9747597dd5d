//! Operations, as client and server share them.

use super::body::BodyPlan;
use super::docs::Docs;
use super::parameter::ParameterPlan;
use super::response::ResponsePlan;
use super::ty::RustType;
use crate::names::{ConstName, MethodName, ModuleName};
use std::sync::Arc;

/// The operations of one tag, or those without any.
#[derive(Clone, Debug)]
pub struct GroupPlan {
    /// The tag as written; none for the operations without one.
    pub tag: Option<String>,
    /// The module of both crates.
    pub module: ModuleName,
    /// The text that other names of the group are made of: the tag, or what the user calls the module.
    pub title: Option<String>,
    /// What the document says about the tag.
    pub docs: Docs,
    /// The operations, in the document's order.
    pub operations: Vec<Arc<OperationPlan>>,
}

/// One operation.
#[derive(Clone, Debug)]
pub struct OperationPlan {
    /// Its position in the document.
    pub index: usize,
    /// Whether the user's rules leave it out: then it has its names, and is not generated.
    pub excluded: bool,
    /// The operationId.
    pub id: String,
    /// The HTTP method: `GET`.
    pub method: &'static str,
    /// The path as written.
    pub path: String,
    /// Its documentation, method and path included.
    pub docs: Docs,
    /// The method of client and server trait.
    pub function: MethodName,
    /// The static that describes it.
    pub constant: ConstName,
    /// Its parameters: path, query, header, cookie, each in the document's order.
    pub parameters: Vec<ParameterPlan>,
    /// Its request body.
    pub body: Option<BodyPlan>,
    /// Its responses: exact statuses ascending, then ranges ascending, then `default`.
    pub responses: Vec<ResponsePlan>,
}

impl OperationPlan {
    /// The types of its parameters, its body and its responses.
    pub fn types(&self) -> Vec<RustType> {
        let parameters = self.parameters.iter().map(|parameter| parameter.ty.clone());
        let bodies = self.body.iter().map(|body| body.ty.clone());
        parameters
            .chain(bodies)
            .chain(self.responses.iter().map(|response| response.content.ty()))
            .collect()
    }
}

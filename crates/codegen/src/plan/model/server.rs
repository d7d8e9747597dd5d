//! The server crate.

use super::body::BodyPlan;
use super::dependency::DependencyPlan;
use super::docs::Docs;
use super::operation::OperationPlan;
use super::parameter::ParameterPlan;
use super::security::{AccessPlan, SchemePlan};
use super::ty::RustType;
use super::validation::{Check, TablePlan};
use crate::names::{FieldName, ModuleName, TypeName};
use std::sync::Arc;

/// What the server crate holds.
#[derive(Clone, Debug, Default)]
pub struct ServerPlan {
    /// A module and a trait for each tag.
    pub groups: Vec<ServerGroupPlan>,
    /// The security schemes.
    pub schemes: Vec<SchemePlan>,
    /// The schemas that requests are checked against.
    pub tables: Vec<TablePlan>,
    /// Whether any operation takes credentials.
    pub secured: bool,
    /// How many operations it has.
    pub operations: usize,
    /// What it depends on because of types of the user's.
    pub dependencies: DependencyPlan,
}

/// The operations of one tag.
#[derive(Clone, Debug)]
pub struct ServerGroupPlan {
    /// The module.
    pub module: ModuleName,
    /// The trait.
    pub name: TypeName,
    /// The tag; none for the operations without one.
    pub tag: Option<String>,
    /// What the document says about the tag.
    pub docs: Docs,
    /// The operations, in the document's order.
    pub operations: Vec<ServerOperationPlan>,
}

/// An operation as a service sees it.
#[derive(Clone, Debug)]
pub struct ServerOperationPlan {
    /// What both sides have in common.
    pub common: Arc<OperationPlan>,
    /// The struct of the request.
    pub request: TypeName,
    /// The enum of the responses.
    pub response: TypeName,
    /// What it asks of a caller.
    pub access: AccessPlan,
    /// The parameters of the request.
    pub fields: Vec<RequestFieldPlan>,
    /// The body of the request.
    pub body: Option<RequestBodyPlan>,
}

/// A parameter of a request.
#[derive(Clone, Debug)]
pub struct RequestFieldPlan {
    /// The parameter.
    pub parameter: ParameterPlan,
    /// The type of the field.
    pub ty: RustType,
    /// How it is read.
    pub reading: Reading,
    /// What it is checked against.
    pub check: Check,
}

/// How a parameter is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    /// A request must have it.
    Required,
    /// A request may have it.
    Optional,
    /// Where a request has none, this JSON text stands for it.
    Defaulted(String),
}

/// The body of a request.
#[derive(Clone, Debug)]
pub struct RequestBodyPlan {
    /// The body.
    pub body: BodyPlan,
    /// The field of the request.
    pub name: FieldName,
    /// The type of the field.
    pub ty: RustType,
    /// What it is checked against.
    pub check: Check,
}

//! The server crate.

use std::sync::Arc;

use super::body::BodyPlan;
use super::dependency::DependencyPlan;
use super::docs::Docs;
use super::operation::OperationPlan;
use super::parameter::ParameterPlan;
use super::security::{AccessPlan, SchemePlan};
use super::ty::RustType;
use super::validation::{Check, TablePlan};
use crate::names::{FieldName, ModuleName, TypeName};

/// The server crate.
#[derive(Clone, Debug, Default)]
pub struct ServerPlan {
    /// A module and a trait for each tag that has operations.
    pub groups: Vec<ServerGroupPlan>,
    /// All security schemes, in document order.
    /// [`RequirementPlan::scheme`](super::security::RequirementPlan) is an index into them.
    pub schemes: Vec<SchemePlan>,
    /// The schemas that requests are validated against.
    pub tables: Vec<TablePlan>,
    /// Whether any operation accepts credentials.
    pub secured: bool,
    /// The number of operations.
    pub operations: usize,
    /// The dependencies that user-supplied types in signatures add.
    pub dependencies: DependencyPlan,
}

/// The operations of one tag, or those without a tag.
#[derive(Clone, Debug)]
pub struct ServerGroupPlan {
    /// The module of the operations.
    pub module: ModuleName,
    /// The trait with a method for each operation.
    pub name: TypeName,
    /// The tag, or `None` for operations without a tag.
    pub tag: Option<String>,
    /// The description of the tag.
    pub docs: Docs,
    /// The operations, in document order.
    pub operations: Vec<ServerOperationPlan>,
}

/// An operation of the server.
#[derive(Clone, Debug)]
pub struct ServerOperationPlan {
    /// The decisions that the client and the server share.
    pub common: Arc<OperationPlan>,
    /// The struct of the request.
    pub request: TypeName,
    /// The enum of the responses.
    pub response: TypeName,
    /// The security requirement.
    pub access: AccessPlan,
    /// The parameters of the request.
    pub fields: Vec<RequestFieldPlan>,
    /// The body of the request.
    pub body: Option<RequestBodyPlan>,
    /// Whether clippy's `large_enum_variant` may report the enum of the responses.
    pub has_large_response: bool,
}

/// A parameter of a request.
#[derive(Clone, Debug)]
pub struct RequestFieldPlan {
    /// The parameter.
    pub parameter: ParameterPlan,
    /// The type of the field.
    pub ty: RustType,
    /// The value of an absent parameter.
    pub reading: Reading,
    /// The schema that the value is validated against.
    pub check: Check,
}

/// The value of an absent parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    /// A rejection of the request.
    Required,
    /// `None`.
    Optional,
    /// This value, which is JSON.
    Defaulted(String),
}

/// The body of a request.
#[derive(Clone, Debug)]
pub struct RequestBodyPlan {
    /// The decisions that the client and the server share.
    pub body: BodyPlan,
    /// The name of the field.
    pub name: FieldName,
    /// The type of the field.
    pub ty: RustType,
    /// The schema that each alternative of the body is validated against.
    pub checks: Vec<Check>,
}

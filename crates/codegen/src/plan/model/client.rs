//! The client crate.

use super::dependency::DependencyPlan;
use super::docs::Docs;
use super::example::Example;
use super::operation::OperationPlan;
use super::parameter::ParameterPlan;
use super::response::ResponsePlan;
use super::security::SchemePlan;
use super::server_url::ServersPlan;
use crate::names::{ModuleName, TypeName};
use std::sync::Arc;

/// What the client crate holds.
#[derive(Clone, Debug, Default)]
pub struct ClientPlan {
    /// A module for each tag.
    pub groups: Vec<ClientGroupPlan>,
    /// The security schemes whose credentials the builder takes.
    pub schemes: Vec<SchemePlan>,
    /// The servers.
    pub servers: ServersPlan,
    /// The example of the crate's documentation.
    pub example: Example,
    /// How many operations it has.
    pub operations: usize,
    /// What it depends on because of types of the user's.
    pub dependencies: DependencyPlan,
}

/// The operations of one tag.
#[derive(Clone, Debug)]
pub struct ClientGroupPlan {
    /// The module.
    pub module: ModuleName,
    /// The tag; none for the operations without one.
    pub tag: Option<String>,
    /// What the document says about the tag.
    pub docs: Docs,
    /// The operations, in the document's order.
    pub operations: Vec<ClientOperationPlan>,
}

/// An operation as callers see it.
#[derive(Clone, Debug)]
pub struct ClientOperationPlan {
    /// What both sides have in common.
    pub common: Arc<OperationPlan>,
    /// The struct that is awaited.
    pub call: TypeName,
    /// What awaiting it gives.
    pub result: TypeName,
    /// What a success is.
    pub outcome: Outcome,
    /// The failures that the document describes.
    pub errors: ResponseEnumPlan,
    /// The parameters that are arguments.
    pub arguments: Vec<ParameterPlan>,
    /// The parameters that are setters.
    pub setters: Vec<ParameterPlan>,
    /// The parameters that callers can't set.
    pub omitted: Vec<OmittedPlan>,
    /// What the header field `Accept` says; empty for nothing.
    pub accept: String,
    /// The names of the schemes of each alternative.
    pub security: Vec<Vec<String>>,
    /// The client certificates, which the transport has to bring.
    pub certificates: Vec<CertificatePlan>,
    /// The header field that makes it safe to send the request again.
    pub idempotency_key: Option<String>,
}

/// A parameter that callers can't set.
#[derive(Clone, Debug)]
pub struct OmittedPlan {
    /// Its name on the wire.
    pub name: String,
    /// Why.
    pub reason: String,
}

/// A client certificate that an operation asks for.
#[derive(Clone, Debug)]
pub struct CertificatePlan {
    /// The name of the scheme.
    pub scheme: String,
    /// Whether the operation can't be called without it.
    pub required: bool,
}

/// What a success is.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// One response, which the document describes.
    One(Box<ResponsePlan>),
    /// One of several.
    Several(ResponseEnumPlan),
    /// The document describes no success: any 2xx, its body as it is.
    Undeclared,
}

/// Responses as an enum.
#[derive(Clone, Debug)]
pub struct ResponseEnumPlan {
    /// The name of the enum.
    pub name: TypeName,
    /// One variant each.
    pub responses: Vec<ResponsePlan>,
}

impl ClientOperationPlan {
    /// The arguments and the body together.
    pub fn argument_count(&self) -> usize {
        self.arguments.len() + usize::from(self.common.body.is_some())
    }
}

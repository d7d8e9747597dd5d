//! The client crate.

use std::sync::Arc;

use specwright_openapi::vocabulary::Status;

use super::body::BodyPlan;
use super::dependency::DependencyPlan;
use super::docs::Docs;
use super::example::Example;
use super::operation::OperationPlan;
use super::pages::PagesPlan;
use super::parameter::ParameterPlan;
use super::path::PathPlan;
use super::response::ResponsePlan;
use super::security::SchemePlan;
use super::server_url::ServersPlan;
use crate::names::{ModuleName, TypeName};

/// The client crate.
#[derive(Clone, Debug, Default)]
pub struct ClientPlan {
    /// A module for each tag that has operations.
    pub groups: Vec<ClientGroupPlan>,
    /// All security schemes, in document order.
    /// [`RequirementPlan::scheme`](super::security::RequirementPlan) is an index into them.
    pub schemes: Vec<SchemePlan>,
    /// The servers of the document.
    pub servers: ServersPlan,
    /// The example in the documentation of the crate.
    pub example: Example,
    /// The number of operations.
    pub operations: usize,
    /// The dependencies that user-supplied types in signatures add.
    pub dependencies: DependencyPlan,
}

/// The operations of one tag, or those without a tag.
#[derive(Clone, Debug)]
pub struct ClientGroupPlan {
    /// The module of the operations.
    pub module: ModuleName,
    /// The tag, or `None` for operations without a tag.
    pub tag: Option<String>,
    /// The description of the tag.
    pub docs: Docs,
    /// The operations, in document order.
    pub operations: Vec<ClientOperationPlan>,
}

/// An operation of the client.
#[derive(Clone, Debug)]
pub struct ClientOperationPlan {
    /// The decisions that the client and the server share.
    pub common: Arc<OperationPlan>,
    /// The paths that take precedence over the path of the operation.
    pub precedence: Vec<PathPlan>,
    /// The builder of a request, which sends the request when it is awaited.
    pub call: TypeName,
    /// The alias of the `Result` of a request.
    pub result: TypeName,
    /// The result of a successful request.
    pub outcome: Outcome,
    /// The documented failures.
    pub errors: ResponseEnumPlan,
    /// The required parameters, which are arguments of the method.
    pub arguments: Vec<ParameterPlan>,
    /// The optional parameters, which are setters of the builder.
    pub setters: Vec<ParameterPlan>,
    /// The optional parameters that the configuration omits.
    pub omitted: Vec<OmittedPlan>,
    /// The value of the `Accept` header; empty if no response has content.
    pub accept: String,
    /// The alternatives of the security requirement, each as the names of the schemes that it
    /// combines. Client certificates are not included.
    pub security: Vec<Vec<String>>,
    /// The client certificates, which a transport has to provide.
    pub certificates: Vec<CertificatePlan>,
    /// The method that returns a stream, beside a result that is not one.
    pub stream: Option<StreamMethod>,
    /// The methods that return the pages and the items of a list.
    pub pages: Option<PagesPlan>,
    /// The URL of its own server, or its path on the server of the client.
    pub server: Option<String>,
    /// The header that contains a key with which the server recognizes a repeated request.
    pub idempotency_key: Option<String>,
}

/// A parameter that the configuration omits.
#[derive(Clone, Debug)]
pub struct OmittedPlan {
    /// The name in the document.
    pub name: String,
    /// The configured reason, for the documentation of the operation.
    pub reason: String,
}

/// A client certificate.
#[derive(Clone, Debug)]
pub struct CertificatePlan {
    /// The name of the security scheme.
    pub scheme: String,
    /// Whether every alternative of the security requirement includes the certificate.
    pub required: bool,
}

/// The result of a successful request.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// The content of the only documented success.
    One(Box<DecodedResponse>),
    /// An enum of the documented successes.
    Several(ResponseEnumPlan),
    /// A stream of items, which is the only documented success.
    Stream(Box<StreamPlan>),
    /// The body of any 2xx response as bytes, because the document declares no success.
    Undeclared,
}

/// A method that returns a stream.
#[derive(Clone, Debug)]
pub struct StreamMethod {
    /// The alias of the `Result` of the method.
    pub result: TypeName,
    /// The stream.
    pub stream: StreamPlan,
}

/// A success whose content the client returns as a stream.
#[derive(Clone, Debug)]
pub struct StreamPlan {
    /// The response. Its content is a stream of items, or bytes.
    pub response: ResponsePlan,
    /// The statuses with which the response is a stream, or is empty like a stream without items.
    pub statuses: Vec<Status>,
    /// The value of the `Accept` header.
    pub accept: String,
    /// The properties of the JSON body that select the stream, by their names, and their values as
    /// JSON.
    pub set: Vec<(String, String)>,
}

/// An enum of responses.
#[derive(Clone, Debug)]
pub struct ResponseEnumPlan {
    /// The name of the enum.
    pub name: TypeName,
    /// The responses, each of which is a variant.
    pub responses: Vec<DecodedResponse>,
}

/// A response as the client decodes it.
#[derive(Clone, Debug)]
pub struct DecodedResponse {
    /// The statuses with which the client decodes the response; at least one. `default` is decoded
    /// as two responses if it is the only success: for 2xx, and for all other statuses.
    pub statuses: Vec<Status>,
    /// The response.
    pub response: ResponsePlan,
}

impl ClientOperationPlan {
    /// Returns the number of arguments of the method, including a required body.
    pub fn argument_count(&self) -> usize {
        self.arguments.len() + usize::from(self.required_body().is_some())
    }

    /// Returns the body if it is an argument of the method.
    pub fn required_body(&self) -> Option<&BodyPlan> {
        self.common.body.as_ref().filter(|body| body.required)
    }

    /// Returns the body if it is a setter of the builder.
    pub fn optional_body(&self) -> Option<&BodyPlan> {
        self.common.body.as_ref().filter(|body| !body.required)
    }
}

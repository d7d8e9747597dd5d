//! The client crate.

mod example;
mod operation;

use super::Context;
use super::docs::Docs;
use super::operation::GroupPlan;
use super::security::{self, SchemePlan};
use super::server_url::{self, ServersPlan};
use crate::names::{ModuleName, Scope};

pub use example::{Example, ExampleCall, ExampleValue};
pub use operation::{ClientOperationPlan, OmittedPlan, Outcome, ResponseEnumPlan};

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

/// The types that the modules of the client import or define without any operation.
const RESERVED_TYPES: &[&str] = &["Call", "Client", "ClientBuilder", "Encoding", "Error", "Method", "Operation", "Parameter", "Response"];

/// Decides what the client crate holds.
pub fn plan(context: Context<'_>, groups: &[GroupPlan]) -> ClientPlan {
    let schemes = security::schemes(context);
    let mut types = Scope::reserving(RESERVED_TYPES.iter().copied());
    let groups: Vec<ClientGroupPlan> = groups
        .iter()
        .map(|group| ClientGroupPlan {
            module: group.module.clone(),
            tag: group.tag.clone(),
            docs: group.docs.clone(),
            operations: group.operations.iter().map(|common| operation::plan(context, &schemes, common, &mut types)).collect(),
        })
        .collect();
    ClientPlan {
        example: example::plan(&groups, &schemes),
        operations: groups.iter().map(|group| group.operations.len()).sum(),
        servers: server_url::plan(context),
        schemes,
        groups,
    }
}

//! The client crate.

mod example;
mod operation;

use super::choice::{self, DependencyPlan};
use super::docs::Docs;
use super::operation::GroupPlan;
use super::security::{self, SchemePlan};
use super::server_url::{self, ServersPlan};
use super::{Context, RustType};
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

/// The types that the modules of the client import or define without any operation.
const RESERVED_TYPES: &[&str] = &[
    "Call",
    "Client",
    "ClientBuilder",
    "Encoding",
    "Error",
    "Method",
    "Operation",
    "Parameter",
    "Response",
];

/// Decides what the client crate holds.
pub fn plan(context: Context<'_>, groups: &[GroupPlan]) -> ClientPlan {
    let schemes = security::schemes(context);
    let mut types = Scope::reserving(RESERVED_TYPES.iter().copied());
    let mut planned = Vec::new();
    for group in groups {
        let operations = group
            .operations
            .iter()
            .map(|common| operation::plan(context, &schemes, common, &mut types));
        let mut operations: Vec<ClientOperationPlan> = operations.collect();
        operations.retain(|operation| !operation.common.left_out);
        if !operations.is_empty() {
            planned.push(ClientGroupPlan {
                module: group.module.clone(),
                tag: group.tag.clone(),
                docs: group.docs.clone(),
                operations,
            });
        }
    }
    let types: Vec<RustType> = planned
        .iter()
        .flat_map(|group: &ClientGroupPlan| &group.operations)
        .flat_map(|operation| operation.common.types())
        .collect();
    let servers = server_url::plan(context);
    ClientPlan {
        dependencies: choice::dependencies_of(context.config, &types),
        example: example::plan(&planned, &schemes, &servers),
        operations: planned.iter().map(|group| group.operations.len()).sum(),
        servers,
        schemes,
        groups: planned,
    }
}

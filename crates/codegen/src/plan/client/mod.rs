//! The client crate.

mod example;
mod operation;

use super::Context;
use super::choice;
use super::security;
use super::server_url;
use crate::names::Scope;
use crate::plan::model::client::{ClientGroupPlan, ClientOperationPlan, ClientPlan};
use crate::plan::model::operation::GroupPlan;
use crate::plan::model::ty::RustType;

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
        operations.retain(|operation| !operation.common.excluded);
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

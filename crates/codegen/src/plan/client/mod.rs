//! The client crate.

mod accept;
mod example;
mod idempotency;
mod operation;
mod pages;
mod precedence;
mod response;
mod stream;

use self::precedence::Precedence;
use super::context::Context;
use super::model::client::{ClientGroupPlan, ClientOperationPlan, ClientPlan};
use super::model::operation::GroupPlan;
use super::model::ty::RustType;
use super::{dependency, security, server_url};
use crate::names::Scope;

/// The types that the modules of the client import or define regardless of the operations.
const RESERVED_TYPES: &[&str] = &[
    "ByteStream",
    "Call",
    "CharacterRun",
    "Client",
    "ClientBuilder",
    "CursorTarget",
    "Encoding",
    "Error",
    "EventData",
    "EventStream",
    "Format",
    "ItemStream",
    "Items",
    "Method",
    "NextPage",
    "NoErrorResponse",
    "Operation",
    "Pages",
    "Paging",
    "Parameter",
    "Path",
    "PathValues",
    "Response",
    "Sending",
    "Streaming",
];

/// Plans the client crate.
pub(super) fn plan(context: Context<'_>, groups: &[GroupPlan]) -> ClientPlan {
    let schemes = security::schemes(context);
    let mut types = Scope::reserving(RESERVED_TYPES.iter().copied());
    let precedence = Precedence::new(groups);
    let mut planned: Vec<ClientGroupPlan> = Vec::new();
    for group in groups {
        let operations = group.operations.iter();
        let operations = operations.map(|common| {
            let precedence = precedence.over(common);
            operation::plan(context, &schemes, common, precedence, &mut types)
        });
        // Excluded operations are planned too, so that the names of the others do not depend on
        // them.
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
    let operations = planned.iter().flat_map(|group| &group.operations);
    let types: Vec<RustType> = operations
        .flat_map(|operation| operation.common.types())
        .collect();
    let servers = server_url::plan(context);
    ClientPlan {
        dependencies: dependency::of_types(context.config, &types),
        example: example::plan(context.types, &planned, &schemes, &servers),
        operations: planned.iter().map(|group| group.operations.len()).sum(),
        servers,
        schemes,
        groups: planned,
    }
}

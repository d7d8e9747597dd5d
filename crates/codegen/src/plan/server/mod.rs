//! The server crate.

mod operation;

use std::collections::BTreeMap;

use specwright_openapi::diagnostic::Diagnostic;

use super::choice;
use super::security;
use super::validation::{self, Tables};
use super::{Context, route};
use crate::names::{Scope, TypeName};
use crate::plan::model::operation::GroupPlan;
use crate::plan::model::security::Authentication;
use crate::plan::model::ty::RustType;

use crate::plan::model::server::{ServerGroupPlan, ServerOperationPlan, ServerPlan};
use operation::RequestNames;

/// The types that the modules of the server import or define without any operation.
const RESERVED_TYPES: &[&str] = &[
    "AuthAttempt",
    "Credential",
    "Encoding",
    "Exchange",
    "Input",
    "Method",
    "NoVerifier",
    "Operation",
    "Parameter",
    "Pattern",
    "Property",
    "Rejection",
    "RejectionKind",
    "Reply",
    "RequestPart",
    "Requirement",
    "Router",
    "S",
    "Schema",
    "Scheme",
    "Server",
    "Service",
    "StatusCode",
    "Style",
    "V",
    "Verifier",
    "Violation",
];

/// Decides what the server crate holds.
pub fn plan(
    context: Context<'_>,
    groups: &[GroupPlan],
    diagnostics: &mut Vec<Diagnostic>,
) -> ServerPlan {
    let mut types = Scope::reserving(RESERVED_TYPES.iter().copied());
    // Traits first, so that what operations are called does not depend on their order.
    let traits: Vec<TypeName> = groups
        .iter()
        .map(|group| trait_name(group, &mut types))
        .collect();
    let commons = groups.iter().flat_map(|group| &group.operations);
    let names: BTreeMap<usize, RequestNames> = commons
        .map(|common| (common.index, RequestNames::new(common, &mut types)))
        .collect();
    let routed = route::without_duplicates(context, groups, diagnostics);
    // Named as if nothing was left out; only what is used is generated.
    let mut tables = Tables::new(context.api, validation::roots(context.api, groups));
    let mut planned = Vec::new();
    for ((group, name), operations) in groups.iter().zip(traits).zip(routed) {
        let operations = operations.iter().filter_map(|common| {
            let names = names.get(&common.index)?.clone();
            Some(operation::plan(context, common, names, &mut tables))
        });
        let operations: Vec<ServerOperationPlan> = operations.collect();
        if !operations.is_empty() {
            planned.push(ServerGroupPlan {
                module: group.module.clone(),
                name,
                tag: group.tag.clone(),
                docs: group.docs.clone(),
                operations,
            });
        }
    }
    let operations = planned
        .iter()
        .flat_map(|group: &ServerGroupPlan| &group.operations);
    let types: Vec<RustType> = operations
        .clone()
        .flat_map(|operation| operation.common.types())
        .collect();
    ServerPlan {
        dependencies: choice::dependencies_of(context.config, &types),
        schemes: security::schemes(context),
        tables: tables.finish(),
        secured: operations
            .clone()
            .any(|operation| operation.access.authentication() != Authentication::None),
        operations: operations.count(),
        groups: planned,
    }
}

fn trait_name(group: &GroupPlan, types: &mut Scope) -> TypeName {
    match &group.title {
        Some(title) => types.name_or(title, &[&format!("{title} operations")]),
        None => types.name_or("operations", &["untagged operations"]),
    }
}

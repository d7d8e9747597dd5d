//! The server crate.

mod operation;

use std::collections::BTreeMap;
use std::sync::Arc;

use specwright_openapi::diagnostic::Report;

use super::context::Context;
use super::model::operation::{GroupPlan, OperationPlan};
use super::model::security::Authentication;
use super::model::server::{ServerGroupPlan, ServerOperationPlan, ServerPlan};
use super::model::ty::RustType;
use super::validation::{self, Tables};
use super::{dependency, route, security};
use crate::names::{Scope, TypeName};

use self::operation::RequestNames;

/// The types that the modules of the server import or define regardless of the operations.
const RESERVED_TYPES: &[&str] = &[
    "AuthAttempt",
    "CharacterRun",
    "Credential",
    "Encoding",
    "Exchange",
    "Input",
    "Method",
    "NoVerifier",
    "Operation",
    "Parameter",
    "Path",
    "PathValues",
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

/// The input of the planning of groups, beside the context.
struct Routes<'a> {
    groups: &'a [GroupPlan],
    /// The operations of each group that have a route.
    operations: Vec<Vec<Arc<OperationPlan>>>,
    names: ServerNames,
}

/// The names of traits by group, and of requests and responses by operation.
struct ServerNames {
    traits: Vec<TypeName>,
    requests: BTreeMap<usize, RequestNames>,
}

/// Plans the server crate, and reports operations without a route of their own.
pub(super) fn plan(context: Context<'_>, groups: &[GroupPlan], report: &mut Report) -> ServerPlan {
    let routes = Routes {
        groups,
        names: names(groups),
        operations: route::without_duplicates(context, groups, report),
    };
    // Excluded operations take part in naming, so that the names of the others do not depend on
    // them.
    let mut tables = Tables::new(context.api, validation::roots(context.api, groups));
    let groups = plan_groups(context, routes, &mut tables);
    let operations = || groups.iter().flat_map(|group| &group.operations);
    let types: Vec<RustType> = operations()
        .flat_map(|operation| operation.common.types())
        .collect();
    ServerPlan {
        dependencies: dependency::of_types(context.config, &types),
        schemes: security::schemes(context),
        tables: tables.finish(),
        secured: operations()
            .any(|operation| operation.access.authentication() != Authentication::None),
        operations: operations().count(),
        groups,
    }
}

/// Names all traits before any request, so that the names of traits do not depend on operations.
fn names(groups: &[GroupPlan]) -> ServerNames {
    let mut types = Scope::reserving(RESERVED_TYPES.iter().copied());
    let traits = groups.iter().map(|group| match &group.title {
        Some(title) => types.name_or(title, &[&format!("{title} operations")]),
        None => types.name_or("operations", &["untagged operations"]),
    });
    let traits = traits.collect();
    let operations = groups.iter().flat_map(|group| &group.operations);
    let requests = operations.map(|common| (common.index, RequestNames::new(common, &mut types)));
    ServerNames {
        traits,
        requests: requests.collect(),
    }
}

fn plan_groups(
    context: Context<'_>,
    routes: Routes<'_>,
    tables: &mut Tables<'_>,
) -> Vec<ServerGroupPlan> {
    let ServerNames { traits, requests } = routes.names;
    let mut planned = Vec::new();
    for ((group, name), operations) in routes.groups.iter().zip(traits).zip(routes.operations) {
        let operations = operations.iter().filter_map(|common| {
            let names = requests.get(&common.index)?.clone();
            Some(operation::plan(context, common, names, tables))
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
    planned
}

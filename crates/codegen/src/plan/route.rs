//! Routes of the server.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use specwright_openapi::diagnostic::Report;
use specwright_openapi::ir::{PathPart, PathTemplate};

use super::context::Context;
use super::model::operation::{GroupPlan, OperationPlan};
use crate::catalogue::route;

/// Returns the generated operations of each group without duplicates, which match the same method
/// and paths as an operation that the document declares earlier. Reports each duplicate.
pub(super) fn without_duplicates(
    context: Context<'_>,
    groups: &[GroupPlan],
    report: &mut Report,
) -> Vec<Vec<Arc<OperationPlan>>> {
    let operations = groups.iter().flat_map(|group| &group.operations);
    let mut generated: Vec<_> = operations.filter(|operation| !operation.excluded).collect();
    generated.sort_by_key(|operation| operation.index);
    let mut first: BTreeMap<(&str, String), usize> = BTreeMap::new();
    for plan in generated {
        let operation = &context.api.operations[plan.index];
        let route = (plan.method, shape(&operation.path));
        let index = *first.entry(route).or_insert(plan.index);
        if index != plan.index {
            let earlier = &context.api.operations[index];
            report.add(
                &operation.span,
                route::duplicate(&operation.id, &earlier.id),
            );
        }
    }
    let kept: BTreeSet<usize> = first.into_values().collect();
    let is_kept = |operation: &&Arc<OperationPlan>| kept.contains(&operation.index);
    let groups = groups.iter();
    groups
        .map(|group| group.operations.iter().filter(is_kept).cloned().collect())
        .collect()
}

/// Returns a path without the names of its parameters. Paths of the same shape match the same
/// requests.
fn shape(path: &PathTemplate) -> String {
    let part = |part: &PathPart| match part {
        PathPart::Literal(text) => text.replace('{', "{{"),
        PathPart::Parameter(_) => "{}".to_owned(),
    };
    let template: String = path.parts.iter().map(part).collect();
    format!("{template}?{}", path.query)
}

//! Routes: which operations answer the same requests.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use specwright_openapi::diagnostic::{Code, Diagnostic, Effect};
use specwright_openapi::ir::{self, PathPart};

use super::Context;
use super::note::warning;
use crate::plan::model::operation::{GroupPlan, OperationPlan};

/// The operations of each group that are not left out, without those that answer the same method and paths as an earlier one of the document.
pub fn without_duplicates(
    context: Context<'_>,
    groups: &[GroupPlan],
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Vec<Arc<OperationPlan>>> {
    let mut planned: Vec<&Arc<OperationPlan>> = groups
        .iter()
        .flat_map(|group| &group.operations)
        .filter(|operation| !operation.excluded)
        .collect();
    planned.sort_by_key(|operation| operation.index);
    let mut first: BTreeMap<(&str, String), usize> = BTreeMap::new();
    for common in planned {
        let operation = &context.api.operations[common.index];
        let index = *first
            .entry((common.method, shape(&operation.path)))
            .or_insert(common.index);
        if index != common.index {
            let earlier = &context.api.operations[index];
            let message = format!(
                "`{}` answers the same requests as `{}`, which the server has instead",
                operation.id, earlier.id
            );
            let hint = "give the two paths different literal parts, or make them one operation";
            diagnostics.push(warning(
                Code::DuplicateRoute,
                Effect::SkippedServer,
                message,
                &operation.span,
                hint,
            ));
        }
    }
    let kept: BTreeSet<usize> = first.into_values().collect();
    let is_kept = |operation: &&Arc<OperationPlan>| kept.contains(&operation.index);
    groups
        .iter()
        .map(|group| group.operations.iter().filter(is_kept).cloned().collect())
        .collect()
}

/// The path without the names of its parameters: two paths of one shape match the same requests.
fn shape(path: &ir::PathTemplate) -> String {
    let part = |part: &PathPart| match part {
        PathPart::Literal(text) => text.replace('{', "{{"),
        PathPart::Parameter(_) => "{}".to_owned(),
    };
    path.parts.iter().map(part).collect()
}

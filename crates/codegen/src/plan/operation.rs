//! The parts of operations that the client and the server share.

use specwright_openapi::diagnostic::Report;
use specwright_openapi::ir::Operation;

use super::context::Context;
use super::model::docs::{Docs, Inline};
use super::model::operation::OperationPlan;
use super::{body, docs, parameter, path, response};
use crate::names::{ConstName, MethodName};

/// The names of an operation in the generated crates.
pub(super) struct OperationNames {
    pub(super) function: MethodName,
    pub(super) constant: ConstName,
}

/// Plans the operation at a position of the document.
pub(super) fn plan(
    context: Context<'_>,
    index: usize,
    names: OperationNames,
    report: &mut Report,
) -> OperationPlan {
    let operation = &context.api.operations[index];
    let method = operation.method.as_str();
    let body = operation.body.as_ref();
    OperationPlan {
        index,
        excluded: !context.selection.contains(index),
        id: operation.id.clone(),
        method,
        path: path::plan(context.api, operation),
        docs: documentation(operation),
        function: names.function,
        constant: names.constant,
        parameters: parameter::plan(context, operation, report),
        body: body.and_then(|request| body::plan(context, index, request, report)),
        responses: response::plan(context, index, operation, report),
    }
}

/// Returns the documentation of an operation: its title and description, its method and path, and
/// all tags but the first, which is the module that contains the operation.
fn documentation(operation: &Operation) -> Docs {
    let route = format!("{} {}", operation.method.as_str(), operation.path.text);
    let mut docs = docs::of(&operation.docs, Docs::new).and([Inline::code(route)]);
    if let Some(url) = &operation.callback_url {
        docs = docs.and([
            Inline::Own("The URL is "),
            Inline::code(url),
            Inline::Own(": a runtime expression refers to the call that registers the receiver."),
        ]);
    }
    let other_tags: Vec<Inline> = operation
        .tags
        .iter()
        .skip(1)
        .flat_map(|tag| [Inline::Own(", "), Inline::code(tag)])
        .skip(1)
        .collect();
    if other_tags.is_empty() {
        return docs;
    }
    let sentence = [Inline::Own("Other tags: ")].into_iter().chain(other_tags);
    docs.and(sentence.chain([Inline::Own(".")]))
}

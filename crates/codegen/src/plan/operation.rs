//! What client and server have in common: the operations, grouped by tag, with all names that both sides use.

use std::collections::BTreeMap;
use std::sync::Arc;

use specwright_openapi::diagnostic::Diagnostic;
use specwright_openapi::ir;

use super::Context;
use super::body::{self, BodyPlan};
use super::docs::{Block, Docs, Inline};
use super::parameter::{self, ParameterPlan};
use super::response::{self, ResponsePlan};
use crate::names::{ConstName, MethodName, ModuleName, Scope};

/// The operations of one tag, or those without any.
#[derive(Clone, Debug)]
pub struct GroupPlan {
    /// The tag as written; none for the operations without one.
    pub tag: Option<String>,
    /// The module of both crates.
    pub module: ModuleName,
    /// What the document says about the tag.
    pub docs: Docs,
    /// The operations, in the document's order.
    pub operations: Vec<Arc<OperationPlan>>,
}

/// One operation.
#[derive(Clone, Debug)]
pub struct OperationPlan {
    /// Its position in the document.
    pub index: usize,
    /// The operationId.
    pub id: String,
    /// The HTTP method: `GET`.
    pub method: &'static str,
    /// The path as written.
    pub path: String,
    /// Its documentation, method and path included.
    pub docs: Docs,
    /// The method of client and server trait.
    pub function: MethodName,
    /// The static that describes it.
    pub constant: ConstName,
    /// Its parameters: path, query, header, cookie, each in the document's order.
    pub parameters: Vec<ParameterPlan>,
    /// Its request body.
    pub body: Option<BodyPlan>,
    /// Its responses: exact statuses ascending, then ranges ascending, then `default`.
    pub responses: Vec<ResponsePlan>,
}

/// What methods of the output can't be called: methods that are there already, and names that lints keep for traits of the standard library.
const RESERVED_METHODS: &[&str] = &[
    "as_mut",
    "as_ref",
    "borrow",
    "borrow_mut",
    "builder",
    "clone",
    "clone_from",
    "cmp",
    "core",
    "default",
    "drop",
    "eq",
    "finish",
    "fmt",
    "from",
    "hash",
    "into",
    "into_future",
    "new",
    "next",
    "read",
    "render",
    "to_owned",
    "to_string",
    "try_from",
    "try_into",
    "type_id",
];

/// The modules that both crates have without any tag.
const RESERVED_MODULES: &[&str] = &["client", "router", "schemas", "security", "servers", "types"];

/// The operations that can be generated, by tag: tags in the order of the document, and then those without a tag.
pub fn plan(context: Context<'_>, diagnostics: &mut Vec<Diagnostic>) -> Vec<GroupPlan> {
    let mut names = Names::new();
    let mut planned: BTreeMap<Option<&str>, Vec<Arc<OperationPlan>>> = BTreeMap::new();
    for (index, operation) in context.api.operations.iter().enumerate() {
        // The name is given out even where nothing is generated, so that the names of others do not depend on what can be.
        let function = names.function(operation);
        let constant = names.constants.name(function.as_str());
        if let Some(plan) = plan_operation(context, index, (function, constant), diagnostics) {
            let tag = operation.tags.first().map(String::as_str);
            planned.entry(tag).or_default().push(Arc::new(plan));
        }
    }
    let mut groups = Vec::new();
    for tag in &context.api.tags {
        let module = names.modules.name(&tag.name);
        if let Some(operations) = planned.remove(&Some(tag.name.as_str())) {
            let docs = tag_docs(tag);
            groups.push(GroupPlan { tag: Some(tag.name.clone()), module, docs, operations });
        }
    }
    if let Some(operations) = planned.remove(&None) {
        let module = names.modules.name_or("operations", &["untagged operations"]);
        groups.push(GroupPlan { tag: None, module, docs: Docs::new(), operations });
    }
    groups
}

fn tag_docs(tag: &ir::Tag) -> Docs {
    let text = tag.description.as_deref().map(str::trim).filter(|text| !text.is_empty());
    Docs { blocks: text.map(|text| Block::Markdown(text.to_owned())).into_iter().collect(), deprecated: false }
}

/// The names that operations share.
struct Names {
    methods: Scope,
    constants: Scope,
    modules: Scope,
}

impl Names {
    fn new() -> Self {
        Self {
            methods: Scope::reserving(RESERVED_METHODS.iter().copied()),
            constants: Scope::new(),
            modules: Scope::reserving(RESERVED_MODULES.iter().copied()),
        }
    }

    fn function(&mut self, operation: &ir::Operation) -> MethodName {
        let path = format!("{} {}", operation.method.as_str().to_lowercase(), operation.path.text);
        self.methods.name_or(&operation.id, &[&format!("call {}", operation.id), &path])
    }
}

fn plan_operation(
    context: Context<'_>,
    index: usize,
    (function, constant): (MethodName, ConstName),
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<OperationPlan> {
    let operation = context.api.operations.get(index)?;
    let method = operation.method.as_str();
    let body = operation.body.as_ref().and_then(|request| body::plan(context, operation, request, diagnostics));
    let line = vec![Inline::code(format!("{method} {}", operation.path.text))];
    Some(OperationPlan {
        index,
        id: operation.id.clone(),
        method,
        path: operation.path.text.clone(),
        docs: Docs::of(&operation.docs, Docs::new).and(line),
        function,
        constant,
        parameters: parameter::plan(context, operation),
        body,
        responses: response::plan(context, index, operation, diagnostics),
    })
}

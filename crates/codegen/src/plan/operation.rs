//! What client and server have in common: the operations, grouped by tag, with all names that both sides use.

use std::collections::BTreeMap;
use std::sync::Arc;

use specwright_openapi::diagnostic::Diagnostic;
use specwright_openapi::ir;

use super::Context;
use super::body;
use super::choice;
use super::parameter;
use super::response;
use crate::names::{ConstName, MethodName, ModuleName, Scope};
use crate::plan::docs;
use crate::plan::model::docs::{Block, Docs, Inline};
use crate::plan::model::operation::{GroupPlan, OperationPlan};

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
const RESERVED_MODULES: &[&str] = &[
    "client", "router", "schemas", "security", "servers", "types",
];

/// The operations that can be generated, those that are left out among them, by tag: tags in the order of the document, and then those without a
/// tag.
pub fn plan(context: Context<'_>, diagnostics: &mut Vec<Diagnostic>) -> Vec<GroupPlan> {
    let mut names = Names::new(context, diagnostics);
    let mut planned: BTreeMap<Option<&str>, Vec<Arc<OperationPlan>>> = BTreeMap::new();
    for (index, operation) in context.api.operations.iter().enumerate() {
        // The name is given out even where nothing is generated, so that the names of others do not depend on what can be.
        let function = names.function(operation);
        let constant = names.constants.name(function.as_str());
        // Nothing is said about what is left out.
        let mut unsaid = Vec::new();
        let told = if context.chosen.operation(index) {
            &mut *diagnostics
        } else {
            &mut unsaid
        };
        if let Some(plan) = plan_operation(context, index, (function, constant), told) {
            let tag = operation.tags.first().map(String::as_str);
            planned.entry(tag).or_default().push(Arc::new(plan));
        }
    }
    let mut groups = Vec::new();
    for tag in &context.api.tags {
        let module = names.module(&tag.name);
        if let Some(operations) = planned.remove(&Some(tag.name.as_str())) {
            let docs = tag_docs(tag);
            let title = if names.wanted_modules.contains_key(&tag.name) {
                module.as_str()
            } else {
                &tag.name
            };
            groups.push(GroupPlan {
                tag: Some(tag.name.clone()),
                title: Some(title.to_owned()),
                module,
                docs,
                operations,
            });
        }
    }
    if let Some(operations) = planned.remove(&None) {
        let module = names
            .modules
            .name_or("operations", &["untagged operations"]);
        groups.push(GroupPlan {
            tag: None,
            title: None,
            module,
            docs: Docs::new(),
            operations,
        });
    }
    groups
}

fn tag_docs(tag: &ir::Tag) -> Docs {
    let text = tag
        .description
        .as_deref()
        .map(str::trim)
        .filter(|text| !text.is_empty());
    Docs {
        blocks: text
            .map(|text| Block::Markdown(text.to_owned()))
            .into_iter()
            .collect(),
        deprecated: false,
    }
}

/// The names that operations share.
struct Names {
    methods: Scope,
    constants: Scope,
    modules: Scope,
    /// The names that the user gives, by operationId and by tag.
    wanted_methods: BTreeMap<String, MethodName>,
    wanted_modules: BTreeMap<String, ModuleName>,
}

impl Names {
    /// Gives out what the user asks for before anything else.
    fn new(context: Context<'_>, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let mut methods = Scope::reserving(RESERVED_METHODS.iter().copied());
        let mut modules = Scope::reserving(RESERVED_MODULES.iter().copied());
        let mut taken =
            |name: &str, place: [&str; 3]| diagnostics.push(choice::taken(name, &place));
        let operations = context.config.operations.iter();
        let wanted_methods = operations.filter_map(|(id, chosen)| {
            let wanted = chosen.name.as_ref()?;
            let name = methods.claim(wanted);
            if name.is_none() {
                taken(wanted.as_str(), ["operations", id, "name"]);
            }
            Some((id.clone(), name?))
        });
        let wanted_methods = wanted_methods.collect();
        let tags = context.config.tags.iter();
        let wanted_modules = tags.filter_map(|(tag, chosen)| {
            let wanted = chosen.name.as_ref()?;
            let name = modules.claim(wanted);
            if name.is_none() {
                taken(wanted.as_str(), ["tags", tag, "name"]);
            }
            Some((tag.clone(), name?))
        });
        let wanted_modules = wanted_modules.collect();
        Self {
            methods,
            constants: Scope::new(),
            modules,
            wanted_methods,
            wanted_modules,
        }
    }

    fn function(&mut self, operation: &ir::Operation) -> MethodName {
        if let Some(wanted) = self.wanted_methods.get(&operation.id) {
            return wanted.clone();
        }
        let path = format!(
            "{} {}",
            operation.method.as_str().to_lowercase(),
            operation.path.text
        );
        self.methods
            .name_or(&operation.id, &[&format!("call {}", operation.id), &path])
    }

    fn module(&mut self, tag: &str) -> ModuleName {
        match self.wanted_modules.get(tag) {
            Some(wanted) => wanted.clone(),
            None => self.modules.name(tag),
        }
    }
}

/// An operation stands in the module of its first tag; the others are named.
fn tagged(docs: Docs, operation: &ir::Operation) -> Docs {
    let others: Vec<Inline> = operation
        .tags
        .iter()
        .skip(1)
        .flat_map(|tag| [Inline::Own(", "), Inline::code(tag)])
        .skip(1)
        .collect();
    if others.is_empty() {
        docs
    } else {
        docs.and(
            [Inline::Own("Other tags: ")]
                .into_iter()
                .chain(others)
                .chain([Inline::Own(".")]),
        )
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
    let body = operation
        .body
        .as_ref()
        .and_then(|request| body::plan(context, operation, request, diagnostics));
    let line = vec![Inline::code(format!("{method} {}", operation.path.text))];
    Some(OperationPlan {
        index,
        excluded: !context.chosen.operation(index),
        id: operation.id.clone(),
        method,
        path: operation.path.text.clone(),
        docs: tagged(docs::of(&operation.docs, Docs::new).and(line), operation),
        function,
        constant,
        parameters: parameter::plan(context, operation),
        body,
        responses: response::plan(context, index, operation, diagnostics),
    })
}

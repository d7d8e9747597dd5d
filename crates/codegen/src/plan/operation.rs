//! What client and server have in common: the operations, grouped by tag, with all names that both sides use.

use std::collections::BTreeMap;
use std::sync::Arc;

use specwright_openapi::diagnostic::Diagnostic;
use specwright_openapi::ir;

use super::Context;
use super::body::{self, BodyPlan};
use super::choice;
use super::docs::{Block, Docs, Inline};
use super::parameter::{self, ParameterPlan};
use super::response::{self, ResponsePlan};
use super::ty::RustType;
use crate::names::{ConstName, MethodName, ModuleName, Scope};

/// The operations of one tag, or those without any.
#[derive(Clone, Debug)]
pub struct GroupPlan {
    /// The tag as written; none for the operations without one.
    pub tag: Option<String>,
    /// The module of both crates.
    pub module: ModuleName,
    /// The text that other names of the group are made of: the tag, or what the user calls the module.
    pub title: Option<String>,
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
    /// Whether the user's rules leave it out: then it has its names, and is not generated.
    pub left_out: bool,
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

impl OperationPlan {
    /// The types of its parameters, its body and its responses.
    pub fn types(&self) -> Vec<RustType> {
        let parameters = self.parameters.iter().map(|parameter| parameter.ty.clone());
        let bodies = self.body.iter().map(|body| body.ty.clone());
        parameters
            .chain(bodies)
            .chain(self.responses.iter().map(|response| response.content.ty()))
            .collect()
    }
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
        docs.and([Inline::Own("Tagged as well: ")].into_iter().chain(others))
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
        left_out: !context.chosen.operation(index),
        id: operation.id.clone(),
        method,
        path: operation.path.text.clone(),
        docs: tagged(Docs::of(&operation.docs, Docs::new).and(line), operation),
        function,
        constant,
        parameters: parameter::plan(context, operation),
        body,
        responses: response::plan(context, index, operation, diagnostics),
    })
}

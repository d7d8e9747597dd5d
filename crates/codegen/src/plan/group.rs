//! The operations by tag, and the names of operations and tags.

use std::collections::BTreeMap;
use std::sync::Arc;

use specwright_openapi::diagnostic::Report;
use specwright_openapi::ir::{Operation, Tag};

use super::context::Context;
use super::docs;
use super::model::docs::Docs;
use super::model::operation::{GroupPlan, OperationPlan};
use super::operation::{self, OperationNames};
use crate::catalogue::overrides;
use crate::config;
use crate::names::{ConfiguredName, ConstName, MethodName, ModuleName, Name, Scope};

/// The names that a method cannot have: other methods of the generated types, and names that lints
/// reserve for traits of the standard library.
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

/// The modules of the generated crates that are not for a tag.
const RESERVED_MODULES: &[&str] = &[
    "body", "bytes", "client", "http", "router", "runtime", "schemas", "security", "servers",
    "types",
];

/// Plans all operations, excluded ones included, by their first tag: tags in document order, then
/// the operations without a tag.
pub(super) fn plan(context: Context<'_>, report: &mut Report) -> Vec<GroupPlan> {
    // The configured names of operations and webhooks are claimed and reported together.
    let mut names = match context.webhooks {
        true => Names::new(context, &mut Report::default()),
        false => Names::new(context, report),
    };
    let mut untagged = Vec::new();
    let mut by_tag: BTreeMap<&str, Vec<Arc<OperationPlan>>> = BTreeMap::new();
    for (index, operation) in context.operations() {
        let names = names.operation(operation);
        // Excluded operations are planned for their names alone.
        let mut ignored = Report::default();
        let report = if context.selection.contains(index) {
            &mut *report
        } else {
            &mut ignored
        };
        let plan = Arc::new(operation::plan(context, index, names, report));
        match operation.tags.first() {
            Some(tag) => by_tag.entry(tag).or_default().push(plan),
            None => untagged.push(plan),
        }
    }
    let mut groups = Vec::new();
    for tag in &context.api.tags {
        let module = names.module(&tag.name);
        if let Some(operations) = by_tag.remove(tag.name.as_str()) {
            groups.push(names.group(tag, module, operations));
        }
    }
    if !untagged.is_empty() {
        groups.push(GroupPlan {
            tag: None,
            title: None,
            module: names.untagged_module(),
            docs: Docs::new(),
            operations: untagged,
        });
    }
    groups
}

/// The scopes of the names of operations and tags.
struct Names {
    methods: Scope,
    constants: Scope,
    modules: Scope,
    /// The configured names, by operationId.
    configured_methods: BTreeMap<String, MethodName>,
    /// The configured names, by tag.
    configured_modules: BTreeMap<String, ModuleName>,
}

impl Names {
    /// Claims the configured names before any other, and reports those that are in use.
    fn new(context: Context<'_>, report: &mut Report) -> Self {
        let mut methods = Scope::reserving(RESERVED_METHODS.iter().copied());
        let mut modules = Scope::reserving(RESERVED_MODULES.iter().copied());
        let operations = context.config.operations.iter();
        let operations = operations.map(|(id, operation)| (id, operation.name.as_ref()));
        let configured_methods = claim("operations", operations, &mut methods, report);
        let tags = context.config.tags.iter();
        let tags = tags.map(|(tag, config)| (tag, config.name.as_ref()));
        let configured_modules = claim("tags", tags, &mut modules, report);
        Self {
            methods,
            constants: Scope::new(),
            modules,
            configured_methods,
            configured_modules,
        }
    }

    fn operation(&mut self, operation: &Operation) -> OperationNames {
        let configured = self.configured_methods.get(&operation.id);
        let function = match configured {
            Some(configured) => configured.clone(),
            None => {
                let method = operation.method.as_str().to_lowercase();
                let prefixed = format!("call {}", operation.id);
                let route = format!("{method} {}", operation.path.text);
                self.methods.name_or(&operation.id, &[&prefixed, &route])
            }
        };
        let constant: ConstName = self.constants.name(function.as_str());
        OperationNames { function, constant }
    }

    fn module(&mut self, tag: &str) -> ModuleName {
        match self.configured_modules.get(tag) {
            Some(configured) => configured.clone(),
            None => self.modules.name_or(tag, &[&format!("{tag} operations")]),
        }
    }

    fn untagged_module(&mut self) -> ModuleName {
        self.modules.name_or("operations", &["untagged operations"])
    }

    fn group(
        &self,
        tag: &Tag,
        module: ModuleName,
        operations: Vec<Arc<OperationPlan>>,
    ) -> GroupPlan {
        let title = if self.configured_modules.contains_key(&tag.name) {
            module.as_str()
        } else {
            &tag.name
        };
        GroupPlan {
            tag: Some(tag.name.clone()),
            title: Some(title.to_owned()),
            docs: docs::markdown(tag.description.as_deref()),
            module,
            operations,
        }
    }
}

/// Claims the configured names of a section, and reports those that are in use.
fn claim<'a, N: Name + 'a>(
    section: &str,
    configured: impl Iterator<Item = (&'a String, Option<&'a ConfiguredName<N>>)>,
    scope: &mut Scope,
    report: &mut Report,
) -> BTreeMap<String, N> {
    let mut claimed = BTreeMap::new();
    for (key, name) in configured {
        let Some(requested) = name else {
            continue;
        };
        match scope.claim(requested) {
            Some(name) => {
                claimed.insert(key.clone(), name);
            }
            None => {
                let span = config::location(&[section, key, "name"]);
                report.add(&span, overrides::name_in_use(requested.as_str()));
            }
        }
    }
    claimed
}

//! Paths and operations.

use openapiv3::{Operation as Written, PathItem};

use super::body;
use super::context::Context;
use super::input::Input;
use super::operation_id::{self, OperationIds};
use super::parameter::{self, ParameterCache};
use super::path::{self, PathError};
use super::response::{self, ResponseCache};
use super::schema::lowering::SchemaLowering;
use super::scope::Scope;
use super::security::SecuritySchemes;
use super::server;
use crate::diagnostic::catalogue::{
    operation as catalogue, parameter as parameter_catalogue, root,
};
use crate::grammar::{Kind, METHODS, WEBHOOKS};
use crate::ir::{
    Docs, Method, Operation, Parameter, PathPart, PathTemplate, Scheme, SchemeKind,
    SecurityAlternative, Server, Tag,
};
use crate::node::Node;
use crate::pointer::Span;

/// The methods in the order of [`METHODS`].
const ALL_METHODS: [Method; METHODS.len()] = [
    Method::Get,
    Method::Put,
    Method::Post,
    Method::Delete,
    Method::Options,
    Method::Head,
    Method::Patch,
    Method::Trace,
    Method::Query,
];

/// The operations of a document, and the results that depend on all of them.
pub(super) struct Operations {
    pub list: Vec<Operation>,
    /// The declared tags, followed by those that only operations name.
    pub tags: Vec<Tag>,
    /// The declared security schemes, followed by replacements of undeclared ones.
    pub schemes: Vec<Scheme>,
    /// The number of operations in the document, including skipped ones and without webhooks.
    pub count: usize,
}

/// The state of lowering operations.
pub(super) struct OperationLowering<'s, 'd> {
    pub(super) schemas: &'s mut SchemaLowering<'d>,
    pub(super) operations: Vec<Operation>,
    count: usize,
    tags: Vec<Tag>,
    security: SecuritySchemes,
    ids: OperationIds,
    parameters: ParameterCache,
    responses: ResponseCache,
}

/// The path item that contains an operation.
struct Surroundings {
    target: Target,
    /// Whether the path item has a single operation.
    is_single: bool,
    parameters: Vec<Parameter>,
    servers: Vec<Server>,
}

/// The recipient of the requests of a path item.
pub(super) struct Target {
    pub(super) path: PathTemplate,
    /// The name from which ids are generated, if the API sends the requests.
    pub(super) webhook: Option<String>,
    /// The URL of a callback.
    pub(super) callback_url: Option<String>,
}

/// Lowers all operations, in document order.
pub(super) fn lower_all(
    schemas: &mut SchemaLowering<'_>,
    tags: Vec<Tag>,
    security: SecuritySchemes,
) -> Operations {
    let paths = Span::default().join("paths");
    let map = schemas.context.object_at(&paths, "paths");
    if map.is_none() {
        report_missing_paths(&mut schemas.context);
    }
    let sections = WEBHOOKS.map(|key| Span::default().join(key));
    let sections = std::iter::once(&paths).chain(&sections);
    let sections = sections.filter_map(|section| schemas.context.input.node(section));
    let ids = OperationIds::declared_in(sections);
    let mut lowering = OperationLowering {
        schemas,
        operations: Vec::new(),
        count: 0,
        tags,
        security,
        ids,
        parameters: ParameterCache::new(),
        responses: ResponseCache::new(),
    };
    let keys = map.into_iter().flat_map(|map| map.keys());
    for key in keys.filter(|key| !key.starts_with("x-")) {
        lowering.add_path(key, &paths.join(key));
    }
    lowering.add_webhooks();
    Operations {
        list: lowering.operations,
        tags: lowering.tags,
        schemes: lowering.security.schemes,
        count: lowering.count,
    }
}

/// Reports a document without `paths`. From OpenAPI 3.1 on, components or webhooks are sufficient.
fn report_missing_paths(context: &mut Context<'_>) {
    let root_span = Span::default();
    let has = |key: &str| context.input.has(&root_span, key);
    let is_sufficient =
        context.input.version().has_json_schema() && (has("components") || has("webhooks"));
    if !has("paths") && !is_sufficient {
        context.report.add(&root_span, root::missing_paths());
    }
}

impl OperationLowering<'_, '_> {
    fn add_path(&mut self, key: &str, site: &Span) {
        let Some((span, methods)) = self.path_item(key, site) else {
            return;
        };
        self.count += methods.len();
        let context = &mut self.schemas.context;
        let path = match path::parse(key) {
            Ok(path) => path,
            Err(error) => return report_path(context, error, key, site),
        };
        if path.template != path.text {
            context
                .report
                .add(site, catalogue::query_in_path(&path.query));
        }
        self.count += report_additional_operations(context, &span);
        let target = Target {
            path,
            webhook: None,
            callback_url: None,
        };
        self.add_operations(key, &span, &methods, target);
    }

    /// Returns the location and the methods of a path item.
    pub(super) fn path_item(&mut self, key: &str, site: &Span) -> Option<(Span, Vec<Method>)> {
        let context = &mut self.schemas.context;
        let span = context.follow(site, Kind::PathItem)?;
        let map = context.object_at(&span, key)?;
        let methods = map
            .keys()
            .filter_map(|key| METHODS.iter().position(|method| method == key))
            .map(|index| ALL_METHODS[index]);
        Some((span, methods.collect()))
    }

    pub(super) fn add_operations(
        &mut self,
        key: &str,
        span: &Span,
        methods: &[Method],
        target: Target,
    ) {
        let context = &mut self.schemas.context;
        let Some(map) = context.object_at(span, key) else {
            return;
        };
        if context.read::<PathItem>(span).is_none() {
            return;
        }
        for key in map.keys().filter(|key| !is_path_item_key(key)) {
            let finding = catalogue::unknown_path_item_key(key);
            context.report.add(&span.join(key), finding);
        }
        let is_webhook = target.webhook.is_some();
        let servers = match is_webhook {
            // The receiver has registered a URL.
            true => Vec::new(),
            false => server::lower_all(context, span),
        };
        let scope = Scope::component(key);
        let parameters = parameter::lower_all(self.schemas, &mut self.parameters, span, &scope);
        let surroundings = Surroundings {
            target,
            is_single: methods.len() == 1,
            parameters,
            servers,
        };
        for method in methods {
            let site = span.join(&method.as_str().to_ascii_lowercase());
            let Some(operation) = self.lower(*method, &surroundings, &site) else {
                continue;
            };
            let (id, span) = (operation.id.clone(), operation.span.clone());
            self.operations.push(operation);
            match is_webhook {
                true => self.report_callbacks(&span),
                false => self.add_callbacks(&id, &span),
            }
        }
    }

    fn lower(
        &mut self,
        method: Method,
        surroundings: &Surroundings,
        site: &Span,
    ) -> Option<Operation> {
        let Target {
            path,
            webhook,
            callback_url,
        } = &surroundings.target;
        let context = &mut self.schemas.context;
        let span = context.follow(site, Kind::Operation)?;
        let written: Written = context.read(&span)?;
        let id = self.ids.assign(
            written.operation_id.as_deref(),
            surroundings.generate_id(method),
            &span,
            context.report,
        );
        let is_webhook = webhook.is_some();
        let scope = Scope::operation(&id);
        let mut parameters = surroundings.parameters.clone();
        let own = parameter::lower_all(self.schemas, &mut self.parameters, &span, &scope);
        parameter::override_with(&mut parameters, own);
        parameter::match_path(self.schemas, &mut parameters, path, &span, &scope);
        let security = self.security_of(&span, is_webhook);
        self.remove_credentials(&mut parameters, &security);
        self.add_tags(&written.tags);
        let responses = span.join("responses");
        Some(Operation {
            is_webhook,
            callback_url: callback_url.clone(),
            method,
            path: path.clone(),
            tags: written.tags,
            docs: Docs {
                title: written.summary,
                description: written.description,
                deprecated: written.deprecated,
                external: written.external_docs.map(|docs| docs.url),
                example: None,
            },
            parameters,
            body: body::lower(self.schemas, &span.join("requestBody"), method, &scope),
            responses: response::lower_all(self.schemas, &mut self.responses, &responses, &scope),
            security,
            required_scopes: required_scopes(self.schemas.context.input, &span),
            servers: self.servers_of(&span, surroundings),
            span,
            id,
        })
    }

    /// Returns the servers of an operation, or those of its path item.
    fn servers_of(&mut self, span: &Span, surroundings: &Surroundings) -> Vec<Server> {
        if surroundings.target.webhook.is_some() {
            return Vec::new();
        }
        let servers = server::lower_all(&mut self.schemas.context, span);
        match servers.is_empty() {
            true => surroundings.servers.clone(),
            false => servers,
        }
    }

    fn security_of(&mut self, span: &Span, is_webhook: bool) -> Vec<SecurityAlternative> {
        let context = &mut self.schemas.context;
        // The requirements of the document protect the API, not those that it calls.
        let own = context.input.node(&span.join("security"));
        match is_webhook && own.is_none_or(|own| *own == Node::Null) {
            true => Vec::new(),
            false => self.security.lower_requirements(context, span),
        }
    }

    /// Removes the parameters that are API keys of the operation. The credentials of the client and
    /// the verifier of the server replace them, as for the header `Authorization`.
    fn remove_credentials(
        &mut self,
        parameters: &mut Vec<Parameter>,
        security: &[SecurityAlternative],
    ) {
        let schemes = &self.security.schemes;
        let requirements = security.iter().flat_map(|it| &it.requirements);
        let kinds: Vec<&SchemeKind> = requirements
            .filter_map(|requirement| schemes.get(requirement.scheme))
            .map(|scheme| &scheme.kind)
            .collect();
        let report = &mut self.schemas.context.report;
        parameters.retain(|parameter| {
            let is_credential = kinds.iter().any(|kind| parameter.is_key(kind));
            if is_credential {
                let location = parameter.location.name();
                let finding = parameter_catalogue::credential(location, &parameter.name);
                report.add(&parameter.span, finding);
            }
            !is_credential
        });
    }

    /// Adds the tags that the document does not declare.
    fn add_tags(&mut self, names: &[String]) {
        for name in names {
            if !self.tags.iter().any(|tag| tag.name == *name) {
                self.tags.push(Tag {
                    name: name.clone(),
                    description: None,
                });
            }
        }
    }
}

impl Surroundings {
    /// Generates the id of an operation without one.
    fn generate_id(&self, method: Method) -> String {
        match &self.target.webhook {
            None => operation_id::generate(method, &self.target.path.parts),
            Some(name) if self.is_single => name.clone(),
            Some(name) => operation_id::generate(method, &[PathPart::Literal(name.clone())]),
        }
    }
}

fn report_path(context: &mut Context<'_>, error: PathError, path: &str, site: &Span) {
    let finding = match error {
        PathError::NoLeadingSlash => catalogue::path_without_slash(path),
        PathError::UnbalancedBraces => catalogue::unbalanced_path(path),
        PathError::DuplicateParameter => catalogue::duplicate_path_parameter(path),
        PathError::ParameterInQuery => catalogue::parameter_in_query_of_path(path),
    };
    context.report.add(site, finding);
}

/// Reports the operations with methods that have no key of their own (OpenAPI 3.2, 4.9), and
/// returns their number.
pub(super) fn report_additional_operations(context: &mut Context<'_>, item: &Span) -> usize {
    let span = item.join("additionalOperations");
    let Some(map) = context.input.map(&span) else {
        return 0;
    };
    for method in map.keys() {
        let finding = catalogue::unsupported_method(method);
        context.report.add(&span.join(method), finding);
    }
    map.len()
}

fn required_scopes(input: Input<'_>, operation: &Span) -> Vec<String> {
    let list = input.node(&operation.join("x-required-scopes"));
    let scopes = list.and_then(Node::as_list).unwrap_or_default().iter();
    scopes.filter_map(Node::as_str).map(str::to_owned).collect()
}

fn is_path_item_key(key: &str) -> bool {
    METHODS.contains(&key)
        || key.starts_with("x-")
        || matches!(
            key,
            "summary" | "description" | "servers" | "parameters" | "$ref" | "additionalOperations"
        )
}

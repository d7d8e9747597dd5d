//! Operations.

use openapiv3::PathItem;

use super::path::{self, PathProblem};
use super::{Lowering, Scope};
use crate::diagnostic::Code;
use crate::document;
use crate::grammar::{Kind, METHODS};
use crate::ir::{Docs, Method, Operation, Parameter, PathTemplate, Tag};
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

/// What an operation takes from its path item.
struct Around<'a> {
    path: &'a PathTemplate,
    parameters: Vec<Parameter>,
}

impl Lowering<'_> {
    /// Lowers all operations.
    pub fn operations(&mut self) {
        let paths = Span::default().join("paths");
        let Some(members) = self.object_at(&paths, "paths") else {
            let has = |key: &str| self.forest.node(&Span::default().join(key)).is_some();
            // From 3.1 on a document may be there for its components or webhooks alone.
            let is_enough =
                self.forest.version().has_json_schema() && (has("components") || has("webhooks"));
            if !has("paths") && !is_enough {
                self.report.warn(
                    Code::InvalidPiece,
                    &Span::default(),
                    "the document has no `paths`",
                    "add `paths`",
                );
            }
            return;
        };
        self.reserve_ids(&paths);
        for key in members.keys().filter(|key| !key.starts_with("x-")) {
            self.path_item(key, &paths.join(key));
        }
    }

    fn path_item(&mut self, key: &str, site: &Span) {
        let Ok(target) = self.resolver.follow(site, Kind::PathItem, &mut self.report) else {
            return;
        };
        let Some(members) = self.object_at(&target.place, key) else {
            return;
        };
        let methods: Vec<Method> = members
            .keys()
            .filter_map(|key| METHODS.iter().position(|method| method == key))
            .map(|at| ALL_METHODS[at])
            .collect();
        self.api.document_operations += methods.len();
        let template = match path::parse(key) {
            Ok(template) => template,
            Err(problem) => return self.path_problem(problem, key, site),
        };
        let Some(item) = document::read::<PathItem>(self.forest, &target.place, &mut self.report)
        else {
            return;
        };
        self.additional_operations(&target.place);
        for unknown in members.keys().filter(|key| !is_path_item_key(key)) {
            let at = target.place.join(unknown);
            let message = format!("`{unknown}` is no key of a path item; it is left out");
            self.report
                .skip(Code::IgnoredKeyword, &at, message, "check its spelling");
        }
        if !item.servers.is_empty() {
            self.ignored_servers(&target.place);
        }
        let parameters = self.parameters(&target.place, &Scope::component(key));
        let around = Around {
            path: &template,
            parameters,
        };
        for method in methods {
            let place = target.place.join(&method.as_str().to_ascii_lowercase());
            let operation = self.operation(method, &around, &place);
            self.api.operations.extend(operation);
        }
    }

    /// Methods without a key of their own (OpenAPI 3.2, 4.9).
    fn additional_operations(&mut self, item: &Span) {
        let at = item.join("additionalOperations");
        let Some(operations) = self.forest.node(&at).and_then(Node::as_map) else {
            return;
        };
        self.api.document_operations += operations.len();
        for method in operations.keys() {
            let message =
                format!("the method `{method}` is not generated; the operation is left out");
            let hint = "call it with a client of your own, and add a route to the router by hand";
            self.report
                .skip(Code::UnsupportedMethod, &at.join(method), message, hint);
        }
    }

    fn path_problem(&mut self, problem: PathProblem, key: &str, site: &Span) {
        let (code, message, hint) = match problem {
            PathProblem::NoSlash => (
                Code::PathWithoutSlash,
                "does not begin with a slash",
                "begin it with `/`",
            ),
            PathProblem::Brace => (
                Code::MalformedPath,
                "has a brace too many or too few",
                "write parameters as `{name}`",
            ),
            PathProblem::Twice => {
                let message =
                    format!("the path `{key}` has a parameter twice; its operations are left out");
                return self.report.skip(
                    Code::MalformedPath,
                    site,
                    message,
                    "give each parameter its own name",
                );
            }
        };
        self.report
            .error(code, site, format!("the path `{key}` {message}"), hint);
    }

    fn operation(&mut self, method: Method, around: &Around<'_>, site: &Span) -> Option<Operation> {
        let place = &self
            .resolver
            .follow(site, Kind::Operation, &mut self.report)
            .ok()?
            .place;
        let written = document::read::<openapiv3::Operation>(self.forest, place, &mut self.report)?;
        let id = self.operation_id(written.operation_id.as_deref(), method, around.path, place);
        let scope = Scope::operation(&id);
        for (key, what) in [
            ("callbacks", "callbacks"),
            ("servers", "servers of single operations or paths"),
        ] {
            if self.forest.node(&place.join(key)).is_some() {
                let message = format!("{what} have no effect");
                self.report.count(
                    Code::IgnoredKeyword,
                    &place.join(key),
                    &message,
                    "they are left out of the output",
                );
            }
        }
        let mut parameters = around.parameters.clone();
        for parameter in self.parameters(place, &scope) {
            match parameters.iter_mut().find(|other| {
                (other.location, &other.name) == (parameter.location, &parameter.name)
            }) {
                Some(other) => *other = parameter,
                None => parameters.push(parameter),
            }
        }
        self.match_path(&mut parameters, around.path, place, &scope);
        for name in &written.tags {
            if !self.api.tags.iter().any(|tag| tag.name == *name) {
                self.api.tags.push(Tag {
                    name: name.clone(),
                    description: None,
                });
            }
        }
        Some(Operation {
            method,
            path: around.path.clone(),
            tags: written.tags,
            docs: Docs {
                title: written.summary,
                description: written.description,
                deprecated: written.deprecated,
                external: written.external_docs.map(|docs| docs.url),
                example: None,
            },
            parameters,
            body: self.request_body(&place.join("requestBody"), &scope),
            responses: self.responses(&place.join("responses"), &scope),
            security: self.security(place),
            required_scopes: self.required_scopes(place),
            span: place.clone(),
            id,
        })
    }

    /// The id of an operation, unique in the document.
    fn operation_id(
        &mut self,
        written: Option<&str>,
        method: Method,
        path: &PathTemplate,
        place: &Span,
    ) -> String {
        let made = path::made_id(method, path);
        let written = written.filter(|id| !id.trim().is_empty());
        let mut id = written.unwrap_or(&made).to_owned();
        let is_reserved = written.is_none() && self.written_ids.contains(&id);
        if is_reserved || self.operation_ids.contains(&id) {
            if written.is_some() {
                let message = format!("another operation has the operationId `{id}` too");
                self.report.warn(
                    Code::DuplicateOperationId,
                    &place.join("operationId"),
                    message,
                    "give it an id of its own",
                );
            }
            let base = if written.is_some() {
                format!("{id}_{made}")
            } else {
                made
            };
            id.clone_from(&base);
            let mut number = 2;
            while self.operation_ids.contains(&id) || self.written_ids.contains(&id) {
                id = format!("{base}_{number}");
                number += 1;
            }
        }
        self.operation_ids.insert(id.clone());
        id
    }

    /// Ids that the document gives are not taken by made ones, wherever they stand.
    fn reserve_ids(&mut self, paths: &Span) {
        let items = self
            .forest
            .node(paths)
            .and_then(Node::as_map)
            .into_iter()
            .flatten();
        let operations = items
            .filter_map(|(_, item)| item.as_map())
            .flatten()
            .filter(|(key, _)| METHODS.contains(&key.as_str()));
        let ids =
            operations.filter_map(|(_, operation)| operation.member("operationId")?.scalar_text());
        self.written_ids = ids.map(str::to_owned).collect();
    }

    fn ignored_servers(&mut self, place: &Span) {
        let message = "servers of single operations or paths have no effect";
        self.report.count(
            Code::IgnoredKeyword,
            &place.join("servers"),
            message,
            "they are left out of the output",
        );
    }

    fn required_scopes(&self, place: &Span) -> Vec<String> {
        let list = self
            .forest
            .node(&place.join("x-required-scopes"))
            .and_then(Node::as_list)
            .unwrap_or_default();
        list.iter()
            .filter_map(Node::as_str)
            .map(str::to_owned)
            .collect()
    }
}

fn is_path_item_key(key: &str) -> bool {
    METHODS.contains(&key)
        || key.starts_with("x-")
        || matches!(
            key,
            "summary" | "description" | "servers" | "parameters" | "$ref" | "additionalOperations"
        )
}

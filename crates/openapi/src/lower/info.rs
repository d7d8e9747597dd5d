//! The Info Object, servers and tags.

use super::Lowering;
use crate::diagnostic::Code;
use crate::ir::{Info, Server, ServerVariable, Tag};
use crate::node::Node;
use crate::pointer::Span;

impl Lowering<'_> {
    /// Lowers what the document says about itself.
    pub fn info(&mut self) {
        let root = Span::default();
        let info = self.object_at(&root.join("info"), "info");
        if info.is_none() {
            self.report.warn(
                Code::InvalidPiece,
                &root,
                "the document has no `info`",
                "add `info` with `title` and `version`",
            );
        }
        let text = |key: &str| {
            info.and_then(|info| info.get(key))
                .and_then(Node::scalar_text)
                .map(str::to_owned)
        };
        self.api.info = Info {
            title: text("title").unwrap_or_default(),
            version: text("version").unwrap_or_default(),
            description: text("description"),
            terms_of_service: text("termsOfService"),
            license: info
                .and_then(|info| info.get("license"))
                .and_then(|license| member_text(license, "name")),
        };
        let servers = root.join("servers");
        for (index, node) in self.list_at(&servers, "servers").iter().enumerate() {
            let server = self.server(node, &servers.index(index));
            self.api.servers.extend(server);
        }
        let tags = root.join("tags");
        for node in self.list_at(&tags, "tags") {
            let Some(name) = member_text(node, "name") else {
                continue;
            };
            if !self.api.tags.iter().any(|tag| tag.name == name) {
                self.api.tags.push(Tag {
                    name,
                    description: member_text(node, "description"),
                });
            }
        }
        for (key, what) in [("webhooks", "webhooks"), ("x-webhooks", "webhooks")] {
            if self.forest.node(&root.join(key)).is_some() {
                let message = format!("`{what}` have no effect yet");
                self.report.count(
                    Code::IgnoredKeyword,
                    &root.join(key),
                    &message,
                    "they are left out of the output",
                );
            }
        }
    }

    fn server(&mut self, node: &Node, place: &Span) -> Option<Server> {
        let Some(url) = member_text(node, "url") else {
            self.report.skip(
                Code::InvalidPiece,
                place,
                "a server has no `url`; it is left out",
                "add `url`",
            );
            return None;
        };
        let mut variables = Vec::new();
        for (name, variable) in node
            .member("variables")
            .and_then(Node::as_map)
            .into_iter()
            .flatten()
        {
            let list = variable
                .member("enum")
                .and_then(Node::as_list)
                .unwrap_or_default();
            let values: Vec<String> = list
                .iter()
                .filter_map(Node::scalar_text)
                .map(str::to_owned)
                .collect();
            if variable.member("enum").is_some() && list.is_empty() {
                let at = place.join("variables").join(name).join("enum");
                let message = "the `enum` of a server variable lists no value; it has no effect";
                self.report.warn(
                    Code::InvalidPiece,
                    &at,
                    message,
                    "list the values, or leave `enum` out",
                );
            }
            let Some(default) =
                member_text(variable, "default").or_else(|| values.first().cloned())
            else {
                let at = place.join("variables").join(name);
                self.report.degrade(
                    Code::InvalidPiece,
                    &at,
                    "a server variable has no default",
                    "add `default`",
                );
                continue;
            };
            let description = member_text(variable, "description");
            variables.push(ServerVariable {
                name: name.clone(),
                default,
                values,
                description,
            });
        }
        let resolved = self.resolve_url(&url, &variables, place);
        Some(Server {
            resolved,
            url,
            description: member_text(node, "description"),
            variables,
            span: place.clone(),
        })
    }

    /// The URL with the defaults in it. Defaults are not looked through for further variables.
    fn resolve_url(&mut self, url: &str, variables: &[ServerVariable], place: &Span) -> String {
        let mut resolved = String::new();
        let mut rest = url;
        while let Some((before, after)) = rest.split_once('{') {
            resolved.push_str(before);
            let Some((name, after)) = after.split_once('}') else {
                resolved.push('{');
                rest = after;
                continue;
            };
            match variables.iter().find(|variable| variable.name == name) {
                Some(variable) => resolved.push_str(&variable.default),
                None => {
                    let message = format!("the URL has a variable `{name}` that is not described");
                    self.report.degrade(
                        Code::InvalidPiece,
                        &place.join("url"),
                        message,
                        "describe it under `variables`",
                    );
                    resolved.push_str(&format!("{{{name}}}"));
                }
            }
            rest = after;
        }
        resolved.push_str(rest);
        resolved
    }
}

/// The text of a member.
pub(super) fn member_text(node: &Node, key: &str) -> Option<String> {
    node.member(key)
        .and_then(Node::scalar_text)
        .map(str::to_owned)
}

//! Servers and the variables in their URLs.

use super::context::Context;
use super::text::text;
use crate::diagnostic::Report;
use crate::diagnostic::catalogue::root as catalogue;
use crate::ir::{Server, ServerVariable};
use crate::node::Node;
use crate::pointer::Span;

/// Lowers the servers of the document, a path item or an operation.
pub(super) fn lower_all(context: &mut Context<'_>, holder: &Span) -> Vec<Server> {
    let servers = holder.join("servers");
    let nodes = context.list_at(&servers, "servers").iter().enumerate();
    nodes
        .filter_map(|(index, node)| lower(node, &servers.index(index), context.report))
        .collect()
}

/// Lowers a server. Returns `None` if it has no URL.
fn lower(node: &Node, span: &Span, report: &mut Report) -> Option<Server> {
    let Some(url) = text(node, "url") else {
        report.add(span, catalogue::missing_server_url());
        return None;
    };
    let mut variables = lower_variables(node, span, report);
    variables.retain(|variable| {
        let is_used = url.contains(&format!("{{{}}}", variable.name));
        if !is_used {
            let finding = catalogue::unused_server_variable(&variable.name);
            report.add(&span.join("variables").join(&variable.name), finding);
        }
        is_used
    });
    let (resolved, undeclared) = insert_defaults(&url, &variables);
    for name in undeclared {
        let finding = catalogue::undeclared_server_variable(&name);
        report.add(&span.join("url"), finding);
    }
    Some(Server {
        resolved,
        url,
        description: text(node, "description"),
        variables,
        span: span.clone(),
    })
}

fn lower_variables(node: &Node, span: &Span, report: &mut Report) -> Vec<ServerVariable> {
    let span = span.join("variables");
    let variables = node.member("variables").and_then(Node::as_map);
    variables
        .into_iter()
        .flatten()
        .filter_map(|(name, node)| lower_variable(name, node, &span.join(name), report))
        .collect()
}

fn lower_variable(
    name: &str,
    node: &Node,
    span: &Span,
    report: &mut Report,
) -> Option<ServerVariable> {
    let list = node.member("enum").and_then(Node::as_list);
    let list = list.unwrap_or_default();
    if node.member("enum").is_some() && list.is_empty() {
        report.add(&span.join("enum"), catalogue::empty_server_enum());
    }
    let values = list.iter().filter_map(Node::scalar_text);
    let values: Vec<String> = values.map(str::to_owned).collect();
    let Some(default) = text(node, "default").or_else(|| values.first().cloned()) else {
        report.add(span, catalogue::missing_server_default());
        return None;
    };
    Some(ServerVariable {
        name: name.to_owned(),
        default,
        values,
        description: text(node, "description"),
    })
}

/// Replaces the variables of a URL by their defaults, without looking for variables in the
/// defaults. Also returns the names of variables that are not declared, which stay in the URL.
fn insert_defaults(url: &str, variables: &[ServerVariable]) -> (String, Vec<String>) {
    let mut resolved = String::new();
    let mut undeclared = Vec::new();
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
                resolved.push_str(&format!("{{{name}}}"));
                undeclared.push(name.to_owned());
            }
        }
        rest = after;
    }
    resolved.push_str(rest);
    (resolved, undeclared)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_are_inserted_once_and_undeclared_variables_stay() {
        let variable = ServerVariable {
            name: "host".to_owned(),
            default: "{port}".to_owned(),
            values: Vec::new(),
            description: None,
        };
        let (url, undeclared) = insert_defaults("https://{host}:{port}/{", &[variable]);
        assert_eq!(url, "https://{port}:{port}/{");
        assert_eq!(undeclared, ["port"]);
    }
}

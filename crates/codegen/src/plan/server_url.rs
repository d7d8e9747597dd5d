//! The servers of the document as constants, and as functions of their variables.

use std::collections::BTreeSet;

use specwright_openapi::diagnostic::Report;
use specwright_openapi::ir::{Api, Operation, Server, ServerVariable};

use super::context::Context;
use super::model::docs::{Block, Docs, Inline};
use super::model::server_url::{
    DefaultServer, ServerUrlPlan, ServersPlan, UrlFunctionPlan, UrlPart,
};
use crate::catalogue::server_url;
use crate::config::{self, Config};
use crate::names::{ConstName, Scope};

/// The maximum number of words in a description that is used as a name.
const NAME_WORDS: usize = 4;

/// Plans the servers of the document and the default server of the client.
pub(super) fn plan(context: Context<'_>) -> ServersPlan {
    // A receiver of webhooks has registered its URL.
    if context.webhooks {
        return ServersPlan::default();
    }
    let mut constants = Scope::reserving(["DEFAULT"]);
    let mut functions = Scope::reserving(["default"]);
    let mut servers = Vec::new();
    for (index, server) in all(context.api).into_iter().enumerate() {
        let fallback = format!("server {}", index + 1);
        let name = name(server).unwrap_or(&fallback);
        let constant: ConstName = constants.name_or(name, &[&fallback]);
        servers.push(ServerUrlPlan {
            function: url_function(server, &constant, &mut functions),
            constant,
            url: server.resolved.clone(),
            docs: docs(server),
        });
    }
    ServersPlan {
        default: default(context, &servers),
        servers,
    }
}

/// Returns the servers of the document, followed by those of operations, without duplicates.
fn all(api: &Api) -> Vec<&Server> {
    let mut all: Vec<&Server> = api.servers.iter().collect();
    let mut known: BTreeSet<&str> = all.iter().map(|server| server.url.as_str()).collect();
    let of_operations = api.operations.iter().flat_map(|it| &it.servers);
    all.extend(of_operations.filter(|server| known.insert(server.url.as_str())));
    all
}

/// Returns the URL of the server of an operation, unless the server of the client applies. A URL
/// without a host has the host of that server.
pub(super) fn of_operation(api: &Api, operation: &Operation) -> Option<String> {
    let urls = |servers: &[Server]| -> Vec<String> {
        servers.iter().map(|server| server.url.clone()).collect()
    };
    if urls(&operation.servers) == urls(&api.servers) {
        return None;
    }
    let mut servers = operation.servers.iter();
    let server = servers.find(|server| is_usable(&server.resolved))?;
    Some(server.resolved.clone())
}

/// Reports the servers of an operation if none of them can be used.
pub(super) fn check_operations(api: &Api, report: &mut Report) {
    for operation in &api.operations {
        let mut servers = operation.servers.iter();
        if servers.all(|server| !is_usable(&server.resolved))
            && let Some(first) = operation.servers.first()
        {
            report.add(&first.span, server_url::unusable(&first.url));
        }
    }
}

fn is_usable(url: &str) -> bool {
    let is_path = url.starts_with('/') && !url.starts_with("//");
    (is_absolute(url) || is_path) && !url.contains(['{', '}', '?', '#'])
}

/// Reports a default server of the configuration that cannot be used.
pub(super) fn check(api: &Api, config: &Config, report: &mut Report) {
    let Some(configured) = &config.client.server else {
        return;
    };
    let mut servers = api.servers.iter();
    let finding = match servers.find(|server| is_named(server, configured)) {
        _ if config.client.base_url.is_some() => server_url::server_and_base_url(),
        Some(server) if is_absolute(&server.resolved) => return,
        Some(server) => server_url::relative(&server.url),
        None => {
            let urls = api.servers.iter().map(|server| server.url.as_str());
            let servers = api.servers.iter();
            let descriptions = servers.filter_map(|server| server.description.as_deref());
            server_url::unknown_server(configured, urls.chain(descriptions))
        }
    };
    report.add(&config::location(&["client", "server"]), finding);
}

fn default(context: Context<'_>, servers: &[ServerUrlPlan]) -> DefaultServer {
    let client = &context.config.client;
    if let Some(address) = &client.base_url {
        return DefaultServer::BaseUrl(address.as_str().to_owned());
    }
    // The server of one operation is a possible default only if every operation has its own servers.
    let count = match context.api.servers.len() {
        0 if context
            .api
            .operations
            .iter()
            .all(|it| !it.servers.is_empty()) =>
        {
            servers.len()
        }
        count => count,
    };
    let all = all(context.api);
    let absolute = || {
        let servers = all.iter().copied().zip(servers).take(count);
        servers.filter(|(server, _)| is_absolute(&server.resolved))
    };
    let configured = client.server.as_deref();
    let configured = configured
        .and_then(|configured| absolute().find(|(server, _)| is_named(server, configured)));
    match (configured, absolute().next()) {
        (Some((_, plan)), _) => DefaultServer::Configured(plan.constant.clone()),
        (None, Some((_, first))) => DefaultServer::First(first.constant.clone()),
        (None, None) => DefaultServer::None,
    }
}

/// Returns whether a string of the configuration is the URL or the description of a server.
fn is_named(server: &Server, configured: &str) -> bool {
    let description = server.description.as_deref();
    server.url == configured
        || description.is_some_and(|description| description.trim() == configured.trim())
}

fn docs(server: &Server) -> Docs {
    match server.description.as_deref().map(str::trim) {
        None | Some("") => Docs::line([Inline::code(&server.url)]),
        Some(text) => Docs {
            blocks: vec![Block::Markdown(text.to_owned())],
            deprecated: false,
        },
    }
}

/// Returns the string for the name of a server: the first phrase of its description if the phrase
/// is short, otherwise the host.
fn name(server: &Server) -> Option<&str> {
    let description = server.description.as_deref().unwrap_or_default().trim();
    let phrases = description.split(['.', ',', ';', ':', '(', '\n']);
    let phrase = phrases.map(str::trim).next().unwrap_or_default();
    if !phrase.is_empty() && phrase.split_whitespace().count() <= NAME_WORDS {
        return Some(phrase);
    }
    let (_, rest) = server.url.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next();
    host.filter(|host| !host.is_empty())
}

fn is_absolute(url: &str) -> bool {
    ["http://", "https://"].iter().any(|scheme| {
        url.get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    })
}

/// Plans the function that returns the URL for other values of the variables.
fn url_function(
    server: &Server,
    constant: &ConstName,
    functions: &mut Scope,
) -> Option<UrlFunctionPlan> {
    if server.variables.is_empty() {
        return None;
    }
    let mut scope = Scope::new();
    let variables = server.variables.iter();
    let arguments = variables.map(|variable| scope.name(&variable.name));
    let docs = Docs::line([
        Inline::Own("Returns the URL of "),
        Inline::item(constant.as_str()),
        Inline::Own(" with the given values of its variables."),
    ]);
    Some(UrlFunctionPlan {
        name: functions.name(constant.as_str()),
        arguments: arguments.collect(),
        parts: parts(server),
        docs: server
            .variables
            .iter()
            .fold(docs, |docs, variable| docs.and(variable_docs(variable))),
    })
}

fn variable_docs(variable: &ServerVariable) -> Vec<Inline> {
    let mut line = vec![Inline::code(&variable.name), Inline::Own(": ")];
    let description = variable.description.as_deref().map(str::trim);
    if let Some(description) = description.filter(|text| !text.is_empty()) {
        line.extend([Inline::Summary(description.to_owned()), Inline::Own(" ")]);
    }
    for (position, value) in variable.values.iter().enumerate() {
        line.push(Inline::Own(if position == 0 { "One of " } else { ", " }));
        line.push(Inline::code(value));
    }
    let default = if variable.values.is_empty() {
        "Default: "
    } else {
        ". Default: "
    };
    line.extend([
        Inline::Own(default),
        Inline::code(&variable.default),
        Inline::Own("."),
    ]);
    line
}

/// Splits the URL at its variables.
fn parts(server: &Server) -> Vec<UrlPart> {
    let mut parts = Vec::new();
    let mut rest = server.url.as_str();
    while let Some(variable) = first_variable(server, rest) {
        let (before, from) = rest.split_at(variable.start);
        if !before.is_empty() {
            parts.push(UrlPart::Literal(before.to_owned()));
        }
        parts.push(UrlPart::Argument(variable.index));
        rest = from.get(variable.length..).unwrap_or_default();
    }
    if !rest.is_empty() {
        parts.push(UrlPart::Literal(rest.to_owned()));
    }
    parts
}

/// An occurrence of a variable in a URL.
struct Occurrence {
    /// The position of the opening brace, in bytes.
    start: usize,
    /// The number of bytes, braces included.
    length: usize,
    /// The position among the variables of the server.
    index: usize,
}

fn first_variable(server: &Server, text: &str) -> Option<Occurrence> {
    let variables = server.variables.iter().enumerate();
    let occurrences = variables.filter_map(|(index, variable)| {
        let braced = format!("{{{}}}", variable.name);
        Some(Occurrence {
            start: text.find(&braced)?,
            length: braced.len(),
            index,
        })
    });
    occurrences.min_by_key(|variable| variable.start)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(url: &str, description: &str) -> Server {
        Server {
            url: url.to_owned(),
            resolved: url.to_owned(),
            description: Some(description.to_owned()),
            variables: Vec::new(),
            span: specwright_openapi::pointer::Span::default(),
        }
    }

    #[test]
    fn a_short_description_is_the_name() {
        let server = server("https://api.example.com/v1", "Sandbox (test data)");
        assert_eq!(name(&server), Some("Sandbox"));
    }

    #[test]
    fn the_host_is_the_name_if_the_description_is_long_or_missing() {
        for description in ["The server that all of our customers use", ""] {
            let server = server("https://api.example.com/v1", description);
            assert_eq!(name(&server), Some("api.example.com"));
        }
    }

    #[test]
    fn a_relative_url_has_no_name() {
        assert_eq!(name(&server("/v1", "")), None);
    }
}

//! Servers: what the addresses are called.

use specwright_openapi::diagnostic::Diagnostic;
use specwright_openapi::ir;

use super::{Context, choice};
use crate::config::{self, Config};
use crate::names::{ConstName, Scope};
use crate::plan::model::docs::{Block, Docs, Inline};
use crate::plan::model::server_url::{
    DefaultServer, ServerUrlPlan, ServersPlan, UrlFunctionPlan, UrlPart,
};

/// The longest description that is a name: words.
const NAME_WORDS: usize = 4;

/// The servers of the document.
pub fn plan(context: Context<'_>) -> ServersPlan {
    let mut constants = Scope::reserving(["DEFAULT"]);
    let mut functions = Scope::reserving(["default"]);
    let mut servers = Vec::new();
    for (index, server) in context.api.servers.iter().enumerate() {
        let constant: ConstName =
            constants.name_or(&name(server, index), &[&format!("server {}", index + 1)]);
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

/// What is wrong with the choice of a server.
pub fn check(api: &ir::Api, config: &Config) -> Vec<Diagnostic> {
    let Some(wanted) = &config.client.server else {
        return Vec::new();
    };
    let place = config::place(&["client", "server"]);
    if config.client.base_url.is_some() {
        let message = "both `server` and `base-url` say what is called".to_owned();
        return vec![choice::invalid(message, &place, "take one of them away")];
    }
    match api.servers.iter().find(|server| is_wanted(server, wanted)) {
        Some(server) if is_absolute(&server.resolved) => Vec::new(),
        Some(server) => {
            let message = format!("the address of the server, `{}`, is relative", server.url);
            vec![choice::invalid(
                message,
                &place,
                "give the whole address as `base-url` instead",
            )]
        }
        None => {
            let urls = api.servers.iter().map(|server| server.url.as_str());
            let known = urls.chain(
                api.servers
                    .iter()
                    .filter_map(|server| server.description.as_deref()),
            );
            vec![choice::unknown_name(
                format!("no server has the url or the description `{wanted}`"),
                wanted,
                known,
                &place,
            )]
        }
    }
}

fn default(context: Context<'_>, servers: &[ServerUrlPlan]) -> DefaultServer {
    let client = &context.config.client;
    if let Some(address) = &client.base_url {
        return DefaultServer::BaseUrl(address.as_str().to_owned());
    }
    let planned = || {
        context
            .api
            .servers
            .iter()
            .zip(servers)
            .filter(|(server, _)| is_absolute(&server.resolved))
    };
    let chosen = client
        .server
        .as_deref()
        .and_then(|wanted| planned().find(|(server, _)| is_wanted(server, wanted)));
    match (chosen, planned().next()) {
        (Some((_, chosen)), _) => DefaultServer::Configured(chosen.constant.clone()),
        (None, Some((_, first))) => DefaultServer::First(first.constant.clone()),
        (None, None) => DefaultServer::None,
    }
}

fn is_wanted(server: &ir::Server, wanted: &str) -> bool {
    server.url == wanted
        || server
            .description
            .as_deref()
            .is_some_and(|description| description.trim() == wanted.trim())
}

fn docs(server: &ir::Server) -> Docs {
    match server.description.as_deref().map(str::trim) {
        None | Some("") => Docs::line([Inline::code(&server.url)]),
        Some(text) => Docs {
            blocks: vec![Block::Markdown(text.to_owned())],
            deprecated: false,
        },
    }
}

/// The first words of the description where they are few, else the host, else the position.
fn name(server: &ir::Server, index: usize) -> String {
    let description = server.description.as_deref().unwrap_or_default().trim();
    let phrase = description
        .split(['.', ',', ';', ':', '(', '\n'])
        .next()
        .unwrap_or_default()
        .trim();
    if !phrase.is_empty() && phrase.split_whitespace().count() <= NAME_WORDS {
        return phrase.to_owned();
    }
    let host = server
        .url
        .split_once("://")
        .map_or("", |(_, rest)| rest)
        .split(['/', '?', '#'])
        .next()
        .unwrap_or_default();
    match host {
        "" => format!("server {}", index + 1),
        host => host.to_owned(),
    }
}

fn is_absolute(url: &str) -> bool {
    ["http://", "https://"].iter().any(|scheme| {
        url.get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    })
}

fn url_function(
    server: &ir::Server,
    constant: &ConstName,
    functions: &mut Scope,
) -> Option<UrlFunctionPlan> {
    if server.variables.is_empty() {
        return None;
    }
    let mut scope = Scope::new();
    let arguments = server
        .variables
        .iter()
        .map(|variable| scope.name(&variable.name))
        .collect();
    let mut docs = Docs::line([
        Inline::Own("Returns the URL of "),
        Inline::item(constant.as_str()),
        Inline::Own(" with the given values of its variables."),
    ]);
    for variable in &server.variables {
        docs = docs.and(variable_docs(variable));
    }
    Some(UrlFunctionPlan {
        name: functions.name(constant.as_str()),
        arguments,
        parts: parts(server),
        docs,
    })
}

fn variable_docs(variable: &ir::ServerVariable) -> Vec<Inline> {
    let mut line = vec![Inline::code(&variable.name), Inline::Own(": ")];
    if let Some(description) = variable
        .description
        .as_deref()
        .map(str::trim)
        .filter(|text| !text.is_empty())
    {
        line.extend([Inline::Summary(description.to_owned()), Inline::Own(" ")]);
    }
    for (position, value) in variable.values.iter().enumerate() {
        line.push(Inline::Own(if position == 0 { "One of " } else { ", " }));
        line.push(Inline::code(value));
    }
    line.push(Inline::Own(if variable.values.is_empty() {
        "Default: "
    } else {
        ". Default: "
    }));
    line.extend([Inline::code(&variable.default), Inline::Own(".")]);
    line
}

fn parts(server: &ir::Server) -> Vec<UrlPart> {
    let mut parts = Vec::new();
    let mut rest = server.url.as_str();
    while let Some((start, length, index)) = first_variable(server, rest) {
        let (before, from) = rest.split_at(start);
        if !before.is_empty() {
            parts.push(UrlPart::Literal(before.to_owned()));
        }
        parts.push(UrlPart::Argument(index));
        rest = from.get(length..).unwrap_or_default();
    }
    if !rest.is_empty() {
        parts.push(UrlPart::Literal(rest.to_owned()));
    }
    parts
}

/// Where the first variable stands, how long it is, and which one it is.
fn first_variable(server: &ir::Server, text: &str) -> Option<(usize, usize, usize)> {
    let found = server
        .variables
        .iter()
        .enumerate()
        .filter_map(|(index, variable)| {
            let braced = format!("{{{}}}", variable.name);
            text.find(&braced).map(|start| (start, braced.len(), index))
        });
    found.min_by_key(|(start, ..)| *start)
}

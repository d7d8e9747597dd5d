//! Choices about something that the document does not have.

use std::collections::{BTreeMap, BTreeSet};

use specwright_openapi::diagnostic::Diagnostic;
use specwright_openapi::ir::{Api, Operation};

use super::unknown_name;
use crate::config::{self, Config, OmitParameter, UserType};

/// A warning for each choice about an operation, a tag, a parameter or a format that the document does not have.
pub(super) fn unknown(api: &Api, config: &Config) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = Vec::new();
    for id in config
        .operations
        .keys()
        .filter(|id| api.operations.iter().all(|operation| operation.id != **id))
    {
        let known = api.operations.iter().map(|operation| operation.id.as_str());
        let message = format!("no operation has the operationId `{id}`");
        found.push(unknown_name(
            message,
            id,
            known,
            &config::place(&["operations", id]),
        ));
    }
    for name in config
        .tags
        .keys()
        .filter(|name| api.tags.iter().all(|tag| tag.name != **name))
    {
        let known = api.tags.iter().map(|tag| tag.name.as_str());
        found.push(unknown_name(
            format!("no operation has the tag `{name}`"),
            name,
            known,
            &config::place(&["tags", name]),
        ));
    }
    let bases = [
        ("string", &config.formats.string),
        ("integer", &config.formats.integer),
        ("number", &config.formats.number),
    ];
    found.extend(
        bases
            .iter()
            .flat_map(|(base, chosen)| unknown_formats(api, base, chosen)),
    );
    let omitted = config.client.omit_parameter.iter().enumerate();
    found.extend(omitted.filter_map(|(index, omit)| unknown_parameter(index, omit, api)));
    found
}

fn unknown_formats(api: &Api, base: &str, chosen: &BTreeMap<String, UserType>) -> Vec<Diagnostic> {
    let formats = api
        .schemas
        .iter()
        .filter_map(|schema| super::format(&schema.kind));
    let known: BTreeSet<&str> = formats
        .filter(|(of, _)| *of == base)
        .map(|(_, format)| format)
        .collect();
    let unknown = chosen
        .keys()
        .filter(|format| !known.contains(format.as_str()));
    let warning = |format: &String| {
        let message = format!("no schema of the type `{base}` has the format `{format}`");
        unknown_name(
            message,
            format,
            known.iter().copied(),
            &config::place(&["formats", base, format]),
        )
    };
    unknown.map(warning).collect()
}

fn unknown_parameter(index: usize, omit: &OmitParameter, api: &Api) -> Option<Diagnostic> {
    let place = |key: &str| config::place(&["client", "omit-parameter", &index.to_string(), key]);
    let operation = api
        .operations
        .iter()
        .find(|operation| operation.id == omit.operation);
    let has = |operation: &Operation| {
        operation
            .parameters
            .iter()
            .any(|parameter| parameter.name == omit.parameter)
    };
    match operation {
        Some(operation) if has(operation) => None,
        Some(operation) => {
            let known = operation
                .parameters
                .iter()
                .map(|parameter| parameter.name.as_str());
            let message = format!(
                "the operation `{}` has no parameter `{}`",
                omit.operation, omit.parameter
            );
            Some(unknown_name(
                message,
                &omit.parameter,
                known,
                &place("parameter"),
            ))
        }
        None => {
            let known = api.operations.iter().map(|operation| operation.id.as_str());
            let message = format!("no operation has the operationId `{}`", omit.operation);
            Some(unknown_name(
                message,
                &omit.operation,
                known,
                &place("operation"),
            ))
        }
    }
}

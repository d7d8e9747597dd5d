//! Entries for operations, tags, parameters and formats that the document does not contain.

use std::collections::{BTreeMap, BTreeSet};

use specwright_openapi::diagnostic::Report;
use specwright_openapi::ir::{Api, ContentKind};
use specwright_openapi::vocabulary::JsonType;

use super::format;
use crate::catalogue::overrides;
use crate::config::{self, Config, OmitParameter, UserType};
use crate::plan::pages;

/// Reports each entry for an operation, a tag, a parameter or a format that the document does not
/// contain.
pub(super) fn report(api: &Api, config: &Config, report: &mut Report) {
    let is_unknown = |id: &&String| api.operations.iter().all(|operation| operation.id != **id);
    for id in config.operations.keys().filter(is_unknown) {
        let span = config::location(&["operations", id]);
        report.add(&span, overrides::unknown_operation(id, operation_ids(api)));
    }
    for (id, configured) in &config.operations {
        if configured.stream.is_some() && !offers_stream(api, id) {
            let span = config::location(&["operations", id, "stream"]);
            report.add(&span, overrides::inapplicable_stream(id));
        }
    }
    for operation in &api.operations {
        let configured = config.operations.get(&operation.id);
        let pages = configured.and_then(|configured| configured.pages.as_ref());
        if let Some(Err(finding)) = pages.map(|pages| pages::find(api, operation, pages)) {
            let span = config::location(&["operations", &operation.id, "pages"]);
            report.add(&span, finding);
        }
    }
    let is_unknown = |name: &&String| api.tags.iter().all(|tag| tag.name != **name);
    for name in config.tags.keys().filter(is_unknown) {
        let known = api.tags.iter().map(|tag| tag.name.as_str());
        let span = config::location(&["tags", name]);
        report.add(&span, overrides::unknown_tag(name, known));
    }
    for (json_type, formats) in config.formats.by_json_type() {
        unknown_formats(api, json_type, formats, report);
    }
    for (index, omit) in config.client.omit_parameter.iter().enumerate() {
        unknown_parameter(api, index, omit, report);
    }
}

/// Returns whether an operation has a response that is a stream and a JSON body that selects it.
/// Unknown operations have a finding of their own.
fn offers_stream(api: &Api, id: &str) -> bool {
    let mut operations = api.operations.iter();
    let Some(operation) = operations.find(|operation| operation.id == id) else {
        return true;
    };
    let mut contents = operation.responses.iter().flat_map(|it| &it.contents);
    let mut bodies = operation.body.iter().flat_map(|body| &body.contents);
    contents.any(|content| content.kind.is_stream())
        && bodies.any(|content| content.kind == ContentKind::Json)
}

fn operation_ids(api: &Api) -> impl Iterator<Item = &str> {
    api.operations.iter().map(|operation| operation.id.as_str())
}

fn unknown_formats(
    api: &Api,
    json_type: JsonType,
    formats: &BTreeMap<String, UserType>,
    report: &mut Report,
) {
    let declared = api.schemas.iter();
    let declared = declared.filter_map(|schema| format::of(&schema.kind));
    let known: BTreeSet<&str> = declared
        .filter(|(of, _)| *of == json_type)
        .map(|(_, format)| format)
        .collect();
    for format in formats.keys() {
        if !known.contains(format.as_str()) {
            let span = config::location(&["formats", json_type.name(), format]);
            let known = known.iter().copied();
            report.add(&span, overrides::unknown_format(json_type, format, known));
        }
    }
}

fn unknown_parameter(api: &Api, index: usize, omit: &OmitParameter, report: &mut Report) {
    let span = |key: &str| config::location(&["client", "omit-parameter", &index.to_string(), key]);
    let mut operations = api.operations.iter();
    let Some(operation) = operations.find(|operation| operation.id == omit.operation) else {
        let finding = overrides::unknown_operation(&omit.operation, operation_ids(api));
        return report.add(&span("operation"), finding);
    };
    let declared = operation.parameters.iter();
    let mut names = declared.map(|parameter| parameter.name.as_str());
    if !names.clone().any(|name| name == omit.parameter) {
        let finding = overrides::unknown_parameter(&omit.operation, &omit.parameter, &mut names);
        report.add(&span("parameter"), finding);
    }
}

//! Choices about something that the document does not have.

use specwright_openapi::diagnostic::{Code, Diagnostic, Effect};
use specwright_openapi::ir::{Api, Operation};
use specwright_openapi::pointer::Span;

use super::note::warning;
use crate::config::{self, Config, OmitParameter};

/// A warning for each choice about something that the document does not have.
pub fn unknown(api: &Api, config: &Config) -> Vec<Diagnostic> {
    let omitted = config.client.omit_parameter.iter().enumerate();
    omitted.filter_map(|(index, omit)| unknown_parameter(index, omit, api)).collect()
}

fn unknown_parameter(index: usize, omit: &OmitParameter, api: &Api) -> Option<Diagnostic> {
    let place = |key: &str| config::place(&["client", "omit-parameter", &index.to_string(), key]);
    let operation = api.operations.iter().find(|operation| operation.id == omit.operation);
    let has = |operation: &Operation| operation.parameters.iter().any(|parameter| parameter.name == omit.parameter);
    match operation {
        Some(operation) if has(operation) => None,
        Some(operation) => {
            let known = operation.parameters.iter().map(|parameter| parameter.name.as_str());
            let message = format!("the operation `{}` has no parameter `{}`", omit.operation, omit.parameter);
            Some(unknown_name(message, &omit.parameter, known, &place("parameter")))
        }
        None => {
            let known = api.operations.iter().map(|operation| operation.id.as_str());
            let message = format!("no operation has the operationId `{}`", omit.operation);
            Some(unknown_name(message, &omit.operation, known, &place("operation")))
        }
    }
}

/// A warning about a name that the document does not have, with the one that was probably meant.
pub fn unknown_name<'a>(message: String, name: &str, known: impl IntoIterator<Item = &'a str>, span: &Span) -> Diagnostic {
    let hint = match config::nearest(name, known) {
        Some(name) => format!("did you mean `{name}`?"),
        None => "correct it, or take it away".to_owned(),
    };
    warning(Code::UnknownConfigTarget, Effect::None, message, span, &hint)
}

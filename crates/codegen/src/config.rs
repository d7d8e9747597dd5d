//! The user's choices: `specwright.toml`.

use serde::Deserialize;
use specwright_openapi::diagnostic::{Code, Diagnostic, Effect, Severity};
use specwright_openapi::ir::{Api, Operation};
use specwright_openapi::pointer::{Pointer, Span};

/// The user's choices; without any, all is as the document says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Config {
    /// The name before `-types`, `-client` and `-server`; made of the title without it.
    pub name: Option<String>,
    /// Choices for the client.
    #[serde(default)]
    pub client: ClientConfig,
}

/// Choices for the client.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ClientConfig {
    /// Parameters that callers can't set.
    #[serde(default)]
    pub omit_parameter: Vec<OmitParameter>,
}

/// A parameter that callers of the client can't set.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct OmitParameter {
    /// The operationId.
    pub operation: String,
    /// The name of the parameter on the wire.
    pub parameter: String,
    /// Why; stands in the generated documentation.
    pub reason: String,
}

/// The text is not a configuration.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ConfigError {
    /// What is wrong, and what was meant if that can be guessed.
    pub message: String,
    /// Line and column from 1, columns in characters.
    pub position: Option<(usize, usize)>,
}

impl Config {
    /// Reads the text of a configuration file.
    ///
    /// # Errors
    /// When it is not TOML, or has a key or a value that means nothing here.
    pub fn from_toml(text: &str) -> Result<Self, ConfigError> {
        toml::from_str(text).map_err(|error| ConfigError {
            message: with_nearest(error.message()),
            position: error.span().map(|span| position(text, span.start)),
        })
    }

    /// Why callers of the client can't set a parameter, if they can't.
    pub fn omitted(&self, operation: &str, parameter: &str) -> Option<&OmitParameter> {
        self.client.omit_parameter.iter().find(|omit| omit.operation == operation && omit.parameter == parameter)
    }

    /// A warning for each choice about something that the document does not have.
    pub fn unknown_targets(&self, api: &Api) -> Vec<Diagnostic> {
        self.client.omit_parameter.iter().filter_map(|omit| unknown_target(omit, api)).collect()
    }
}

fn unknown_target(omit: &OmitParameter, api: &Api) -> Option<Diagnostic> {
    let operation = api.operations.iter().find(|operation| operation.id == omit.operation);
    let has = |operation: &Operation| operation.parameters.iter().any(|parameter| parameter.name == omit.parameter);
    let (message, span, nearest) = match operation {
        Some(operation) if has(operation) => return None,
        Some(operation) => (
            format!("the configuration omits the parameter `{}`, which `{}` does not have", omit.parameter, omit.operation),
            operation.span.clone(),
            nearest(&omit.parameter, operation.parameters.iter().map(|parameter| parameter.name.as_str())),
        ),
        None => (
            format!("the configuration omits a parameter of the operation `{}`, which the document does not have", omit.operation),
            Span::root(Pointer::root()),
            nearest(&omit.operation, api.operations.iter().map(|operation| operation.id.as_str())),
        ),
    };
    Some(Diagnostic {
        code: Code::UnknownConfigTarget,
        severity: Severity::Warning,
        effect: Effect::None,
        message,
        span,
        position: None,
        hint: nearest.map(|name| format!("did you mean `{name}`?")),
    })
}

/// The message of the reader, with the key that was probably meant.
fn with_nearest(message: &str) -> String {
    // serde says: unknown field `x`, expected one of `a`, `b`
    let mut quoted = message.split('`').skip(1).step_by(2);
    match (message.starts_with("unknown field"), quoted.next()) {
        (true, Some(unknown)) => match nearest(unknown, quoted) {
            Some(name) => format!("{message}; did you mean `{name}`?"),
            None => message.to_owned(),
        },
        _ => message.to_owned(),
    }
}

fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    known
        .map(|name| (strsim::jaro_winkler(word, name), name))
        .filter(|(similarity, _)| *similarity > 0.7)
        .max_by(|(left, _), (right, _)| left.total_cmp(right))
        .map(|(_, name)| name)
}

fn position(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    let column = before.get(line_start..).map_or(0, |line| line.chars().count()) + 1;
    (line, column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_key_is_refused_with_its_place_and_the_nearest_one() {
        let error = Config::from_toml("name = \"a\"\n\n[[client.omit-parametre]]\n").expect_err("the key is unknown");
        assert_eq!(error.position, Some((3, 10)));
        assert!(error.message.contains("did you mean `omit-parameter`?"), "{}", error.message);
    }

    #[test]
    fn targets_that_are_not_in_the_document_are_reported() {
        let text = "[[client.omit-parameter]]\noperation = \"a\"\nparameter = \"b\"\nreason = \"c\"\n";
        let config = Config::from_toml(text).expect("a configuration");
        let diagnostics = config.unknown_targets(&Api::default());
        assert_eq!(diagnostics.len(), 1);
        assert_eq!(diagnostics[0].code, Code::UnknownConfigTarget);
    }
}

//! The user's choices: `specwright.toml`.
//!
//! A choice has its place in the file: the JSON pointer of its value, as if the file were JSON.

mod base_url;
mod code;
mod mistake;
mod read;
mod rules;
mod schema;
mod text;

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;
use specwright_openapi::diagnostic::Diagnostic;
use specwright_openapi::pointer::{Pointer, SourceId, Span};
use specwright_openapi::source::Source;

pub use base_url::{BaseUrl, BaseUrlError};
pub use code::{Attribute, CodeError, Derive, UserType};
pub use rules::{MethodRule, PathRule, RuleError, Rules, Selection};
pub use schema::{Enums, Formats, Generated, SchemaConfig, TypesConfig, UnknownMembers};

use crate::names::{MethodName, ModuleName, Wanted};

/// The user's choices; without any, all is as the document says.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Config {
    /// The name before `-types`, `-client` and `-server`; made of the title without it.
    pub name: Option<String>,
    /// The files of OpenAPI Overlays that are applied to the document, in their order; paths count from the folder of this file.
    #[serde(default)]
    pub overlays: Vec<String>,
    /// The operations that are generated; all of them without rules.
    #[serde(default)]
    pub include: Rules,
    /// The operations that are not generated.
    #[serde(default)]
    pub exclude: Rules,
    /// Choices for types.
    #[serde(default)]
    pub types: TypesConfig,
    /// Types of the user's that stand for formats.
    #[serde(default)]
    pub formats: Formats,
    /// Choices for single schemas: by the name of the component, or by a JSON pointer that begins with `#/`.
    #[serde(default)]
    pub schemas: BTreeMap<String, SchemaConfig>,
    /// Choices for single operations, by operationId.
    #[serde(default)]
    pub operations: BTreeMap<String, OperationConfig>,
    /// Choices for single tags.
    #[serde(default)]
    pub tags: BTreeMap<String, TagConfig>,
    /// What the user's types and derives need, as it stands in the manifest of a generated crate.
    #[serde(default)]
    pub dependencies: BTreeMap<String, toml::Value>,
    /// Choices for the client.
    #[serde(default)]
    pub client: ClientConfig,
    /// Rules that were given on the command line, besides those of the file.
    #[serde(skip)]
    pub arguments: Selection,
    /// The file that the choices were read from, if it was one.
    #[serde(skip)]
    pub file: Option<ConfigFile>,
    /// What is wrong with the file: errors, with which nothing is to be generated.
    #[serde(skip)]
    pub problems: Vec<Diagnostic>,
}

/// Choices for one operation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct OperationConfig {
    /// The method of the client and of the server's trait; the names of its types are made of it.
    pub name: Option<Wanted<MethodName>>,
}

/// Choices for one tag.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct TagConfig {
    /// The module of the client and of the server; the name of the server's trait is made of it.
    pub name: Option<Wanted<ModuleName>>,
}

/// Choices for the client.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ClientConfig {
    /// The address that is called unless a caller chooses another one.
    pub base_url: Option<BaseUrl>,
    /// The server of the document that is called unless a caller chooses another one: its `url` or its `description`, as written. The first
    /// with an absolute address without it.
    pub server: Option<String>,
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

/// A file of choices, for showing places in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigFile {
    /// The name to show, usually a path.
    pub name: String,
    /// The text.
    pub text: String,
    /// The bytes of each value, by its pointer.
    pub values: Vec<(Pointer, Range<usize>)>,
}

impl Config {
    /// Reads the text of a configuration file. If it is not TOML, or has keys or values that mean nothing here, each of them is in
    /// [`Config::problems`].
    pub fn read(name: &str, text: &str) -> Self {
        read::read(name, text)
    }

    /// The texts that diagnostics about choices point into.
    pub fn sources(&self) -> Vec<(SourceId, Source)> {
        let file = self.file.as_ref().map(|file| {
            (
                SourceId::CONFIG,
                Source::marked(&file.name, &file.text, file.values.clone()),
            )
        });
        let arguments = (self.arguments != Selection::default())
            .then(|| (SourceId::ARGUMENTS, self.arguments.source()));
        file.into_iter().chain(arguments).collect()
    }

    /// Why callers of the client can't set a parameter, if they can't.
    pub fn omitted(&self, operation: &str, parameter: &str) -> Option<&OmitParameter> {
        self.client
            .omit_parameter
            .iter()
            .find(|omit| omit.operation == operation && omit.parameter == parameter)
    }
}

/// The place of a choice in the file, by the keys and indices that lead to it.
pub fn place(tokens: &[&str]) -> Span {
    let pointer = tokens
        .iter()
        .fold(Pointer::root(), |pointer, token| pointer.join(token));
    Span {
        source: SourceId::CONFIG,
        pointer,
    }
}

#[cfg(test)]
mod tests;

//! The configuration: `specwright.toml`.
//!
//! The location of an entry is a JSON pointer, as if the file were JSON.

mod base_url;
mod code;
mod pages;
mod read;
mod recovery;
mod rules;
mod schema;
mod text;

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;
use specwright_openapi::diagnostic::Diagnostic;
use specwright_openapi::pointer::{Pointer, SourceId, Span};
use specwright_openapi::source::Source;

pub use crate::catalogue::config::{InvalidCode, InvalidName, InvalidValue};
pub use base_url::BaseUrl;
pub use code::{Attribute, Derive, UserType};
pub use pages::{NextPageKind, PagesConfig};
pub use rules::{MethodRule, PathRule, Rules, Selection};
pub use schema::{
    EnumOpenness, Formats, GeneratedTypes, SchemaConfig, TypesConfig, UnknownProperties,
};
pub use specwright_openapi::Unresolved;

use crate::names::{ConfiguredName, MethodName, ModuleName};

/// The configuration. The default changes nothing.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Config {
    /// The name of the crates before `-types`, `-client` and `-server`. Derived from the title of
    /// the document by default.
    pub name: Option<String>,
    /// The Cargo features of the types and client crates. A document with many operations has one
    /// for each tag by default.
    pub features: Option<CargoFeatures>,
    /// OpenAPI Overlays to apply to the document, in this order. Paths are relative to the folder
    /// of this file.
    #[serde(default)]
    pub overlays: Vec<String>,
    /// Options for reading the document.
    #[serde(default)]
    pub document: DocumentConfig,
    /// The operations to generate. Without rules, all operations are generated.
    #[serde(default)]
    pub include: Rules,
    /// The operations to omit.
    #[serde(default)]
    pub exclude: Rules,
    /// Options for all types.
    #[serde(default)]
    pub types: TypesConfig,
    /// User-supplied types for formats.
    #[serde(default)]
    pub formats: Formats,
    /// Overrides for single schemas, by the name of a component or by a JSON pointer that begins
    /// with `#/`.
    #[serde(default)]
    pub schemas: BTreeMap<String, SchemaConfig>,
    /// Overrides for single operations, by operationId.
    #[serde(default)]
    pub operations: BTreeMap<String, OperationConfig>,
    /// Overrides for single tags, by name.
    #[serde(default)]
    pub tags: BTreeMap<String, TagConfig>,
    /// Dependencies that user-supplied types and derives require, as in a `Cargo.toml`.
    #[serde(default)]
    pub dependencies: BTreeMap<String, toml::Value>,
    /// Options for the client.
    #[serde(default)]
    pub client: ClientConfig,
    /// Options for bodies of the media type `application/x-www-form-urlencoded`.
    #[serde(default)]
    pub forms: FormsConfig,
    /// The rules from the command line, which apply in addition to those of the file.
    #[serde(skip)]
    pub arguments: Selection,
    /// The file that was read, if any.
    #[serde(skip)]
    pub file: Option<ConfigFile>,
    /// The errors in the file. If there are any, callers must not generate output.
    #[serde(skip)]
    pub problems: Vec<Diagnostic>,
}

/// The Cargo features of the types and client crates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CargoFeatures {
    /// One for each tag that has operations.
    Tags,
    /// None.
    None,
}

/// Options for reading the document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct DocumentConfig {
    /// The treatment of references that do not resolve.
    #[serde(default)]
    pub unresolved: Unresolved,
}

/// Overrides for one operation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct OperationConfig {
    /// The name of the method in the client and in the server trait. The names of the types of the
    /// operation are derived from it.
    pub name: Option<ConfiguredName<MethodName>>,
    /// The serialization of objects in the form of the operation.
    pub form_objects: Option<FormObjects>,
    /// How to request a stream instead of a single response.
    pub stream: Option<StreamConfig>,
    /// The pages of the list that the operation returns.
    pub pages: Option<PagesConfig>,
}

/// How to request a stream from an operation that has another response, too.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct StreamConfig {
    /// The properties of the JSON body that the method `stream` sets, by their names.
    #[serde(default)]
    pub set: BTreeMap<String, serde_json::Value>,
}

/// Options for bodies of the media type `application/x-www-form-urlencoded`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct FormsConfig {
    /// The serialization of objects.
    pub objects: Option<FormObjects>,
}

/// The serialization of objects and nested arrays in a form, as properties without an encoding.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FormObjects {
    /// As JSON text, the default of OpenAPI.
    #[default]
    Json,
    /// As `name[key]` and `name[0]`, like the style `deepObject`.
    Brackets,
}

/// Overrides for one tag.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct TagConfig {
    /// The name of the module in the client and the server. The name of the server trait is derived
    /// from it.
    pub name: Option<ConfiguredName<ModuleName>>,
}

/// Options for the client.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ClientConfig {
    /// The default base URL.
    pub base_url: Option<BaseUrl>,
    /// The default server: the `url` or the `description` of a server of the document. Without it,
    /// the first server with an absolute URL is the default.
    pub server: Option<String>,
    /// Parameters that callers cannot set.
    #[serde(default)]
    pub omit_parameter: Vec<OmitParameter>,
}

/// A parameter that callers of the client cannot set.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct OmitParameter {
    /// The operationId of the operation.
    pub operation: String,
    /// The name of the parameter in the document.
    pub parameter: String,
    /// The reason, which appears in the generated documentation.
    pub reason: String,
}

/// A configuration file, for diagnostics that quote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigFile {
    /// The displayed name, usually a path.
    pub name: String,
    /// The content.
    pub text: String,
    /// The byte range of each value, by pointer.
    pub values: Vec<(Pointer, Range<usize>)>,
}

impl Config {
    /// Parses a configuration file. Syntax errors, unknown keys and invalid values are added to
    /// [`Config::problems`].
    pub fn read(name: &str, text: &str) -> Self {
        read::read(name, text)
    }

    /// Returns the serialization of objects in the form of an operation.
    pub fn form_objects(&self, operation: &str) -> FormObjects {
        let operation = self.operations.get(operation);
        let own = operation.and_then(|operation| operation.form_objects);
        own.or(self.forms.objects).unwrap_or_default()
    }

    /// Returns the sources in which diagnostics about the configuration are located.
    pub fn sources(&self) -> Vec<(SourceId, Source)> {
        let file = self.file.as_ref().map(|file| {
            (
                SourceId::CONFIG,
                Source::with_ranges(&file.name, &file.text, file.values.clone()),
            )
        });
        let arguments = (self.arguments != Selection::default())
            .then(|| (SourceId::ARGUMENTS, self.arguments.source()));
        file.into_iter().chain(arguments).collect()
    }

    /// Returns the properties of the body that select the stream of an operation, by their names, and
    /// their values as JSON.
    pub fn stream_properties(&self, operation: &str) -> Vec<(String, String)> {
        let stream = self.operations.get(operation);
        let stream = stream.and_then(|operation| operation.stream.as_ref());
        let set = stream.into_iter().flat_map(|stream| &stream.set);
        set.map(|(name, value)| (name.clone(), value.to_string()))
            .collect()
    }

    /// Returns the entry that omits a parameter of the client, if there is one.
    pub fn omitted(&self, operation: &str, parameter: &str) -> Option<&OmitParameter> {
        self.client
            .omit_parameter
            .iter()
            .find(|omit| omit.operation == operation && omit.parameter == parameter)
    }
}

/// Returns the location of an entry, from the keys and indices that lead to it.
pub fn location(tokens: &[&str]) -> Span {
    let pointer = tokens
        .iter()
        .fold(Pointer::root(), |pointer, token| pointer.join(token));
    Span {
        pointer,
        ..Span::file(SourceId::CONFIG)
    }
}

#[cfg(test)]
mod tests;

//! Reads documents from strings, and finds parts of the model.

use std::collections::BTreeMap;

use indoc::indoc;
use specwright_openapi::diagnostic::{Diagnostic, Severity};
use specwright_openapi::ir::{Api, Object, Schema, SchemaKind, SchemaName, TypeRef, Union};
use specwright_openapi::{Input, Limits, LoadError, Loader, NoFiles, Outcome, read};

/// Reads a document with a file name.
pub fn read_text(name: &str, text: &str) -> Outcome {
    read(
        Input {
            name: name.to_owned(),
            bytes: text.as_bytes().to_vec(),
        },
        &mut NoFiles,
        &Limits::default(),
    )
}

/// Reads a document with schemas, given as the YAML under `components.schemas`. They start in line
/// 6.
pub fn read_schemas(schemas: &str) -> Outcome {
    let head = indoc! {"
        openapi: 3.0.3
        info: {title: T, version: '1'}
        paths: {}
        components:
          schemas:
    "};
    read_text("openapi.yaml", &format!("{head}{}", indent(schemas, 4)))
}

/// Indents each line.
pub fn indent(text: &str, spaces: usize) -> String {
    let indent = " ".repeat(spaces);
    text.lines()
        .map(|line| format!("{indent}{line}\n"))
        .collect()
}

/// Returns the model of a document with schemas. Panics if there are diagnostics.
pub fn schemas(text: &str) -> Api {
    let outcome = read_schemas(text);
    assert_eq!(codes(&outcome.diagnostics), Vec::<String>::new());
    outcome.api.expect("no errors")
}

/// Returns the codes of diagnostics, with `!` before the codes of errors.
pub fn codes(diagnostics: &[Diagnostic]) -> Vec<String> {
    let mark = |diagnostic: &Diagnostic| {
        if diagnostic.severity == Severity::Error {
            "!"
        } else {
            ""
        }
    };
    diagnostics
        .iter()
        .map(|diagnostic| format!("{}{}", mark(diagnostic), diagnostic.code))
        .collect()
}

/// Returns a component schema.
pub fn component<'a>(api: &'a Api, name: &str) -> &'a Schema {
    let found = api
        .schemas
        .iter()
        .find(|schema| schema.name == SchemaName::Component(name.to_owned()));
    found.unwrap_or_else(|| panic!("no component {name}"))
}

/// Returns a component schema that is an object.
pub fn object<'a>(api: &'a Api, name: &str) -> &'a Object {
    match &component(api, name).kind {
        SchemaKind::Object(object) => object,
        other => panic!("{name} is {other:?}"),
    }
}

/// Returns a component schema that is a union.
pub fn union<'a>(api: &'a Api, name: &str) -> &'a Union {
    match &component(api, name).kind {
        SchemaKind::Union(union) => union,
        other => panic!("{name} is {other:?}"),
    }
}

/// Returns the type of a property.
pub fn property(object: &Object, name: &str) -> TypeRef {
    object
        .properties
        .iter()
        .find(|property| property.name == name)
        .unwrap_or_else(|| panic!("no property {name}"))
        .ty
}

/// The files beside the root document, by their path.
struct Files(BTreeMap<&'static str, &'static str>);

impl Loader for Files {
    fn load(&mut self, path: &str) -> Result<Vec<u8>, LoadError> {
        if path.starts_with("..") {
            return Err(LoadError::Outside);
        }
        self.0
            .get(path)
            .map(|text| text.as_bytes().to_vec())
            .ok_or(LoadError::NotFound)
    }
}

/// Reads a document that consists of several files. The root is `api/openapi.yaml`; the paths of
/// the others are relative to `api`.
pub fn read_files(root: &str, files: &[(&'static str, &'static str)]) -> Outcome {
    let input = Input {
        name: "api/openapi.yaml".to_owned(),
        bytes: root.as_bytes().to_vec(),
    };
    read(
        input,
        &mut Files(files.iter().copied().collect()),
        &Limits::default(),
    )
}

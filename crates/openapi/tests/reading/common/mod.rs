//! Reads small documents.

use std::collections::BTreeMap;

use specwright_openapi::diagnostic::{Diagnostic, Severity};
use specwright_openapi::ir::{Api, Object, Schema, SchemaKind, SchemaName, TypeRef, Union};
use specwright_openapi::{Input, Limits, LoadError, Loader, NoFiles, Outcome, read};

/// Reads a text under a name.
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

/// Reads a document of schemas, given as the YAML under `components.schemas`, which begins at line 6.
pub fn read_schemas(schemas: &str) -> Outcome {
    let indented: String = schemas
        .lines()
        .map(|line| format!("    {line}\n"))
        .collect();
    let head =
        "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n";
    read_text("openapi.yaml", &format!("{head}{indented}"))
}

/// The model of schemas that are read without a diagnostic.
pub fn schemas(text: &str) -> Api {
    let outcome = read_schemas(text);
    assert_eq!(codes(&outcome.diagnostics), Vec::<String>::new());
    outcome.api.expect("no errors")
}

/// The codes of diagnostics, errors marked.
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

/// A component by its name.
pub fn component<'a>(api: &'a Api, name: &str) -> &'a Schema {
    let found = api
        .schemas
        .iter()
        .find(|schema| schema.name == SchemaName::Component(name.to_owned()));
    found.unwrap_or_else(|| panic!("no component {name}"))
}

/// A component that is an object.
pub fn object<'a>(api: &'a Api, name: &str) -> &'a Object {
    match &component(api, name).kind {
        SchemaKind::Object(object) => object,
        other => panic!("{name} is {other:?}"),
    }
}

/// A component that is a union.
pub fn union<'a>(api: &'a Api, name: &str) -> &'a Union {
    match &component(api, name).kind {
        SchemaKind::Union(union) => union,
        other => panic!("{name} is {other:?}"),
    }
}

/// The use behind a member.
pub fn member(object: &Object, name: &str) -> TypeRef {
    object
        .properties
        .iter()
        .find(|property| property.name == name)
        .unwrap_or_else(|| panic!("no member {name}"))
        .ty
}

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

/// Reads a document of several files, the root being `api/openapi.yaml`.
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

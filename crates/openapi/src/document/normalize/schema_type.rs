//! The `type` of a schema: lists of types, as in JSON Schema, and type names of other languages.

use super::{Properties, TYPES_EXTENSION};
use crate::diagnostic::Report;
use crate::diagnostic::catalogue::schema as findings;
use crate::node::Node;
use crate::pointer::Span;

const TYPES: [&str; 7] = [
    "string", "number", "integer", "boolean", "object", "array", "null",
];

/// A type of JSON Schema, with the format that its declared name implies.
struct KnownType {
    name: &'static str,
    format: Option<&'static str>,
}

/// Reduces `type` to one type of OpenAPI 3.0. `null` becomes `nullable`, and several types move to
/// [`TYPES_EXTENSION`].
pub(super) fn normalize(schema: &mut Properties, span: &Span, report: &mut Report) {
    let Some(value) = schema.get("type") else {
        return;
    };
    let span = span.join("type");
    let is_list = value.as_list().is_some();
    let mut declared = declared_types(value, &span, report);
    declared.dedup();
    let mut types: Vec<&str> = Vec::new();
    for name in declared {
        let Some(known) = known_type(&name, &span, report) else {
            continue;
        };
        if let Some(format) = known.format {
            let format = Node::String(format.to_owned());
            schema.entry("format".to_owned()).or_insert(format);
        }
        if !types.contains(&known.name) {
            types.push(known.name);
        }
    }
    if is_list && types.len() > 1 && types.contains(&"null") {
        types.retain(|name| *name != "null");
        schema.insert("nullable".to_owned(), Node::Bool(true));
    }
    match types.as_slice() {
        [] => {
            schema.shift_remove("type");
        }
        [one] if *one != "null" => {
            schema.insert("type".to_owned(), Node::String((*one).to_owned()));
        }
        several => {
            let list = several.iter().map(|name| Node::String((*name).to_owned()));
            let list = Node::List(list.collect());
            schema.shift_remove("type");
            schema.insert(TYPES_EXTENSION.to_owned(), list);
        }
    }
}

/// Returns the names under `type`.
fn declared_types(value: &Node, span: &Span, report: &mut Report) -> Vec<String> {
    match value {
        Node::String(name) => vec![name.clone()],
        Node::List(list) => {
            let names = list.iter().filter_map(Node::as_str);
            names.map(str::to_owned).collect()
        }
        Node::Null => vec!["null".to_owned()],
        other => {
            report.add(span, findings::invalid_type(other.kind()));
            Vec::new()
        }
    }
}

/// Returns the type that a name declares. Returns `None` if the schema accepts any type.
fn known_type(name: &str, span: &Span, report: &mut Report) -> Option<KnownType> {
    let exact = TYPES.into_iter().find(|known| *known == name);
    if let Some(name) = exact {
        return Some(KnownType { name, format: None });
    }
    let trimmed = name.trim().trim_end_matches([',', ';', '.']);
    let lower = trimmed.to_ascii_lowercase();
    if matches!(lower.as_str(), "any" | "") {
        return None;
    }
    let similar = similar_type(&lower);
    report.add(
        span,
        match &similar {
            Some(known) => findings::approximated_type(name, known.name),
            None => findings::unknown_type(name),
        },
    );
    similar
}

/// Returns the type for the name that another language has for it, or for a format. The name is in
/// lower case.
fn similar_type(name: &str) -> Option<KnownType> {
    let (name, format) = match name {
        "file" | "binary" => ("string", Some("binary")),
        "str" | "text" | "enum" => ("string", None),
        "date" => ("string", Some("date")),
        "datetime" | "date-time" | "timestamp" => ("string", Some("date-time")),
        "uuid" | "guid" => ("string", Some("uuid")),
        "uri" | "url" => ("string", Some("uri")),
        "password" => ("string", Some("password")),
        "int" | "int32" | "int64" | "long" => ("integer", None),
        "float" | "double" | "decimal" => ("number", None),
        "bool" => ("boolean", None),
        "list" => ("array", None),
        "map" | "dict" => ("object", None),
        lower => (TYPES.into_iter().find(|known| *known == lower)?, None),
    };
    Some(KnownType { name, format })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn normalized(types: Node) -> (Properties, Report) {
        let mut schema = Properties::from_iter([("type".to_owned(), types)]);
        let mut report = Report::default();
        normalize(&mut schema, &Span::default(), &mut report);
        (schema, report)
    }

    fn string(text: &str) -> Node {
        Node::String(text.to_owned())
    }

    #[test]
    fn null_in_a_list_of_types_becomes_nullable() {
        let (schema, report) = normalized(Node::List(vec![string("null"), string("string")]));
        assert_eq!(schema["type"], string("string"));
        assert_eq!(schema["nullable"], Node::Bool(true));
        assert!(report.into_diagnostics().is_empty());
    }

    #[test]
    fn several_types_move_to_the_extension() {
        let types = vec![string("integer"), string("string")];
        let (schema, _) = normalized(Node::List(types.clone()));
        assert!(!schema.contains_key("type"));
        assert_eq!(schema[TYPES_EXTENSION], Node::List(types));
    }

    #[test]
    fn names_of_other_languages_imply_a_format() {
        let (schema, report) = normalized(string("UUID,"));
        assert_eq!(schema["type"], string("string"));
        assert_eq!(schema["format"], string("uuid"));
        let diagnostics = report.into_diagnostics();
        let message = "unknown type `UUID,`; `string` is used instead";
        assert_eq!(diagnostics[0].message, message);
    }
}

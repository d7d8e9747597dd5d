//! The `type` of a schema: lists of types as in JSON Schema, and names of other languages.

use super::{Members, TYPES_EXTENSION};
use crate::diagnostic::{Code, Report};
use crate::node::Node;
use crate::pointer::Span;

const TYPES: [&str; 7] = [
    "string", "number", "integer", "boolean", "object", "array", "null",
];

/// Leaves `type` out, or one type of OpenAPI 3.0 under it; several go into the extension, and `null` into `nullable`.
pub(super) fn repair(members: &mut Members, place: &Span, report: &mut Report) {
    let Some(value) = members.get("type") else {
        return;
    };
    let at = place.join("type");
    let (mut types, is_list) = match value {
        Node::String(name) => (vec![name.clone()], false),
        Node::List(list) => (
            list.iter()
                .filter_map(Node::as_str)
                .map(str::to_owned)
                .collect(),
            true,
        ),
        Node::Null => (vec!["null".to_owned()], false),
        other => {
            let message = format!(
                "{} stands where a type belongs; it is left out",
                other.kind()
            );
            report.degrade(
                Code::MismatchedValue,
                &at,
                message,
                "write one of the types of the specification",
            );
            (Vec::new(), false)
        }
    };
    types.dedup();
    let mut known: Vec<String> = Vec::new();
    for name in types {
        match known_type(&name, members, &at, report) {
            Some(name) if !known.contains(&name) => known.push(name),
            _ => {}
        }
    }
    let had_null = known.iter().any(|name| name == "null");
    if is_list && had_null && known.len() > 1 {
        known.retain(|name| name != "null");
        members.insert("nullable".to_owned(), Node::Bool(true));
    }
    match known.as_slice() {
        [] => {
            members.shift_remove("type");
        }
        [one] if one != "null" => {
            members.insert("type".to_owned(), Node::String(one.clone()));
        }
        several => {
            let list = several.iter().cloned().map(Node::String).collect();
            members.shift_remove("type");
            members.insert(TYPES_EXTENSION.to_owned(), Node::List(list));
        }
    }
}

/// The type that a name stands for; a format may come with it.
fn known_type(name: &str, members: &mut Members, at: &Span, report: &mut Report) -> Option<String> {
    if TYPES.contains(&name) {
        return Some(name.to_owned());
    }
    let (meant, format) = match name
        .trim()
        .trim_end_matches([',', ';', '.'])
        .to_ascii_lowercase()
        .as_str()
    {
        "any" | "" => return None,
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
        lower => match TYPES.iter().find(|known| **known == lower) {
            Some(known) => (*known, None),
            None => {
                let message = format!("`{name}` is no type; the schema is read as one of any type");
                report.degrade(
                    Code::InvalidPiece,
                    at,
                    message,
                    "write one of the types of the specification",
                );
                return None;
            }
        },
    };
    report.warn(
        Code::InvalidPiece,
        at,
        format!("`{name}` is no type; it is read as `{meant}`"),
        format!("write `{meant}`"),
    );
    if let Some(format) = format {
        members
            .entry("format".to_owned())
            .or_insert_with(|| Node::String(format.to_owned()));
    }
    Some(meant.to_owned())
}

//! Keywords with a value of another kind than the specification asks for: read as what it stands for, or left out.

use indexmap::IndexSet;

use super::Members;
use crate::diagnostic::{Code, Report};
use crate::grammar::Kind;
use crate::node::{Node, Number, NumberValue};
use crate::pointer::Span;

/// What the value of a keyword has to be.
#[derive(Clone, Copy)]
enum Shape {
    Text,
    Flag,
    Count,
    Number,
    Texts,
    List,
    Object,
}

/// Repairs the values of known keywords.
pub(super) fn repair(members: &mut Members, kind: Kind, place: &Span, report: &mut Report) {
    let keys: Vec<String> = members.keys().cloned().collect();
    for key in keys {
        let Some(shape) = shape_of(kind, &key) else {
            continue;
        };
        let Some(value) = members.get(&key) else {
            continue;
        };
        if fits(value, shape) {
            continue;
        }
        // A keyword without a value says nothing.
        let empty = *value == Node::Null;
        match convert(value, shape) {
            Some(converted) if !empty => {
                if changes_meaning(value, shape) {
                    warn(value, shape, &place.join(&key), "it is read as one", report);
                }
                members.insert(key, converted);
            }
            _ => {
                if !empty {
                    warn(value, shape, &place.join(&key), "it is left out", report);
                }
                members.shift_remove(&key);
            }
        }
    }
}

fn shape_of(kind: Kind, key: &str) -> Option<Shape> {
    Some(match (kind, key) {
        (Kind::Schema, "title" | "format" | "pattern") => Shape::Text,
        (Kind::Schema, "nullable" | "readOnly" | "writeOnly" | "uniqueItems") => Shape::Flag,
        (
            Kind::Schema,
            "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties",
        ) => Shape::Count,
        (Kind::Schema, "minimum" | "maximum" | "multipleOf") => Shape::Number,
        (Kind::Schema, "required") => Shape::Texts,
        (Kind::Schema, "enum") => Shape::List,
        (Kind::Schema, "discriminator" | "properties") => Shape::Object,
        (Kind::Schema | Kind::Operation, "externalDocs") => Shape::Object,
        (Kind::Operation, "tags" | "x-required-scopes") => Shape::Texts,
        (Kind::Operation, "summary" | "operationId") => Shape::Text,
        (Kind::Operation, "security" | "servers") => Shape::List,
        (Kind::Parameter, "name" | "in" | "style") => Shape::Text,
        (Kind::Parameter, "allowReserved" | "allowEmptyValue") => Shape::Flag,
        (Kind::Parameter | Kind::Header, "explode" | "required") => Shape::Flag,
        (Kind::RequestBody, "required") => Shape::Flag,
        (_, "description") => Shape::Text,
        (_, "deprecated") => Shape::Flag,
        (Kind::Parameter | Kind::Header | Kind::MediaType, "examples") => Shape::Object,
        (Kind::MediaType, "encoding")
        | (Kind::Response, "links")
        | (Kind::Operation, "callbacks") => Shape::Object,
        _ => return None,
    })
}

fn fits(value: &Node, shape: Shape) -> bool {
    match (shape, value) {
        (Shape::Text, Node::String(_)) | (Shape::Flag, Node::Bool(_)) => true,
        (Shape::List, Node::List(_)) | (Shape::Object, Node::Map(_)) => true,
        (Shape::Count, Node::Number(number)) => {
            matches!(number.value, NumberValue::Int(0..=0xffff_ffff_ffff))
        }
        (Shape::Number, Node::Number(number)) => match number.value {
            NumberValue::Int(_) => true,
            NumberValue::Float(value) => value.is_finite(),
        },
        (Shape::Texts, Node::List(list)) => {
            let texts: IndexSet<&str> = list.iter().filter_map(Node::as_str).collect();
            texts.len() == list.len()
        }
        _ => false,
    }
}

fn convert(value: &Node, shape: Shape) -> Option<Node> {
    match (shape, value) {
        (Shape::Text, _) => value
            .scalar_text()
            .map(|text| Node::String(text.to_owned())),
        (Shape::Flag, Node::String(text)) => match text.to_ascii_lowercase().as_str() {
            "true" | "yes" => Some(Node::Bool(true)),
            "false" | "no" => Some(Node::Bool(false)),
            _ => None,
        },
        (Shape::Count, Node::Number(number)) => match number.value {
            NumberValue::Float(value) if value.fract() == 0.0 && (0.0..1e15).contains(&value) => {
                Some(integer(value as i128))
            }
            _ => None,
        },
        (Shape::Count, Node::String(text)) => {
            Some(integer(text.trim().parse::<u32>().ok()?.into()))
        }
        (Shape::Number, Node::String(text)) => {
            let value = text
                .trim()
                .parse::<f64>()
                .ok()
                .filter(|value| value.is_finite())?;
            let value = text
                .trim()
                .parse::<i128>()
                .map_or(NumberValue::Float(value), NumberValue::Int);
            Some(Node::Number(Number {
                text: text.trim().into(),
                value,
            }))
        }
        (Shape::Texts, Node::String(_)) => Some(Node::List(vec![value.clone()])),
        (Shape::Texts, Node::List(list)) => {
            let texts: IndexSet<&str> = list.iter().filter_map(Node::scalar_text).collect();
            Some(Node::List(
                texts
                    .into_iter()
                    .map(|text| Node::String(text.to_owned()))
                    .collect(),
            ))
        }
        _ => None,
    }
}

/// A number that stands where a text belongs can only be meant as one, and a repeated text changes nothing.
fn changes_meaning(value: &Node, shape: Shape) -> bool {
    match (shape, value) {
        (Shape::Text, Node::Number(_)) => false,
        (Shape::Count, Node::Number(_)) => false,
        (Shape::Texts, Node::List(list)) => list.iter().any(|node| node.as_str().is_none()),
        _ => true,
    }
}

fn integer(value: i128) -> Node {
    Node::Number(Number {
        text: value.to_string().into(),
        value: NumberValue::Int(value),
    })
}

fn warn(value: &Node, shape: Shape, at: &Span, what: &str, report: &mut Report) {
    let expected = match shape {
        Shape::Text => "a text",
        Shape::Flag => "`true` or `false`",
        Shape::Count => "a whole number from 0",
        Shape::Number => "a number",
        Shape::Texts => "a list of texts",
        Shape::List => "a list",
        Shape::Object => "an object",
    };
    let message = format!("{} stands where {expected} belongs; {what}", value.kind());
    report.warn(
        Code::MismatchedValue,
        at,
        message,
        format!("write {expected}"),
    );
}

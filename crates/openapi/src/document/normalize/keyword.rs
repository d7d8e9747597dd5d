//! Keywords whose value has another type than the specification requires. The value is converted if
//! its intention is clear, and removed otherwise.

use indexmap::IndexSet;

use super::Properties;
use crate::diagnostic::Report;
use crate::diagnostic::catalogue::object as findings;
use crate::grammar::Kind;
use crate::node::{Node, Number, NumberValue};
use crate::pointer::Span;

/// The type that the value of a keyword must have.
#[derive(Clone, Copy)]
enum Expected {
    String,
    Boolean,
    /// A non-negative integer.
    Count,
    Number,
    /// A list of distinct strings.
    Strings,
    List,
    Object,
}

/// Normalizes the values of known keywords.
pub(super) fn normalize(properties: &mut Properties, kind: Kind, span: &Span, report: &mut Report) {
    let keys: Vec<String> = properties.keys().cloned().collect();
    for key in keys {
        let (Some(expected), Some(value)) = (expected_type(kind, &key), properties.get(&key))
        else {
            continue;
        };
        if expected.matches(value) {
            continue;
        }
        let is_null = *value == Node::Null;
        let converted = expected.convert(value).filter(|_| !is_null);
        // A keyword without a value has no effect, so removing it needs no warning.
        if !is_null && (converted.is_none() || expected.is_ambiguous(value)) {
            let description = expected.description();
            let finding =
                findings::mismatched_keyword(&key, description, value.kind(), converted.is_some());
            report.add(&span.join(&key), finding);
        }
        match converted {
            Some(converted) => properties.insert(key, converted),
            None => properties.shift_remove(&key),
        };
    }
}

fn expected_type(kind: Kind, key: &str) -> Option<Expected> {
    Some(match (kind, key) {
        (Kind::Schema, "title" | "format" | "pattern") => Expected::String,
        (Kind::Schema, "nullable" | "readOnly" | "writeOnly" | "uniqueItems") => Expected::Boolean,
        (
            Kind::Schema,
            "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties",
        ) => Expected::Count,
        (Kind::Schema, "minimum" | "maximum" | "multipleOf") => Expected::Number,
        (Kind::Schema, "required") => Expected::Strings,
        (Kind::Schema, "enum") => Expected::List,
        (Kind::Schema, "discriminator" | "properties") => Expected::Object,
        (Kind::Schema | Kind::Operation, "externalDocs") => Expected::Object,
        (Kind::Operation, "tags" | "x-required-scopes") => Expected::Strings,
        (Kind::Operation, "summary" | "operationId") => Expected::String,
        (Kind::Operation, "security" | "servers") => Expected::List,
        (Kind::Parameter, "name" | "in" | "style") => Expected::String,
        (Kind::Parameter, "allowReserved" | "allowEmptyValue") => Expected::Boolean,
        (Kind::Parameter | Kind::Header, "explode" | "required") => Expected::Boolean,
        (Kind::RequestBody, "required") => Expected::Boolean,
        (_, "description") => Expected::String,
        (_, "deprecated") => Expected::Boolean,
        (Kind::Parameter | Kind::Header | Kind::MediaType, "examples") => Expected::Object,
        (Kind::MediaType, "encoding")
        | (Kind::Response, "links")
        | (Kind::Operation, "callbacks") => Expected::Object,
        _ => return None,
    })
}

impl Expected {
    /// Returns whether a value has the expected type.
    fn matches(self, value: &Node) -> bool {
        match (self, value) {
            (Expected::String, Node::String(_)) | (Expected::Boolean, Node::Bool(_)) => true,
            (Expected::List, Node::List(_)) | (Expected::Object, Node::Map(_)) => true,
            (Expected::Count, Node::Number(number)) => {
                matches!(number.value, NumberValue::Int(0..=0xffff_ffff_ffff))
            }
            (Expected::Number, Node::Number(number)) => match number.value {
                NumberValue::Int(_) => true,
                NumberValue::Float(value) => value.is_finite(),
            },
            (Expected::Strings, Node::List(list)) => {
                let strings: IndexSet<&str> = list.iter().filter_map(Node::as_str).collect();
                strings.len() == list.len()
            }
            _ => false,
        }
    }

    /// Converts a value to the expected type, if its intention is clear.
    fn convert(self, value: &Node) -> Option<Node> {
        match (self, value) {
            (Expected::String, _) => value
                .scalar_text()
                .map(|text| Node::String(text.to_owned())),
            (Expected::Boolean, Node::String(text)) => match text.to_ascii_lowercase().as_str() {
                "true" | "yes" => Some(Node::Bool(true)),
                "false" | "no" => Some(Node::Bool(false)),
                _ => None,
            },
            (Expected::Count, Node::Number(number)) => match number.value {
                NumberValue::Float(value)
                    if value.fract() == 0.0 && (0.0..1e15).contains(&value) =>
                {
                    Some(integer(value as i128))
                }
                _ => None,
            },
            (Expected::Count, Node::String(text)) => {
                Some(integer(text.trim().parse::<u32>().ok()?.into()))
            }
            (Expected::Number, Node::String(text)) => {
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
            (Expected::Strings, Node::String(_)) => Some(Node::List(vec![value.clone()])),
            (Expected::Strings, Node::List(list)) => {
                let strings: IndexSet<&str> = list.iter().filter_map(Node::scalar_text).collect();
                Some(Node::List(
                    strings
                        .into_iter()
                        .map(|text| Node::String(text.to_owned()))
                        .collect(),
                ))
            }
            _ => None,
        }
    }

    /// Returns whether converting a value could change its meaning. Converting a number to a string
    /// or removing a repeated string cannot.
    fn is_ambiguous(self, value: &Node) -> bool {
        match (self, value) {
            (Expected::String, Node::Number(_)) => false,
            (Expected::Count, Node::Number(_)) => false,
            (Expected::Strings, Node::List(list)) => {
                list.iter().any(|node| node.as_str().is_none())
            }
            _ => true,
        }
    }

    /// Describes the type in messages.
    fn description(self) -> &'static str {
        match self {
            Expected::String => "a string",
            Expected::Boolean => "a boolean",
            Expected::Count => "a non-negative integer",
            Expected::Number => "a number",
            Expected::Strings => "an array of distinct strings",
            Expected::List => "an array",
            Expected::Object => "an object",
        }
    }
}

fn integer(value: i128) -> Node {
    Node::Number(Number {
        text: value.to_string().into(),
        value: NumberValue::Int(value),
    })
}

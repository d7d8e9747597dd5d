//! Removes nested objects from an object.

use super::Properties;
use crate::diagnostic::Report;
use crate::diagnostic::catalogue::{object as findings, schema};
use crate::grammar::{Kind, Nested};
use crate::node::Node;
use crate::pointer::Span;

/// Keywords of schemas that `openapiv3` does not support. They are read from the value tree.
const BEYOND_3_0: [&str; 11] = [
    "prefixItems",
    "additionalItems",
    "unevaluatedItems",
    "patternProperties",
    "propertyNames",
    "unevaluatedProperties",
    "contains",
    "if",
    "then",
    "else",
    "dependentSchemas",
];

/// Keywords that are commonly found in `properties` because they are indented too far.
const MISPLACED_KEYWORDS: [&str; 14] = [
    "oneOf",
    "anyOf",
    "allOf",
    "required",
    "type",
    "description",
    "title",
    "format",
    "nullable",
    "readOnly",
    "additionalProperties",
    "enum",
    "deprecated",
    "example",
];

/// Returns the properties of an object, with a reference in place of each nested object. Nested
/// objects that are read from the value tree are removed.
pub(super) fn without_nested_objects(
    properties: &Properties,
    kind: Kind,
    span: &Span,
    report: &mut Report,
) -> Properties {
    let mut shallow = Properties::with_capacity_and_hasher(properties.len(), Default::default());
    for (key, value) in properties {
        let value = match kind.nested(key) {
            None => Some(value.clone()),
            // The keys of operations and responses are read from the value tree, because the types
            // of `openapiv3` drop unknown ones.
            Some(Nested::One(Kind::Operation) | Nested::Map(Kind::Response)) => None,
            Some(Nested::One(Kind::Schema)) if value.is_bool() => {
                boolean_schema(key, value, &span.join(key))
            }
            Some(_) if kind == Kind::Schema && is_read_from_tree(key, value) => None,
            Some(nested) => nested_value(nested, key, value, &span.join(key), report),
        };
        shallow.extend(value.map(|value| (key.clone(), value)));
    }
    shallow
}

/// Returns the form that `openapiv3` supports for a boolean schema, or `None` if it supports none.
fn boolean_schema(key: &str, value: &Node, span: &Span) -> Option<Node> {
    match key {
        "additionalProperties" => Some(value.clone()),
        "items" => Some(reference_to(span)),
        _ => None,
    }
}

fn is_read_from_tree(key: &str, value: &Node) -> bool {
    let is_container = matches!(value, Node::Map(_) | Node::List(_));
    is_container && BEYOND_3_0.contains(&key)
}

/// Replaces the objects in the value of a key by references, and reports a value of another type.
fn nested_value(
    nested: Nested,
    key: &str,
    value: &Node,
    span: &Span,
    report: &mut Report,
) -> Option<Node> {
    match (nested, value) {
        // A list under `items` contains one schema for each position.
        (Nested::One(Kind::Schema), Node::List(_)) if key == "items" => Some(reference_to(span)),
        (Nested::One(Kind::Properties), Node::Map(map)) => {
            let properties = map
                .iter()
                .filter(|(name, value)| !is_misplaced_keyword(name, value, span, report));
            Some(references(properties.map(|(name, _)| name), span))
        }
        (Nested::One(_), Node::Map(_)) => Some(reference_to(span)),
        (Nested::List(_), Node::List(list)) => {
            let references = (0..list.len()).map(|index| reference_to(&span.index(index)));
            Some(Node::List(references.collect()))
        }
        (Nested::Map(_), Node::Map(map)) => Some(references(map.keys(), span)),
        (_, Node::Null) => None,
        // Some serializers write an empty object as an empty list.
        (Nested::One(_) | Nested::Map(_), Node::List(list)) if list.is_empty() => {
            report.add(span, findings::empty_list());
            None
        }
        (nested, value) => {
            report.add(span, findings::wrong_type(key, nested, value.kind()));
            None
        }
    }
}

/// Returns whether an entry of `properties` is not a property: a reference to an object with the
/// properties, or a keyword of the surrounding schema.
fn is_misplaced_keyword(name: &str, value: &Node, span: &Span, report: &mut Report) -> bool {
    if name == "$ref" && value.as_str().is_some() {
        return true;
    }
    let is_misplaced = MISPLACED_KEYWORDS.contains(&name) && value.as_map().is_none();
    if is_misplaced {
        report.add(&span.join(name), schema::keyword_among_properties(name));
    }
    is_misplaced
}

/// Returns an object with a reference for each key of the object at `span`.
fn references<'n>(keys: impl Iterator<Item = &'n String>, span: &Span) -> Node {
    let entries = keys.map(|key| (key.clone(), reference_to(&span.join(key))));
    Node::Map(entries.collect())
}

fn reference_to(span: &Span) -> Node {
    let text = Node::String(format!("#{}", span.pointer));
    Node::Map(Properties::from_iter([("$ref".to_owned(), text)]))
}

//! Parses JSON.

use std::cell::RefCell;
use std::fmt;

use indexmap::map::Entry;
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};

use super::{Node, Number, NumberValue, Properties};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::catalogue::syntax;
use crate::limits::Limits;
use crate::pointer::{SourceId, Span};
use crate::source::Source;

/// The messages by which a `serde_json` error is recognized as an exceeded limit.
const TOO_DEEP: &str = "too deep";
const TOO_MANY: &str = "too many values";

/// Parses a JSON file.
pub(super) fn parse(
    source: &Source,
    id: SourceId,
    limits: &Limits,
) -> Result<Node, Vec<Diagnostic>> {
    let span = Span::file(id);
    let budget = Budget {
        limits,
        nodes: RefCell::new(0),
        duplicate: RefCell::new(None),
    };
    let mut reader = serde_json::Deserializer::from_str(source.text());
    let result = Seed {
        budget: &budget,
        depth: 0,
    }
    .deserialize(&mut reader)
    .and_then(|node| {
        reader.end()?;
        Ok(node)
    });
    result.map_err(|error| vec![diagnostic(&error, &budget, &span)])
}

/// Converts an error of `serde_json`.
fn diagnostic(error: &serde_json::Error, budget: &Budget<'_>, span: &Span) -> Diagnostic {
    let text = error.to_string();
    let reason = text
        .rsplit_once(" at line ")
        .map_or(text.as_str(), |(reason, _)| reason);
    let duplicate = budget.duplicate.borrow();
    let finding = match (duplicate.as_ref(), reason) {
        (Some(key), _) => syntax::duplicate_key(key),
        (None, TOO_MANY) => syntax::document_too_large("values", budget.limits.nodes),
        (None, TOO_DEEP | "recursion limit exceeded") => {
            syntax::document_too_large("levels of nesting", budget.limits.nesting)
        }
        (None, reason) => syntax::invalid_json(reason),
    };
    let column = error.column().max(1);
    finding.at(span).with_position(error.line(), column)
}

/// The state that all values of a file share.
struct Budget<'l> {
    limits: &'l Limits,
    /// The number of values that have been parsed.
    nodes: RefCell<usize>,
    /// The duplicate key that stopped parsing.
    duplicate: RefCell<Option<String>>,
}

/// Deserializes a value at a nesting depth.
#[derive(Clone, Copy)]
struct Seed<'b> {
    budget: &'b Budget<'b>,
    depth: usize,
}

impl<'b> Seed<'b> {
    fn inner<E: serde::de::Error>(self) -> Result<Self, E> {
        if self.depth >= self.budget.limits.effective_nesting() {
            return Err(E::custom(TOO_DEEP));
        }
        Ok(Self {
            depth: self.depth + 1,
            ..self
        })
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        let mut nodes = self.budget.nodes.borrow_mut();
        *nodes += 1;
        if *nodes > self.budget.limits.nodes {
            return Err(D::Error::custom(TOO_MANY));
        }
        drop(nodes);
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
        Ok(Node::Number(Number {
            text: value.to_string().into(),
            value: NumberValue::Int(value.into()),
        }))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
        Ok(Node::Number(Number {
            text: value.to_string().into(),
            value: NumberValue::Int(value.into()),
        }))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Node, E> {
        let text = serde_json::Number::from_f64(value)
            .map_or_else(|| value.to_string(), |number| number.to_string());
        Ok(Node::Number(Number {
            text: text.into(),
            value: NumberValue::Float(value),
        }))
    }

    fn visit_str<E>(self, value: &str) -> Result<Node, E> {
        Ok(Node::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Node, E> {
        Ok(Node::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Node, A::Error> {
        let inner = self.inner()?;
        let mut list = Vec::new();
        while let Some(node) = access.next_element_seed(inner)? {
            list.push(node);
        }
        Ok(Node::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Node, A::Error> {
        let inner = self.inner()?;
        let mut map = Properties::default();
        while let Some(key) = access.next_key::<String>()? {
            match map.entry(key) {
                Entry::Occupied(entry) => {
                    self.budget.duplicate.replace(Some(entry.key().clone()));
                    return Err(A::Error::custom("duplicate key"));
                }
                Entry::Vacant(entry) => entry.insert(access.next_value_seed(inner)?),
            };
        }
        Ok(Node::Map(map))
    }
}

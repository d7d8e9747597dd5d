//! The value tree of one file, whatever it was written in.

mod deserialize;
mod json;
mod scalar;
mod yaml;

use indexmap::IndexMap;

pub use deserialize::Error as DeserializeError;

use crate::diagnostic::catalogue::syntax;
use crate::diagnostic::{Code, Diagnostic};
use crate::limits::Limits;
use crate::pointer::{Pointer, SourceId, Span};
use crate::source::{Format, Source};

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A text.
    String(String),
    /// A list.
    List(Vec<Node>),
    /// An object; keys are text as written, each once.
    Map(IndexMap<String, Node>),
}

/// A number with the text it was written as.
#[derive(Clone, Debug, PartialEq)]
pub struct Number {
    /// As written in YAML; as serde_json writes it where the text was JSON.
    pub text: Box<str>,
    /// The value.
    pub value: NumberValue,
}

/// The value of a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum NumberValue {
    /// A whole number.
    Int(i128),
    /// Another one; YAML can write infinities and NaN too.
    Float(f64),
}

/// Reads a file.
///
/// # Errors
/// What is wrong with the text; there is at least one diagnostic then.
pub(crate) fn parse(
    source: &mut Source,
    id: SourceId,
    limits: &Limits,
) -> Result<Node, Vec<Diagnostic>> {
    if source.text().trim().is_empty() {
        let span = Span {
            source: id,
            pointer: Pointer::root(),
        };
        return Err(vec![syntax::empty_file().at(&span)]);
    }
    match source.format() {
        Format::Yaml => yaml::parse(source, id, limits),
        Format::Json => match json::parse(source, id, limits) {
            Err(problems) if may_be_yaml(source, &problems) => {
                let node = yaml::parse(source, id, limits).map_err(|_| problems)?;
                source.set_format(Format::Yaml);
                Ok(node)
            }
            result => result,
        },
    }
}

/// Flow style YAML begins like JSON; the name of the file decides which error is shown.
fn may_be_yaml(source: &Source, problems: &[Diagnostic]) -> bool {
    let yaml_name = source.name().ends_with(".yaml") || source.name().ends_with(".yml");
    yaml_name
        && problems
            .iter()
            .all(|problem| problem.code == Code::JsonSyntax)
}

impl Node {
    /// The value behind a pointer in this value.
    pub fn get(&self, pointer: &Pointer) -> Option<&Node> {
        let mut tokens = pointer.as_str().split('/').skip(1);
        tokens.try_fold(self, |node, token| match token.contains('~') {
            false => node.child(token),
            true => node.child(&token.replace("~1", "/").replace("~0", "~")),
        })
    }

    /// The same, to be changed.
    pub fn get_mut(&mut self, pointer: &Pointer) -> Option<&mut Node> {
        pointer.tokens().try_fold(self, |node, token| match node {
            Node::Map(map) => map.get_mut(&token),
            Node::List(list) => list.get_mut(token.parse::<usize>().ok()?),
            _ => None,
        })
    }

    /// A member by its key, or an element by its index.
    pub fn child(&self, token: &str) -> Option<&Node> {
        match self {
            Node::Map(map) => map.get(token),
            Node::List(list) => list.get(token.parse::<usize>().ok()?),
            _ => None,
        }
    }

    /// A member of an object.
    pub fn member(&self, key: &str) -> Option<&Node> {
        self.as_map()?.get(key)
    }

    /// Returns whether the value is `true` or `false`.
    pub fn is_bool(&self) -> bool {
        matches!(self, Node::Bool(_))
    }

    /// The members, if it is an object.
    pub fn as_map(&self) -> Option<&IndexMap<String, Node>> {
        if let Node::Map(map) = self {
            Some(map)
        } else {
            None
        }
    }

    /// The members, to be changed.
    pub fn as_map_mut(&mut self) -> Option<&mut IndexMap<String, Node>> {
        if let Node::Map(map) = self {
            Some(map)
        } else {
            None
        }
    }

    /// The elements, if it is a list.
    pub fn as_list(&self) -> Option<&[Node]> {
        if let Node::List(list) = self {
            Some(list)
        } else {
            None
        }
    }

    /// The text, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        if let Node::String(text) = self {
            Some(text)
        } else {
            None
        }
    }

    /// The text of a scalar that stands where a text belongs.
    pub fn scalar_text(&self) -> Option<&str> {
        match self {
            Node::String(text) => Some(text),
            Node::Number(number) => Some(&number.text),
            Node::Bool(true) => Some("true"),
            Node::Bool(false) => Some("false"),
            _ => None,
        }
    }

    /// What kind of value it is, for messages.
    pub fn kind(&self) -> &'static str {
        match self {
            Node::Null => "null",
            Node::Bool(_) => "a boolean",
            Node::Number(_) => "a number",
            Node::String(_) => "a string",
            Node::List(_) => "a list",
            Node::Map(_) => "an object",
        }
    }

    /// The same value as JSON. Numbers that JSON in Rust can't hold lose digits; infinities and NaN become texts.
    pub fn to_json(&self) -> serde_json::Value {
        use serde_json::Value;
        match self {
            Node::Null => Value::Null,
            Node::Bool(value) => Value::Bool(*value),
            Node::Number(number) => number.to_json(),
            Node::String(text) => Value::String(text.clone()),
            Node::List(list) => Value::Array(list.iter().map(Node::to_json).collect()),
            Node::Map(map) => Value::Object(
                map.iter()
                    .map(|(key, value)| (key.clone(), value.to_json()))
                    .collect(),
            ),
        }
    }
}

impl Number {
    fn to_json(&self) -> serde_json::Value {
        use serde_json::Value;
        match self.value {
            NumberValue::Int(value) => match (i64::try_from(value), u64::try_from(value)) {
                (Ok(value), _) => Value::from(value),
                (_, Ok(value)) => Value::from(value),
                _ => Value::from(value as f64),
            },
            NumberValue::Float(value) => serde_json::Number::from_f64(value)
                .map_or_else(|| Value::String(self.text.to_string()), Value::Number),
        }
    }
}

//! The value tree of one file, independent of its format.

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
    /// A string.
    String(String),
    /// A list.
    List(Vec<Node>),
    /// An object. Keys are distinct, and are strings even if the file has numbers or booleans
    /// there.
    Map(Properties),
}

/// The properties of an object, in the order of the file.
pub type Properties = IndexMap<String, Node, foldhash::fast::RandomState>;

/// A number with its text.
#[derive(Clone, Debug, PartialEq)]
pub struct Number {
    /// The text of the file in YAML, and the canonical text of serde_json in JSON.
    pub text: Box<str>,
    /// The value.
    pub value: NumberValue,
}

/// The value of a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum NumberValue {
    /// An integer.
    Int(i128),
    /// Any other number. In YAML, it can be infinite or NaN.
    Float(f64),
}

/// Parses a file, and corrects the format of the source.
///
/// # Errors
/// Returns at least one diagnostic if the text is not JSON or YAML, or exceeds a limit.
pub(crate) fn parse(
    source: &mut Source,
    id: SourceId,
    limits: &Limits,
) -> Result<Node, Vec<Diagnostic>> {
    if source.text().trim().is_empty() {
        return Err(vec![syntax::empty_file().at(&Span::file(id))]);
    }
    match source.format() {
        Format::Yaml => yaml::parse(source, id, limits),
        Format::Json => match json::parse(source, id, limits) {
            Err(diagnostics) if may_be_yaml(source, &diagnostics) => {
                let node = yaml::parse(source, id, limits).map_err(|_| diagnostics)?;
                source.set_format(Format::Yaml);
                Ok(node)
            }
            result => result,
        },
    }
}

/// Returns whether a file that starts like JSON can be YAML in flow style.
fn may_be_yaml(source: &Source, diagnostics: &[Diagnostic]) -> bool {
    let is_yaml_name = source.name().ends_with(".yaml") || source.name().ends_with(".yml");
    let is_syntax = |diagnostic: &Diagnostic| diagnostic.code == Code::JsonSyntax;
    is_yaml_name && diagnostics.iter().all(is_syntax)
}

impl Node {
    /// Returns the value at a pointer.
    pub fn get(&self, pointer: &Pointer) -> Option<&Node> {
        let mut tokens = pointer.as_str().split('/').skip(1);
        tokens.try_fold(self, |node, token| match token.contains('~') {
            false => node.child(token),
            true => node.child(&token.replace("~1", "/").replace("~0", "~")),
        })
    }

    /// Returns the value at a pointer, for rewriting.
    pub fn get_mut(&mut self, pointer: &Pointer) -> Option<&mut Node> {
        pointer.tokens().try_fold(self, |node, token| match node {
            Node::Map(map) => map.get_mut(&token),
            Node::List(list) => list.get_mut(token.parse::<usize>().ok()?),
            _ => None,
        })
    }

    /// Returns the property of an object, or the element of a list, that a token names.
    pub fn child(&self, token: &str) -> Option<&Node> {
        match self {
            Node::Map(map) => map.get(token),
            Node::List(list) => list.get(token.parse::<usize>().ok()?),
            _ => None,
        }
    }

    /// Returns a property of an object.
    pub fn member(&self, key: &str) -> Option<&Node> {
        self.as_map()?.get(key)
    }

    /// Returns whether the value is `true` or `false`.
    pub fn is_bool(&self) -> bool {
        matches!(self, Node::Bool(_))
    }

    /// Returns the properties of an object.
    pub fn as_map(&self) -> Option<&Properties> {
        if let Node::Map(map) = self {
            Some(map)
        } else {
            None
        }
    }

    /// Returns the properties of an object, for rewriting.
    pub fn as_map_mut(&mut self) -> Option<&mut Properties> {
        if let Node::Map(map) = self {
            Some(map)
        } else {
            None
        }
    }

    /// Returns the elements of a list.
    pub fn as_list(&self) -> Option<&[Node]> {
        if let Node::List(list) = self {
            Some(list)
        } else {
            None
        }
    }

    /// Returns the text of a string.
    pub fn as_str(&self) -> Option<&str> {
        if let Node::String(text) = self {
            Some(text)
        } else {
            None
        }
    }

    /// Returns the text of a string, a number or a boolean. Authors write `version: 1.0` where a
    /// string is required.
    pub fn scalar_text(&self) -> Option<&str> {
        match self {
            Node::String(text) => Some(text),
            Node::Number(number) => Some(&number.text),
            Node::Bool(true) => Some("true"),
            Node::Bool(false) => Some("false"),
            _ => None,
        }
    }

    /// Returns the type of the value with its article, for messages.
    pub fn kind(&self) -> &'static str {
        match self {
            Node::Null => "null",
            Node::Bool(_) => "a boolean",
            Node::Number(_) => "a number",
            Node::String(_) => "a string",
            Node::List(_) => "an array",
            Node::Map(_) => "an object",
        }
    }

    /// Converts the value to JSON. Integers beyond 64 bits lose precision; infinities and NaN
    /// become strings.
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

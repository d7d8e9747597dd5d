//! Objects in a query or a form as `name[key]=value`, to any depth.

use serde_json::Value;

use super::encode::{EncodeError, Escape, Pairs, form};

/// The names and values of a value; the name is escaped already. Members that are `null` are left out. A list is a repeated name unless its
/// elements are nested or `indexed` asks for `name[0]`.
pub(super) fn encode(
    name: String,
    value: &Value,
    indexed: bool,
    escape: Escape,
) -> Result<Pairs, EncodeError> {
    let inside = |key: &str| format!("{name}[{key}]");
    match value {
        Value::Object(members) => {
            let members = members.iter().filter(|(_, member)| !member.is_null());
            members
                .map(|(key, member)| encode(inside(&escape(key)), member, indexed, escape))
                .collect::<Result<Vec<_>, _>>()
                .map(concat)
        }
        Value::Array(items)
            if indexed || items.iter().any(|item| item.is_array() || item.is_object()) =>
        {
            let items = items.iter().enumerate();
            items
                .map(|(index, item)| encode(inside(&index.to_string()), item, indexed, escape))
                .collect::<Result<Vec<_>, _>>()
                .map(concat)
        }
        value => form(name, value, true, escape),
    }
}

fn concat(pairs: Vec<Pairs>) -> Pairs {
    pairs.into_iter().flatten().collect()
}

#[cfg(feature = "server")]
pub(super) use self::reading::{Tree, decode};

#[cfg(feature = "server")]
mod reading {
    use std::collections::BTreeMap;

    use serde_json::Value;

    use super::super::decode::DecodeError;
    use super::super::form::Pair;
    use crate::schema::{Kinds, Schema};

    /// How deep brackets are followed.
    const DEEPEST: usize = 16;

    /// The values of one name and of the names with brackets behind it.
    #[derive(Default)]
    pub(in super::super) struct Tree {
        values: Vec<String>,
        children: BTreeMap<Key, Tree>,
    }

    /// What stands in brackets; numbers in their own order.
    #[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
    enum Key {
        Index(u64),
        Name(String),
    }

    /// Reads the object of a name; none if it is not there.
    pub(in super::super) fn decode(
        name: &str,
        pairs: &[Pair],
        schema: &Schema,
    ) -> Result<Option<Value>, DecodeError> {
        let mut tree = Tree::default();
        for pair in pairs {
            let Some(brackets) = pair.name.strip_prefix(name).filter(|rest| !rest.is_empty())
            else {
                continue;
            };
            tree.insert(brackets, pair.value.clone())?;
        }
        if tree.children.is_empty() {
            Ok(None)
        } else {
            tree.read(schema).map(Some)
        }
    }

    impl Tree {
        /// Adds the value of a name, by the brackets that stand behind the name. Text that is no brackets is left out.
        pub(in super::super) fn insert(
            &mut self,
            brackets: &str,
            value: String,
        ) -> Result<(), DecodeError> {
            let mut keys = Vec::new();
            if !brackets.is_empty() {
                let Some(inner) = brackets
                    .strip_prefix('[')
                    .and_then(|rest| rest.strip_suffix(']'))
                else {
                    return Ok(());
                };
                keys.extend(inner.split("]["));
            }
            if keys.len() > DEEPEST {
                return Err(DecodeError::Style);
            }
            let leaf = keys.into_iter().fold(self, |tree, key| {
                tree.children.entry(Key::of(key)).or_default()
            });
            leaf.values.push(value);
            Ok(())
        }

        /// Whether nothing was added.
        pub(in super::super) fn is_empty(&self) -> bool {
            self.values.is_empty() && self.children.is_empty()
        }

        /// The value by the types that a schema allows: a repeated name, `name[]` and `name[0]` are elements of an array.
        pub(in super::super) fn read(self, schema: &Schema) -> Result<Value, DecodeError> {
            let kinds = schema.kinds();
            let is_list = kinds.has(Kinds::ARRAY);
            match (self.values.as_slice(), self.children.is_empty()) {
                ([text], true) if !is_list || kinds.scalar() => Ok(schema.read_text(text)),
                (texts, true) if is_list => {
                    let element = |(position, text): (usize, &String)| {
                        schema.element(position).read_text(text)
                    };
                    Ok(texts.iter().enumerate().map(element).collect())
                }
                ([], false)
                    if is_list
                        && !schema.is_any()
                        && self.children.keys().all(Key::is_position) =>
                {
                    self.elements(schema)
                }
                ([], false) => self.members(schema),
                (_, true) => Err(DecodeError::Repeated),
                (_, false) => Err(DecodeError::Style),
            }
        }

        fn elements(self, schema: &Schema) -> Result<Value, DecodeError> {
            let mut elements = Vec::new();
            for (key, tree) in self.children {
                match (key, tree.children.is_empty()) {
                    // `name[]` is repeated for each element.
                    (Key::Name(_), true) => {
                        for text in &tree.values {
                            elements.push(schema.element(elements.len()).read_text(text));
                        }
                    }
                    _ => elements.push(tree.read(schema.element(elements.len()))?),
                }
            }
            Ok(Value::Array(elements))
        }

        fn members(self, schema: &Schema) -> Result<Value, DecodeError> {
            let member = |(key, tree): (Key, Tree)| {
                let key = key.text();
                let value = tree.read(schema.member(&key).unwrap_or(const { &Schema::any() }))?;
                Ok((key, value))
            };
            self.children
                .into_iter()
                .map(member)
                .collect::<Result<_, _>>()
                .map(Value::Object)
        }
    }

    impl Key {
        fn of(text: &str) -> Self {
            let is_index = text == "0"
                || !text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit());
            match text.parse() {
                Ok(index) if is_index => Key::Index(index),
                _ => Key::Name(text.to_owned()),
            }
        }

        fn text(self) -> String {
            match self {
                Key::Index(index) => index.to_string(),
                Key::Name(name) => name,
            }
        }

        /// Whether it can stand for an element of an array.
        fn is_position(&self) -> bool {
            match self {
                Key::Index(_) => true,
                Key::Name(name) => name.is_empty(),
            }
        }
    }
}

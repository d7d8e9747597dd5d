//! `application/x-www-form-urlencoded` bodies, each member as its encoding says.

use serde_json::Value;

use super::encode::{EncodeError, Escape, Pairs, form, styled};
use super::{Style, brackets, percent};
use crate::body::{Encoding, Form};

/// An object as `application/x-www-form-urlencoded`.
///
/// # Errors
/// When the value is not an object, or an encoding has no text for a member.
pub fn encode_form(value: &Value, encodings: &[Encoding]) -> Result<String, EncodeError> {
    let members = value.as_object().ok_or(EncodeError::NotAnObject)?;
    let mut pairs = Pairs::new();
    for (name, member) in members {
        pairs.extend(encode_member(
            name,
            member,
            Encoding::find(encodings, name).0,
            percent::encode,
        )?);
    }
    Ok(pairs
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect::<Vec<_>>()
        .join("&"))
}

/// The names and values that a member becomes.
pub(crate) fn encode_member(
    name: &str,
    value: &Value,
    how: Form,
    escape: Escape,
) -> Result<Pairs, EncodeError> {
    let name = escape(name);
    match how {
        Form::Json => Ok(vec![(name, escape(&value.to_string()))]),
        Form::Usual if value.is_null() => Err(EncodeError::Empty),
        Form::Usual => brackets::encode(name, value, false, escape),
        Form::Style(Style::DeepObject, _) if value.is_array() || value.is_object() => {
            brackets::encode(name, value, true, escape)
        }
        Form::Style(Style::DeepObject, _) => form(name, value, true, escape),
        Form::Style(style, explode) => styled(name, value, (style, explode), escape),
    }
}

#[cfg(feature = "server")]
pub use self::reading::decode_form;
#[cfg(feature = "server")]
pub(crate) use self::reading::{Pair, decode_members, pairs_of};

#[cfg(feature = "server")]
mod reading {
    use std::borrow::Cow;
    use std::collections::{BTreeMap, BTreeSet};

    use serde_json::{Map, Value};

    use super::super::brackets::Tree;
    use super::super::decode::{DecodeError, exploded_object, in_pairs, json, unescape};
    use super::super::{Parameter, Style, percent};
    use crate::body::{Encoding, Form};
    use crate::schema::{Kinds, Schema};

    /// A name and its value: the name decoded, the value as it stands (`raw`) and decoded.
    #[derive(Clone, Debug)]
    pub(crate) struct Pair {
        pub(crate) name: String,
        pub(crate) raw: String,
        pub(crate) value: String,
    }

    /// Reads `application/x-www-form-urlencoded` into an object. Members that the schema does not name are texts.
    ///
    /// # Errors
    /// When the octets are no UTF-8, or a member is not in its encoding.
    pub fn decode_form(
        text: &str,
        schema: &Schema,
        encodings: &'static [Encoding],
    ) -> Result<Value, DecodeError> {
        decode_members(
            split(text, '&', true)
                .map(decoded)
                .collect::<Result<_, _>>()?,
            schema,
            encodings,
        )
        .map(Value::Object)
    }

    impl Pair {
        /// A name and a text that are not escaped.
        pub(crate) fn plain(name: String, value: String) -> Self {
            Self {
                name,
                raw: percent::encode_reserved(&value),
                value,
            }
        }
    }

    /// The members that names and values stand for.
    pub(crate) fn decode_members(
        pairs: Vec<Pair>,
        schema: &Schema,
        encodings: &'static [Encoding],
    ) -> Result<Map<String, Value>, DecodeError> {
        let mut members = Map::new();
        let taken = exploded_members(&pairs, schema, encodings, &mut members)?;
        let mut groups: BTreeMap<String, Vec<Pair>> = BTreeMap::new();
        for pair in pairs.into_iter().filter(|pair| !taken.contains(&pair.name)) {
            groups
                .entry(base(&pair.name, schema).to_owned())
                .or_default()
                .push(pair);
        }
        for (name, pairs) in groups {
            let member = schema.member(&name).unwrap_or(const { &Schema::any() });
            let encoding = encodings.iter().find(|encoding| encoding.name == name);
            if let Some(value) = decode_member(&name, pairs, member, encoding)? {
                members.insert(name, value);
            }
        }
        Ok(members)
    }

    /// The member that a name belongs to: the name before the brackets, unless there is a member of the whole name.
    fn base<'n>(name: &'n str, schema: &Schema) -> &'n str {
        match name.split_once('[') {
            Some((base, _)) if !schema.names(name) => base,
            _ => name,
        }
    }

    /// Puts the members whose own members stand beside those of the form; the names that these took.
    fn exploded_members(
        pairs: &[Pair],
        schema: &Schema,
        encodings: &'static [Encoding],
        members: &mut Map<String, Value>,
    ) -> Result<BTreeSet<String>, DecodeError> {
        let mut taken = BTreeSet::new();
        for encoding in encodings.iter().filter(|encoding| matches!(encoding.form, Form::Style(style, true) if style != Style::DeepObject))
        {
            let Some(member) = schema.member(encoding.name).filter(|member| member.kinds().only(Kinds::OBJECT)) else { continue };
            let own: Vec<Pair> = pairs.iter().filter(|pair| member.names(&pair.name) && !schema.names(&pair.name)).cloned().collect();
            members.extend(exploded_object(&own, member)?.map(|value| (encoding.name.to_owned(), value)));
            taken.extend(own.into_iter().map(|pair| pair.name));
        }
        Ok(taken)
    }

    fn decode_member(
        name: &str,
        pairs: Vec<Pair>,
        schema: &Schema,
        encoding: Option<&Encoding>,
    ) -> Result<Option<Value>, DecodeError> {
        match encoding.map(|encoding| (encoding.form, encoding.name)) {
            Some((Form::Json, _)) => match pairs.as_slice() {
                [pair] => json(&pair.value).map(Some),
                _ => Err(DecodeError::Repeated),
            },
            Some((Form::Style(style, explode), name)) if style != Style::DeepObject && !explode => {
                in_pairs(
                    &Parameter::query(name).style(style).explode(explode),
                    &pairs,
                    schema,
                )
            }
            _ => {
                let mut tree = Tree::default();
                for pair in pairs {
                    tree.insert(pair.name.strip_prefix(name).unwrap_or_default(), pair.value)?;
                }
                if tree.is_empty() {
                    Ok(None)
                } else {
                    tree.read(schema).map(Some)
                }
            }
        }
    }

    /// The names and values of a query or a `Cookie` field, of the names that are wanted.
    pub(crate) fn pairs_of(
        text: &str,
        separator: char,
        plus_is_space: bool,
        wanted: impl Fn(&str) -> bool,
    ) -> Result<Vec<Pair>, DecodeError> {
        let own = split(text, separator, plus_is_space)
            .filter(|(name, _)| unescape(name).is_ok_and(|name| wanted(&name)));
        own.map(decoded).collect()
    }

    /// Names and values as they stand, but for plus signs that are spaces.
    fn split(
        text: &str,
        separator: char,
        plus_is_space: bool,
    ) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
        let spaced = move |text: &'_ str| {
            if plus_is_space && text.contains('+') {
                Some(text.replace('+', "%20"))
            } else {
                None
            }
        };
        text.split(separator)
            .map(str::trim)
            .filter(|pair| !pair.is_empty())
            .map(move |pair| {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                (
                    spaced(name).map_or(Cow::Borrowed(name), Cow::Owned),
                    spaced(value).map_or(Cow::Borrowed(value), Cow::Owned),
                )
            })
    }

    fn decoded((name, raw): (Cow<'_, str>, Cow<'_, str>)) -> Result<Pair, DecodeError> {
        Ok(Pair {
            name: unescape(&name)?,
            value: unescape(&raw)?,
            raw: raw.into_owned(),
        })
    }
}

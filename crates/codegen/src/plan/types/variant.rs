//! The names of the variants of an enum.

use std::collections::BTreeMap;

use serde_json::Value;
use specwright_openapi::ir::{EnumValue, SchemaId};
use specwright_openapi::vocabulary::JsonType;

use crate::names::{Scope, VariantName, words};
use crate::plan::model::enumeration::CATCH_ALL;
use crate::plan::overrides::Overrides;
use crate::plan::representation::variant_key;

/// The names of the variants of one enum.
pub(super) struct VariantNames {
    scope: Scope,
    /// The configured names.
    configured: BTreeMap<String, VariantName>,
    /// Whether the enum rejects undeclared values, so that it has no variant for them.
    pub(super) closed: bool,
}

impl VariantNames {
    /// Claims the configured names of a schema before any other.
    pub(super) fn new(overrides: &Overrides<'_>, id: SchemaId) -> Self {
        let closed = overrides.is_closed(id);
        let mut scope = if closed {
            Scope::new()
        } else {
            Scope::reserving([CATCH_ALL])
        };
        let variants = overrides.schema(id).into_iter();
        let variants = variants.flat_map(|schema| &schema.variants);
        let configured = variants
            .filter_map(|(value, name)| Some((value.clone(), scope.claim(name)?)))
            .collect();
        Self {
            scope,
            configured,
            closed,
        }
    }

    /// Names the variant of a listed value by the configuration, by the document, or by the value.
    /// In an enum without a common type, a name that is taken is combined with the type of the
    /// value.
    pub(super) fn value(&mut self, value: &EnumValue, common: Option<JsonType>) -> VariantName {
        if let Some(name) = self.configured.get(&variant_key(&value.value)) {
            return name.clone();
        }
        let words = value_words(&value.value);
        match &value.name {
            Some(name) => self.name_or(name, &words),
            None if common.is_none() => {
                self.name_or(&words, &format!("{} {words}", type_word(&value.value)))
            }
            None => self.name_or(&words, &words),
        }
    }

    /// Names the variant of a branch of a union, which may have a short name.
    pub(super) fn branch(&mut self, text: &str, short: Option<&str>) -> VariantName {
        match self.configured.get(text) {
            Some(name) => name.clone(),
            None => self.name_or(short.unwrap_or(text), text),
        }
    }

    fn name_or(&mut self, text: &str, fallback: &str) -> VariantName {
        if text.eq_ignore_ascii_case(CATCH_ALL) && !self.closed {
            return self.scope.name_or(text, &["unknown value"]);
        }
        self.scope.name_or(text, &[fallback])
    }
}

/// Returns the word that distinguishes a value from a value of another type with the same name.
fn type_word(value: &Value) -> &'static str {
    match value {
        Value::String(_) => "text",
        Value::Number(_) => "number",
        Value::Bool(_) => "boolean",
        Value::Null | Value::Array(_) | Value::Object(_) => "value",
    }
}

/// Returns the short names of the branches of a union that have one: a branch `CreatedEvent` of
/// `Event` is `created`. A name that is also that of another branch is not short enough to tell them
/// apart, whichever comes first.
pub(super) fn short_names<'a>(
    union: &str,
    branches: impl Iterator<Item = &'a str>,
) -> BTreeMap<&'a str, String> {
    let union = words(union);
    let mut uses: BTreeMap<String, usize> = BTreeMap::new();
    let mut names = BTreeMap::new();
    for branch in branches {
        let words = words(branch);
        let own = own_words(&union, &words);
        *uses.entry(own.unwrap_or(&words).join(" ")).or_default() += 1;
        names.extend(own.map(|own| (branch, own.join(" "))));
    }
    names.retain(|_, name| uses.get(name) == Some(&1));
    names
}

/// Returns the words of the name of a branch without those of its union, which begin and end it.
fn own_words<'w>(union: &[String], branch: &'w [String]) -> Option<&'w [String]> {
    let mut splits = (0..=union.len()).rev().map(|start| union.split_at(start));
    splits.find_map(|(first, last)| {
        let own = branch.strip_prefix(first)?.strip_suffix(last)?;
        let is_name = own
            .first()?
            .starts_with(|first: char| !first.is_ascii_digit());
        is_name.then_some(own)
    })
}

/// Returns the words from which the name of a value is derived. A sign becomes a word, because it
/// distinguishes numbers.
fn value_words(value: &Value) -> String {
    match value {
        Value::String(text) => match text.strip_prefix('+') {
            Some(number) if number.starts_with(|first: char| first.is_ascii_digit()) => {
                format!("plus {number}")
            }
            _ => text.clone(),
        },
        Value::Number(number) => {
            let words = number.to_string().replace('-', "minus ");
            words.replace('.', " dot ")
        }
        Value::Array(_) => "list".to_owned(),
        Value::Object(_) => "object".to_owned(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn branches_are_named_by_their_own_words() {
        for (union, branch, expected) in [
            ("Tool", "FunctionTool", Some("function")),
            ("ServerEvent", "ServerEventItemAdded", Some("item added")),
            ("RequestMessage", "RequestUserMessage", Some("user")),
            ("Item", "item_reference", Some("reference")),
            ("Tool", "Tools", None),
            ("Tool", "Tool", None),
            ("Message", "MessageV2", Some("v2")),
            ("Message", "Message_2", None),
            ("InputItem", "EasyInputMessage", None),
        ] {
            let names = short_names(union, [branch].into_iter());
            let name = names.get(branch).map(String::as_str);
            assert_eq!(name, expected, "{union} {branch}");
        }
    }

    #[test]
    fn short_names_tell_branches_apart() {
        let branches = ["FileTool", "ToolFile", "WebTool", "Web", "CodeTool"];
        let names = short_names("Tool", branches.into_iter());
        assert_eq!(names, BTreeMap::from([("CodeTool", "code".to_owned())]));
    }
}

//! Rules: the keywords of schemas that no [`SchemaKind`](super::SchemaKind) expresses.

use serde_json::Value;

use super::{Bounds, Lengths, SchemaId, TypeRef};
use crate::pointer::Span;
use crate::vocabulary::JsonType;

/// The id of a [`Rule`]: its index in [`Api::rules`](super::Api::rules).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleId(u32);

/// A JSON schema as its keywords, for validation alone. A value must satisfy all of them, and a
/// keyword for one JSON type has no effect on values of other types.
#[derive(Clone, Debug, Default)]
pub struct Rule {
    /// Whether no value is allowed (the schema `false`).
    pub never: bool,
    /// Whether `null` is allowed regardless of all other keywords (`nullable` of OpenAPI 3.0).
    pub nullable: bool,
    /// A schema that values must match.
    pub schema: Option<TypeRef>,
    /// A schema whose kind values must match, regardless of its own rule.
    pub kind: Option<SchemaId>,
    /// The allowed JSON types, `null` included; empty if all are allowed.
    pub types: Vec<JsonType>,
    /// The `format` of strings or integers. Without a type, a format is an annotation.
    pub format: Option<String>,
    /// The allowed values.
    pub values: Option<Vec<Value>>,
    /// The allowed range of numbers.
    pub bounds: Bounds,
    /// The allowed number of Unicode characters.
    pub string_lengths: Lengths,
    /// An ECMA-262 regular expression that matches anywhere in a string.
    pub pattern: Option<String>,
    /// The keywords for arrays.
    pub array: ArrayRule,
    /// The keywords for objects.
    pub object: ObjectRule,
    /// The rules that must all be satisfied.
    pub all_of: Vec<RuleId>,
    /// The choices, of each of which one rule must be satisfied.
    pub choices: Vec<RuleChoice>,
    /// The rule that must not be satisfied.
    pub not: Option<RuleId>,
    /// `if`, `then` and `else`.
    pub condition: Option<Condition>,
    /// The rule for properties to which no other rule applies.
    pub unevaluated_properties: Option<RuleId>,
    /// The rule for elements to which no other rule applies.
    pub unevaluated_items: Option<RuleId>,
    /// The location of the schema in the document.
    pub span: Span,
}

/// The keywords for arrays.
#[derive(Clone, Debug, Default)]
pub struct ArrayRule {
    /// The rules of the first elements.
    pub prefix: Vec<RuleId>,
    /// The rule of the elements after those.
    pub items: Option<RuleId>,
    /// The rule that some elements must satisfy.
    pub contains: Option<Contains>,
    /// The allowed number of elements.
    pub lengths: Lengths,
    /// Whether elements must differ from each other.
    pub unique: bool,
}

/// The elements that an array must contain (JSON Schema 2020-12, 10.3.1.3).
#[derive(Clone, Copy, Debug)]
pub struct Contains {
    /// The rule of the elements.
    pub rule: RuleId,
    /// The allowed number of matching elements (`minContains`, which is 1 by default, and
    /// `maxContains`).
    pub count: Lengths,
}

/// The keywords for objects.
#[derive(Clone, Debug, Default)]
pub struct ObjectRule {
    /// The rules of properties by name.
    pub properties: Vec<(String, RuleId)>,
    /// The rules of properties whose names match a pattern.
    pub patterns: Vec<(String, RuleId)>,
    /// The rule of all other properties.
    pub additional: Option<RuleId>,
    /// The rule of all property names.
    pub names: Option<RuleId>,
    /// The names of required properties.
    pub required: Vec<String>,
    /// The allowed number of properties.
    pub lengths: Lengths,
    /// The properties that must accompany a property.
    pub dependent_required: Vec<(String, Vec<String>)>,
    /// The rules of objects with a property.
    pub dependent_schemas: Vec<(String, RuleId)>,
}

/// A choice between rules (`oneOf`, `anyOf`).
#[derive(Clone, Debug)]
pub struct RuleChoice {
    /// The rules.
    pub branches: Vec<RuleId>,
    /// Whether exactly one rule must be satisfied (`oneOf`) rather than at least one (`anyOf`).
    pub exclusive: bool,
}

/// A rule that depends on another rule (JSON Schema 2020-12, 10.2.2).
#[derive(Clone, Copy, Debug)]
pub struct Condition {
    /// The rule that decides.
    pub test: RuleId,
    /// The rule for values that satisfy it.
    pub then: Option<RuleId>,
    /// The rule for all other values.
    pub otherwise: Option<RuleId>,
}

impl Rule {
    /// Returns the rules that the rule consists of.
    pub fn parts(&self) -> Vec<RuleId> {
        let array = &self.array;
        let object = &self.object;
        let named = [
            &object.properties,
            &object.patterns,
            &object.dependent_schemas,
        ];
        let named = named.into_iter().flatten().map(|(_, rule)| *rule);
        let choices = self.choices.iter().flat_map(|choice| &choice.branches);
        let condition = self
            .condition
            .iter()
            .flat_map(|condition| [Some(condition.test), condition.then, condition.otherwise]);
        let single = [
            array.items,
            array.contains.map(|contains| contains.rule),
            object.additional,
            object.names,
            self.not,
            self.unevaluated_properties,
            self.unevaluated_items,
        ];
        let lists = array
            .prefix
            .iter()
            .chain(&self.all_of)
            .chain(choices)
            .copied();
        named
            .chain(lists)
            .chain(single.into_iter().chain(condition).flatten())
            .collect()
    }
}

impl From<usize> for RuleId {
    /// Saturates at `u32::MAX`; documents are limited to far fewer schemas.
    fn from(index: usize) -> Self {
        Self(u32::try_from(index).unwrap_or(u32::MAX))
    }
}

impl From<RuleId> for usize {
    fn from(id: RuleId) -> Self {
        id.0 as usize
    }
}

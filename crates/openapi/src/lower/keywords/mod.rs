//! The keywords of a single schema, independent of the version of the document. Subschemas are
//! locations.

mod array;
mod conditional;
mod constraints;
mod convert;
mod ignored;
mod object;
mod pattern;
mod rule;

use indexmap::{IndexMap, IndexSet};
use serde_json::Value;

pub(super) use constraints::remove_invalid;
pub(super) use pattern::Patterns;

use super::input::Input;
use crate::diagnostic::Report;
use crate::document;
use crate::ir::{Access, Bounds, Docs, EnumValue, Lengths};
use crate::node::Node;
use crate::pointer::Span;
use crate::vocabulary::JsonType;

/// The keywords of a schema, or of several schemas merged by `allOf`. Where a field has a list of
/// locations, values must match the schemas at all of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Keywords {
    pub span: Span,
    pub docs: Docs,
    pub nullable: bool,
    pub access: Access,
    pub default: Option<Value>,
    /// The values of `type`; empty if the keyword is missing.
    pub types: Vec<JsonType>,
    pub format: Option<String>,
    pub pattern: Option<String>,
    pub bounds: Bounds,
    pub string_lengths: Lengths,
    pub array_lengths: Lengths,
    pub object_lengths: Lengths,
    pub unique: bool,
    pub values: Option<Vec<EnumValue>>,
    pub properties: IndexMap<String, Vec<Span>>,
    pub required: IndexSet<String>,
    pub additional: Option<AdditionalKeyword>,
    /// `unevaluatedProperties`. After a merge, it is the same as `additional` if it applies.
    pub unevaluated: Option<AdditionalKeyword>,
    pub pattern_properties: IndexMap<String, Vec<Span>>,
    pub property_names: Vec<Span>,
    pub items: Vec<Span>,
    /// The schemas of the first elements by position; `items` applies to the elements after those.
    pub prefix_items: Vec<Vec<Span>>,
    /// Whether no elements are allowed after the first ones.
    pub forbids_more_items: bool,
    /// The schemas of `unevaluatedItems`.
    pub unevaluated_items: Vec<Span>,
    /// Whether `unevaluatedItems` allows none.
    pub forbids_unevaluated_items: bool,
    /// The schemas that apply to some values only: those of `if`, `then`, `else` and
    /// `dependentSchemas`.
    pub conditional: Vec<Conditional>,
    pub all_of: Vec<Span>,
    pub choices: Vec<Choice>,
    pub discriminator: Option<DiscriminatorKeyword>,
    pub has_not: bool,
    /// Whether no value is allowed: the schema `false`, or an empty `enum`.
    pub never: bool,
    /// Whether values are restricted by keywords that only a [rule](crate::ir::Rule) expresses.
    pub needs_rule: bool,
}

/// The value of `additionalProperties` or `unevaluatedProperties`.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum AdditionalKeyword {
    Forbidden,
    Any,
    Typed(Vec<Span>),
}

/// `oneOf` or `anyOf`.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    pub branches: Vec<Span>,
    pub exclusive: bool,
}

/// A schema that applies to some values only.
#[derive(Clone, Debug)]
pub(super) struct Conditional {
    pub span: Span,
    /// Whether the schema is that of `if`, which values may also fail to match.
    pub is_test: bool,
}

/// `discriminator`.
#[derive(Clone, Debug)]
pub(super) struct DiscriminatorKeyword {
    pub property: String,
    /// The targets by value, as written: names of components or references.
    pub mapping: IndexMap<String, String>,
    pub span: Span,
}

/// Reads the keywords of the schema at a location.
pub(super) fn read(
    input: Input<'_>,
    span: &Span,
    patterns: &mut Patterns,
    report: &mut Report,
) -> Option<Keywords> {
    let schema = document::read(input.documents, span, report)?;
    let mut keywords = convert::from_schema(schema, span);
    object::add_referenced_properties(input, &mut keywords, report);
    array::add_positions(input, &mut keywords, report);
    object::add_undeclared_properties(input, &mut keywords, patterns, report);
    conditional::add(input, &mut keywords);
    rule::add(input, &mut keywords);
    ignored::report(input, span, report);
    remove_invalid(&mut keywords, patterns, report);
    Some(keywords)
}

/// Reads the annotations beside a `$ref`. OpenAPI 3.0 ignores them, but they are harmless and
/// documents rely on them.
pub(super) fn read_beside_reference(
    input: Input<'_>,
    span: &Span,
    report: &mut Report,
) -> Option<Keywords> {
    const ANNOTATIONS: [&str; 9] = [
        "title",
        "description",
        "deprecated",
        "nullable",
        "default",
        "example",
        "readOnly",
        "writeOnly",
        "externalDocs",
    ];
    let map = input.map(span)?;
    if map.len() < 2 {
        return None;
    }
    let is_annotation = |key: &String| ANNOTATIONS.contains(&key.as_str());
    let is_harmless = |key: &String| {
        key == "$ref" || key == "summary" || key.starts_with("x-") || is_annotation(key)
    };
    // For OpenAPI 3.1 and later, the other keywords have been moved to a schema of their own.
    if !input.version().has_json_schema() && !map.keys().all(is_harmless) {
        let finding = crate::diagnostic::catalogue::schema::keywords_beside_reference();
        report.add(span, finding);
    }
    if !input.version().has_json_schema() && map.get("nullable") == Some(&Node::Bool(true)) {
        let finding = crate::diagnostic::catalogue::schema::nullable_beside_reference();
        report.add(&span.join("nullable"), finding);
    }
    let annotations = map
        .iter()
        .filter(|(key, _)| is_annotation(key))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    let schema = document::read_schema_with(&annotations, span, report)?;
    Some(convert::from_schema(schema, span))
}

impl Keywords {
    /// Returns whether the schema accepts every value.
    pub fn is_unconstrained(&self) -> bool {
        self.types.is_empty() && self.only_annotates() && !self.restricts_by_rule()
    }

    /// Returns whether values are restricted by keywords that no type expresses.
    pub fn restricts_by_rule(&self) -> bool {
        self.has_not || self.never || self.needs_rule
    }

    /// Returns whether the schema has no keywords but annotations and `type`.
    pub fn only_annotates(&self) -> bool {
        !self.has_own_constraints() && self.all_of.is_empty() && self.choices.is_empty()
    }

    /// Returns whether the schema itself, without the schemas that it consists of, constrains
    /// values by more than `type`.
    pub fn has_own_constraints(&self) -> bool {
        self.values.is_some() || self.has_structure() || self.has_scalar_constraints()
    }

    /// Returns whether the schema has keywords for objects or arrays.
    pub fn has_structure(&self) -> bool {
        !self.properties.is_empty()
            || !self.required.is_empty()
            || self.has_undeclared_properties()
            || self.has_items()
            || self.object_lengths != Lengths::default()
            || self.array_lengths != Lengths::default()
            || self.unique
            || !self.conditional.is_empty()
    }

    /// Returns whether `unevaluatedProperties` or `unevaluatedItems` restricts values.
    pub fn restricts_unevaluated(&self) -> bool {
        !matches!(self.unevaluated, None | Some(AdditionalKeyword::Any))
            || self.forbids_unevaluated_items
            || !self.unevaluated_items.is_empty()
    }

    /// Returns whether the schema has keywords for properties that it does not declare.
    pub fn has_undeclared_properties(&self) -> bool {
        self.additional.is_some()
            || self.unevaluated.is_some()
            || !self.pattern_properties.is_empty()
            || !self.property_names.is_empty()
    }

    /// Returns whether the schema has schemas for elements.
    pub fn has_items(&self) -> bool {
        !self.items.is_empty()
            || !self.prefix_items.is_empty()
            || self.forbids_more_items
            || !self.unevaluated_items.is_empty()
            || self.forbids_unevaluated_items
    }

    /// Applies `unevaluatedProperties` and `unevaluatedItems` to the values that no other keyword
    /// of the merged schema applies to (JSON Schema 2020-12, 11).
    pub fn apply_unevaluated(&mut self) {
        if self.additional.is_some() {
            self.unevaluated = None;
        } else {
            self.additional.clone_from(&self.unevaluated);
        }
        if self.items.is_empty() && !self.forbids_more_items {
            self.items.clone_from(&self.unevaluated_items);
            self.forbids_more_items = self.forbids_unevaluated_items;
        }
    }

    fn has_scalar_constraints(&self) -> bool {
        self.format.is_some()
            || self.pattern.is_some()
            || self.bounds != Bounds::default()
            || self.string_lengths != Lengths::default()
    }
}

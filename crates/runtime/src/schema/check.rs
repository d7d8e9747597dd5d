//! Checks a value against a schema. Every failure is found, up to a limit; the work is bounded whatever the schema and the value.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::number::{Amount, make_integer};
use super::{Additional, Kind, Property, Schema, Values, format, pattern};
use crate::json::{escape_token, is_same, whole};

/// How deep schemas inside schemas are followed.
const DEEPEST: usize = 200;
/// How many pairs of schema and value are looked at: choices inside choices multiply.
const STEPS: usize = 200_000;
/// How many failures are reported.
const REPORTED: usize = 50;

/// A value that breaks a rule of its schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    pointer: String,
    keyword: &'static str,
    message: String,
}

impl Mismatch {
    /// A failure at the value itself.
    pub fn new(keyword: &'static str, message: impl Into<String>) -> Self {
        Self {
            pointer: String::new(),
            keyword,
            message: message.into(),
        }
    }

    /// Where the value stands, a JSON pointer (RFC 6901); empty for the whole.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// The keyword of JSON Schema that is broken: `type`, `required`, `maxLength`.
    pub fn keyword(&self) -> &'static str {
        self.keyword
    }

    /// What is wrong, for a person to read; without the value.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl Schema {
    /// Everything about a value that breaks the schema. Integers written as `1.0` become `1` on the way.
    pub fn check(&self, value: &mut Value) -> Vec<Mismatch> {
        let mut checker = Checker {
            pointer: String::new(),
            found: Vec::new(),
            steps: 0,
            exhausted: false,
        };
        checker.check(self, value, 0);
        if checker.exhausted {
            checker.found = vec![Mismatch::new("depth", "is too complex to be checked")];
        }
        checker.found
    }
}

struct Checker {
    pointer: String,
    found: Vec<Mismatch>,
    steps: usize,
    exhausted: bool,
}

impl Checker {
    fn check(&mut self, schema: &Schema, value: &mut Value, depth: usize) {
        self.steps += 1;
        if depth > DEEPEST || self.steps > STEPS {
            self.exhausted = true;
        }
        if self.exhausted || (value.is_null() && schema.nullable) {
            return;
        }
        if !self.check_kind(schema, value, depth + 1) {
            return;
        }
        self.check_values(schema, value);
        self.check_bounds(schema, value);
    }

    /// Whether the value has the type, so that its bounds mean something.
    fn check_kind(&mut self, schema: &Schema, value: &mut Value, depth: usize) -> bool {
        let fits = match (schema.kind, &mut *value) {
            (Kind::Any | Kind::File, _) => true,
            (Kind::Null, value) => value.is_null(),
            (Kind::Boolean, value) => value.is_boolean(),
            (Kind::Integer, value) => make_integer(value),
            (Kind::Number, value) => value.is_number(),
            (Kind::String, value) => value.is_string(),
            (Kind::Array(items), Value::Array(elements)) => {
                self.check_elements(&[], Additional::Typed(items), elements, depth);
                true
            }
            (Kind::Tuple { items, rest }, Value::Array(elements)) => {
                self.check_elements(items, rest, elements, depth);
                true
            }
            (
                Kind::Object {
                    properties,
                    additional,
                },
                Value::Object(members),
            ) => {
                self.check_members(properties, members, depth);
                self.check_others(schema, properties, additional, members, depth);
                true
            }
            (Kind::Tagged { property, .. }, value @ Value::Object(_))
                if !schema.untagged.is_empty() && value.get(property).is_none() =>
            {
                self.check_choice("anyOf", schema.untagged, value, depth);
                true
            }
            (Kind::Tagged { property, branches }, value @ Value::Object(_)) => {
                self.check_tagged(property, branches, value, depth);
                true
            }
            (Kind::AllOf(branches), value) => {
                branches
                    .iter()
                    .for_each(|branch| self.check(branch, value, depth));
                true
            }
            (Kind::AnyOf(branches), value) => {
                self.check_choice("anyOf", branches, value, depth);
                true
            }
            (Kind::OneOf(branches), value) => {
                self.check_choice("oneOf", branches, value, depth);
                true
            }
            _ => false,
        };
        if !fits {
            let wanted = if matches!(schema.kind, Kind::Tagged { .. }) {
                "object"
            } else {
                schema.kind_name()
            };
            self.report(
                "type",
                format!(
                    "must be {}, not {}",
                    with_article(wanted),
                    with_article(type_name(value))
                ),
            );
        }
        fits
    }

    fn check_elements(
        &mut self,
        first: &[&Schema],
        rest: Additional,
        elements: &mut [Value],
        depth: usize,
    ) {
        for (index, element) in elements.iter_mut().enumerate() {
            let schema = match (first.get(index), rest) {
                (Some(schema), _) => schema,
                (None, Additional::Typed(schema)) => schema,
                (None, Additional::Any) => continue,
                (None, Additional::Denied) => {
                    self.inside(&index.to_string(), |checker| {
                        checker.report("items", "is one element too many")
                    });
                    continue;
                }
            };
            self.inside(&index.to_string(), |checker| {
                checker.check(schema, element, depth)
            });
        }
    }

    fn check_members(
        &mut self,
        properties: &[Property],
        members: &mut Map<String, Value>,
        depth: usize,
    ) {
        for property in properties {
            match members.get_mut(property.name) {
                Some(member) => self.inside(property.name, |checker| {
                    checker.check(property.schema, member, depth)
                }),
                None if property.required => self.inside(property.name, |checker| {
                    checker.report("required", "is required")
                }),
                None => {}
            }
        }
    }

    /// The keys, and the members that are known by them or not at all.
    fn check_others(
        &mut self,
        schema: &Schema,
        properties: &[Property],
        additional: Additional,
        members: &mut Map<String, Value>,
        depth: usize,
    ) {
        if matches!(additional, Additional::Any)
            && schema.patterns.is_empty()
            && schema.keys.is_none()
        {
            return;
        }
        for (name, member) in members.iter_mut() {
            self.inside(name, |checker| {
                if let Some(keys) = schema.keys {
                    checker.check_key(keys, name, depth);
                }
                let mut known = properties.iter().any(|property| property.name == name);
                for (pattern, schema) in schema.patterns {
                    checker.steps += 1;
                    if pattern::matches(pattern, name) {
                        known = true;
                        checker.check(schema, member, depth);
                    }
                }
                match additional {
                    Additional::Typed(schema) if !known => checker.check(schema, member, depth),
                    Additional::Denied if !known => {
                        checker.report("additionalProperties", "is not a known member")
                    }
                    _ => {}
                }
            });
        }
    }

    /// Whether a key is one that a member may have; the failure is one of the member.
    fn check_key(&mut self, keys: &Schema, name: &str, depth: usize) {
        let before = std::mem::take(&mut self.found);
        self.check(keys, &mut Value::from(name), depth);
        let broken = std::mem::replace(&mut self.found, before);
        if let Some(first) = broken.first() {
            self.report("propertyNames", format!("has a key that {}", first.message));
        }
    }

    fn check_tagged(
        &mut self,
        property: &str,
        branches: &[(&'static str, &Schema)],
        value: &mut Value,
        depth: usize,
    ) {
        let tag = value
            .get(property)
            .map(|tag| tag.as_str().map(str::to_owned));
        match tag {
            None => self.inside(property, |checker| {
                checker.report("required", "is required")
            }),
            Some(tag) => match branches
                .iter()
                .find(|(known, _)| Some(*known) == tag.as_deref())
            {
                Some((_, branch)) => self.check(branch, value, depth),
                None => {
                    let known: Vec<&str> = branches.iter().map(|(known, _)| *known).collect();
                    let message = format!("must be one of {}", listed(&known));
                    self.inside(property, |checker| checker.report("discriminator", message));
                }
            },
        }
    }

    /// A choice. If one branch alone has the type of the value, its failures are the ones to report.
    fn check_choice(
        &mut self,
        keyword: &'static str,
        branches: &[&Schema],
        value: &mut Value,
        depth: usize,
    ) {
        let before = std::mem::take(&mut self.found);
        let mut fitting = 0;
        let mut near: Vec<Vec<Mismatch>> = Vec::new();
        for branch in branches {
            self.check(branch, value, depth);
            let failures = std::mem::take(&mut self.found);
            if failures.is_empty() {
                fitting += 1;
                if keyword == "anyOf" {
                    break;
                }
            } else if failures
                .iter()
                .all(|failure| failure.keyword != "type" || failure.pointer != self.pointer)
            {
                near.push(failures);
            }
        }
        self.found = before;
        match (fitting, near.len()) {
            (1, _) => {}
            (0, 1) => self.found.extend(near.into_iter().flatten()),
            (0, _) => self.report(keyword, "fits none of the alternatives"),
            _ => self.report(keyword, "fits more than one of the alternatives"),
        }
    }

    fn check_values(&mut self, schema: &Schema, value: &Value) {
        let known = match schema.values {
            Values::All => true,
            Values::Texts(texts) => value.as_str().is_some_and(|text| texts.contains(&text)),
            Values::Integers(integers) => value
                .as_i64()
                .is_some_and(|integer| integers.contains(&integer)),
            Values::Json(texts) => {
                let equal = |text: &&str| {
                    serde_json::from_str::<Value>(text)
                        .is_ok_and(|allowed| is_same(&allowed, value))
                };
                texts.iter().any(equal)
            }
        };
        if !known {
            self.report("enum", format!("must be one of {}", allowed(schema.values)));
        }
    }

    fn check_bounds(&mut self, schema: &Schema, value: &Value) {
        match value {
            Value::String(text) => self.check_text(schema, text),
            Value::Array(elements) => {
                self.check_length(schema, elements.len(), ["minItems", "maxItems", "elements"]);
                if schema.unique && !all_unique(elements) {
                    self.report("uniqueItems", "must not have equal elements");
                }
            }
            Value::Object(members) => self.check_length(
                schema,
                members.len(),
                ["minProperties", "maxProperties", "members"],
            ),
            Value::Number(number) => {
                if let Some(amount) = Amount::of(number) {
                    self.check_amount(schema, amount);
                }
            }
            Value::Null | Value::Bool(_) => {}
        }
        if let Some(name) = schema.format
            && !format::holds(name, value)
        {
            self.report("format", format!("must have the format {name}"));
        }
    }

    fn check_text(&mut self, schema: &Schema, text: &str) {
        self.check_length(
            schema,
            text.chars().count(),
            ["minLength", "maxLength", "characters"],
        );
        if let Some(pattern) = schema.pattern
            && !pattern::matches(pattern, text)
        {
            self.report("pattern", format!("must match {pattern}"));
        }
    }

    fn check_length(
        &mut self,
        schema: &Schema,
        length: usize,
        [min, max, what]: [&'static str; 3],
    ) {
        let length = length as u64;
        if length < schema.lengths.min {
            self.report(
                min,
                format!("must have at least {} {what}", schema.lengths.min),
            );
        }
        if length > schema.lengths.max {
            self.report(
                max,
                format!("must have at most {} {what}", schema.lengths.max),
            );
        }
    }

    fn check_amount(&mut self, schema: &Schema, amount: Amount) {
        if !amount.reaches(schema.least) {
            self.report(
                "minimum",
                format!("must be {}", schema.least.describe("at least", "more than")),
            );
        }
        if !amount.stays_within(schema.greatest) {
            self.report(
                "maximum",
                format!(
                    "must be {}",
                    schema.greatest.describe("at most", "less than")
                ),
            );
        }
        if let Some(divisor) = schema.multiple_of
            && !amount.is_multiple_of(divisor)
        {
            self.report("multipleOf", format!("must be a multiple of {divisor}"));
        }
    }

    fn inside(&mut self, token: &str, act: impl FnOnce(&mut Self)) {
        let length = self.pointer.len();
        self.pointer.push('/');
        self.pointer.push_str(&escape_token(token));
        act(self);
        self.pointer.truncate(length);
    }

    fn report(&mut self, keyword: &'static str, message: impl Into<String>) {
        if self.found.len() < REPORTED {
            self.found.push(Mismatch {
                pointer: self.pointer.clone(),
                keyword,
                message: message.into(),
            });
        }
    }
}

fn all_unique(elements: &[Value]) -> bool {
    let mut seen = BTreeSet::new();
    elements
        .iter()
        .all(|element| seen.insert(canonical(element)))
}

/// The text of a value, the same for equal values.
fn canonical(value: &Value) -> String {
    match value {
        Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            let mut value = whole(value.clone());
            value.sort_all_objects();
            unsign_zeros(&mut value);
            value.to_string()
        }
        scalar => scalar.to_string(),
    }
}

fn unsign_zeros(value: &mut Value) {
    match value {
        Value::Number(number) if number.as_f64() == Some(0.0) => *value = 0.into(),
        Value::Array(items) => items.iter_mut().for_each(unsign_zeros),
        Value::Object(members) => members.values_mut().for_each(unsign_zeros),
        _ => {}
    }
}

fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

fn with_article(name: &str) -> String {
    match name {
        "null" => name.to_owned(),
        "array" | "integer" | "object" => format!("an {name}"),
        _ => format!("a {name}"),
    }
}

/// The allowed values, for a message.
fn allowed(values: Values) -> String {
    match values {
        Values::All => String::new(),
        Values::Texts(texts) | Values::Json(texts) => listed(texts),
        Values::Integers(integers) => {
            listed(&integers.iter().map(i64::to_string).collect::<Vec<_>>())
        }
    }
}

/// Some of the allowed values.
fn listed<T: AsRef<str>>(values: &[T]) -> String {
    const SHOWN: usize = 12;
    let mut list: Vec<&str> = values.iter().take(SHOWN).map(AsRef::as_ref).collect();
    if values.len() > SHOWN {
        list.push("…");
    }
    list.join(", ")
}

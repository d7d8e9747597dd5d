//! `allOf`, with the properties and elements that none of its schemas applies to
//! (`unevaluatedProperties` and `unevaluatedItems`; JSON Schema 2020-12, 11).

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::Checker;
use crate::schema::definition::{Additional, Kind, Schema, Unevaluated};
use crate::schema::pattern;

/// The properties or elements of a value to which any schema applies.
#[derive(Default)]
struct Evaluated {
    properties: BTreeSet<String>,
    elements: BTreeSet<usize>,
    /// Whether all properties or elements are evaluated.
    all: bool,
}

impl Checker {
    /// Checks all schemas and, if they match, the properties and elements that none applies to.
    pub(super) fn check_all(
        &mut self,
        branches: &[&Schema],
        unevaluated: Unevaluated,
        value: &mut Value,
        depth: usize,
    ) {
        let before = self.mismatches.len();
        for branch in branches {
            self.check(branch, value, depth);
        }
        if self.mismatches.len() > before {
            return;
        }
        match (unevaluated.properties, unevaluated.items, &*value) {
            (Some(schema), _, Value::Object(_)) | (_, Some(schema), Value::Array(_)) => {
                let mut evaluated = Evaluated::default();
                for branch in branches {
                    self.collect(branch, value, depth, &mut evaluated);
                }
                self.check_unevaluated(schema, &evaluated, value, depth);
            }
            _ => {}
        }
    }

    fn check_unevaluated(
        &mut self,
        schema: &Schema,
        evaluated: &Evaluated,
        value: &mut Value,
        depth: usize,
    ) {
        match value {
            _ if evaluated.all => {}
            Value::Object(object) => {
                let others = object.iter_mut();
                for (name, value) in
                    others.filter(|(name, _)| !evaluated.properties.contains(*name))
                {
                    self.inside(name, |checker| checker.check(schema, value, depth));
                }
            }
            Value::Array(elements) => {
                let others = elements.iter_mut().enumerate();
                for (index, value) in
                    others.filter(|(index, _)| !evaluated.elements.contains(index))
                {
                    self.inside(&index.to_string(), |checker| {
                        checker.check(schema, value, depth);
                    });
                }
            }
            _ => {}
        }
    }

    /// Adds the properties and elements to which a schema that matches the value applies.
    fn collect(
        &mut self,
        schema: &Schema,
        value: &mut Value,
        depth: usize,
        evaluated: &mut Evaluated,
    ) {
        self.steps += 1;
        let (schemas, unevaluated) = self.schemas_in_place(schema, value, depth);
        match (schema.kind, &mut *value) {
            (Kind::Object { .. }, Value::Object(object)) => {
                evaluated.add_properties(schema, object);
            }
            (Kind::Array(_), Value::Array(_)) => evaluated.all = true,
            (Kind::Tuple { items, rest }, Value::Array(_)) => {
                evaluated.elements.extend(0..items.len());
                evaluated.all |= !matches!(rest, Additional::Any);
            }
            (Kind::Contains { schema, .. }, Value::Array(elements)) => {
                for (index, element) in elements.iter_mut().enumerate() {
                    if self.is_match(schema, element, depth) {
                        evaluated.elements.insert(index);
                    }
                }
            }
            (_, Value::Object(_)) => evaluated.all |= unevaluated.properties.is_some(),
            (_, Value::Array(_)) => evaluated.all |= unevaluated.items.is_some(),
            _ => {}
        }
        if depth > super::MAX_DEPTH || evaluated.all {
            return;
        }
        for schema in schemas {
            self.collect(schema, value, depth + 1, evaluated);
        }
    }

    /// Returns the schemas that apply to the same value as a schema that matches it.
    fn schemas_in_place(
        &mut self,
        schema: &Schema,
        value: &mut Value,
        depth: usize,
    ) -> (Vec<&'static Schema>, Unevaluated) {
        let mut unevaluated = Unevaluated {
            properties: None,
            items: None,
        };
        let schemas = match schema.kind {
            Kind::AllOf(branches, own) => {
                unevaluated = own;
                branches.to_vec()
            }
            Kind::AnyOf(branches) | Kind::OneOf(branches) => {
                let branches = branches.iter().copied();
                branches
                    .filter(|branch| self.is_match(branch, value, depth))
                    .collect()
            }
            Kind::Conditional {
                test,
                then,
                otherwise,
            } => match self.is_match(test, value, depth) {
                true => vec![test, then],
                false => vec![otherwise],
            },
            Kind::DependentSchemas(properties) => {
                let present = properties
                    .iter()
                    .filter(|(name, _)| value.get(name).is_some());
                present.map(|(_, schema)| *schema).collect()
            }
            Kind::Discriminated { property, branches } => {
                let selected = value.get(property).and_then(Value::as_str);
                let branches = branches
                    .iter()
                    .filter(|(known, _)| Some(*known) == selected);
                branches.map(|(_, branch)| *branch).collect()
            }
            _ => Vec::new(),
        };
        (schemas, unevaluated)
    }
}

impl Evaluated {
    /// Adds the properties to which an object schema applies.
    fn add_properties(&mut self, schema: &Schema, object: &Map<String, Value>) {
        let Kind::Object {
            properties,
            additional,
        } = schema.kind
        else {
            return;
        };
        if !matches!(additional, Additional::Any) {
            self.all = true;
            return;
        }
        let is_evaluated = |name: &&String| {
            properties.iter().any(|property| property.name == **name)
                || schema
                    .pattern_properties
                    .iter()
                    .any(|(pattern, _)| pattern::matches(pattern, name))
        };
        self.properties
            .extend(object.keys().filter(is_evaluated).cloned());
    }
}

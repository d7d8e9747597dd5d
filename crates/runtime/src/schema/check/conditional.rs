//! Schemas that apply to some values or elements: `if`, `dependentRequired`, `dependentSchemas` and
//! `contains`.

use serde_json::Value;

use super::Checker;
use crate::schema::definition::{Kind, Schema};

impl Checker {
    /// Checks `then` or `else`, depending on `if`.
    pub(super) fn check_conditional(&mut self, schema: &Schema, value: &mut Value, depth: usize) {
        let Kind::Conditional {
            test,
            then,
            otherwise,
        } = schema.kind
        else {
            return;
        };
        let selected = match self.is_match(test, value, depth) {
            true => then,
            false => otherwise,
        };
        self.check(selected, value, depth);
    }

    /// Checks that a property is accompanied by those that it requires.
    pub(super) fn check_dependent_required(
        &mut self,
        properties: &[(&str, &[&str])],
        value: &Value,
    ) {
        let Value::Object(object) = value else {
            return;
        };
        for (name, required) in properties {
            if !object.contains_key(*name) {
                continue;
            }
            let missing = required
                .iter()
                .filter(|other| !object.contains_key(**other));
            for other in missing {
                self.inside(other, |checker| {
                    let message = format!("is required if `{name}` is present");
                    checker.report("dependentRequired", message);
                });
            }
        }
    }

    /// Checks the schemas of the properties that are present.
    pub(super) fn check_dependent_schemas(
        &mut self,
        properties: &[(&str, &Schema)],
        value: &mut Value,
        depth: usize,
    ) {
        for (name, schema) in properties {
            if value.is_object() && value.get(name).is_some() {
                self.check(schema, value, depth);
            }
        }
    }

    /// Checks the number of elements that match a schema.
    pub(super) fn check_contains(&mut self, schema: &Schema, value: &mut Value, depth: usize) {
        let (Kind::Contains { schema, min, max }, Value::Array(elements)) = (schema.kind, value)
        else {
            return;
        };
        let mut count: u64 = 0;
        for element in elements {
            count += u64::from(self.is_match(schema, element, depth));
        }
        if count < min {
            let message = format!("must contain at least {min} elements that match the schema");
            self.report("contains", message);
        }
        if count > max {
            let message = format!("must contain at most {max} elements that match the schema");
            self.report("contains", message);
        }
    }
}

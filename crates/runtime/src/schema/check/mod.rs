//! Validates a value against a schema. Reports all mismatches up to a limit, with bounded work for
//! any schema and value.

mod choice;
mod compound;
mod conditional;
mod constraints;
mod message;
mod unevaluated;

use serde_json::Value;

use self::message::{type_name, with_article};
use super::definition::{Additional, Kind, Schema};
use super::mismatch::Mismatch;
use super::number::make_integer;
use crate::json::escape_token;

/// The maximum nesting depth of schemas that are followed.
const MAX_DEPTH: usize = 200;
/// The maximum number of checked pairs of schema and value, which nested choices multiply.
const MAX_STEPS: usize = 200_000;
/// The maximum number of reported mismatches.
const MAX_REPORTED: usize = 50;

impl Schema {
    /// Validates a value and returns all mismatches. The value comes from [`json::parse`], which has
    /// made integers of numbers such as `1.0`: a float in the range of 64 bits is not an integer.
    ///
    /// [`json::parse`]: crate::json::parse
    pub fn check(&self, value: &mut Value) -> Vec<Mismatch> {
        let mut checker = Checker {
            pointer: String::new(),
            mismatches: Vec::new(),
            steps: 0,
            is_exhausted: false,
        };
        checker.check(self, value, 0);
        if checker.is_exhausted {
            checker.mismatches = vec![Mismatch::new("depth", "is too complex to validate")];
        }
        checker.mismatches
    }
}

struct Checker {
    /// The JSON pointer of the value that is being checked.
    pointer: String,
    mismatches: Vec<Mismatch>,
    steps: usize,
    is_exhausted: bool,
}

impl Checker {
    fn check(&mut self, schema: &Schema, value: &mut Value, depth: usize) {
        self.steps += 1;
        if depth > MAX_DEPTH || self.steps > MAX_STEPS {
            self.is_exhausted = true;
        }
        if self.is_exhausted || (value.is_null() && schema.nullable) {
            return;
        }
        if !self.check_kind(schema, value, depth + 1) {
            if !schema.other_types {
                let (expected, found) = (schema.kind_name(), type_name(value));
                let (expected, found) = (with_article(expected), with_article(found));
                self.report("type", format!("must be {expected}, not {found}"));
            }
            return;
        }
        self.check_enum(schema, value);
        self.check_constraints(schema, value);
    }

    /// Checks the type and the parts of a value. Returns whether the value has the type, because
    /// constraints apply only to values of that type.
    fn check_kind(&mut self, schema: &Schema, value: &mut Value, depth: usize) -> bool {
        match (schema.kind, &mut *value) {
            (Kind::Any | Kind::File, _) => return true,
            (Kind::Null, value) => return value.is_null(),
            (Kind::Boolean, value) => return value.is_boolean(),
            (Kind::Integer, value) => return make_integer(value),
            (Kind::Number, value) => return value.is_number(),
            (Kind::String, value) => return value.is_string(),
            (Kind::Array(items), Value::Array(elements)) => {
                self.check_elements(&[], Additional::Typed(items), elements, depth);
            }
            (Kind::Tuple { items, rest }, Value::Array(elements)) => {
                self.check_elements(items, rest, elements, depth);
            }
            (Kind::Object { properties, .. }, Value::Object(object)) => {
                self.check_named_properties(properties, object, depth);
                self.check_required(schema.required, object);
                self.check_other_properties(schema, object, depth);
            }
            (Kind::Discriminated { .. }, value @ Value::Object(_)) => {
                self.check_discriminated(schema, value, depth);
            }
            (Kind::AllOf(branches, unevaluated), value) => {
                self.check_all(branches, unevaluated, value, depth);
            }
            (Kind::Not(schema), value) => self.check_not(schema, value, depth),
            (Kind::Never, _) => self.report("false", "is not allowed"),
            (Kind::Contains { .. }, value) => self.check_contains(schema, value, depth),
            (Kind::DependentRequired(properties), value) => {
                self.check_dependent_required(properties, value);
            }
            (Kind::DependentSchemas(properties), value) => {
                self.check_dependent_schemas(properties, value, depth);
            }
            (Kind::Conditional { .. }, value) => self.check_conditional(schema, value, depth),
            (Kind::AnyOf(branches), value) => self.check_choice("anyOf", branches, value, depth),
            (Kind::OneOf(branches), value) => self.check_choice("oneOf", branches, value, depth),
            _ => return false,
        }
        true
    }

    /// Runs a check of the property or element with this token of a JSON pointer.
    fn inside(&mut self, token: &str, check: impl FnOnce(&mut Self)) {
        let length = self.pointer.len();
        self.pointer.push('/');
        self.pointer.push_str(&escape_token(token));
        check(self);
        self.pointer.truncate(length);
    }

    fn report(&mut self, keyword: &'static str, message: impl Into<String>) {
        if self.mismatches.len() < MAX_REPORTED {
            let mismatch = Mismatch::at(self.pointer.clone(), keyword, message);
            self.mismatches.push(mismatch);
        }
    }
}

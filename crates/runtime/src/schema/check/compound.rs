//! Arrays and objects.

use serde_json::{Map, Value};

use super::Checker;
use crate::schema::definition::{Additional, Kind, Property, Schema};
use crate::schema::pattern;

impl Checker {
    /// Checks elements against the schemas of their positions, and further elements against `rest`.
    pub(super) fn check_elements(
        &mut self,
        positions: &[&Schema],
        rest: Additional,
        elements: &mut [Value],
        depth: usize,
    ) {
        for (index, element) in elements.iter_mut().enumerate() {
            let schema = match (positions.get(index), rest) {
                (Some(schema), _) => schema,
                (None, Additional::Typed(schema)) => schema,
                (None, Additional::Any) => continue,
                (None, Additional::Denied) => {
                    self.inside(&index.to_string(), |checker| {
                        checker.report("items", "is an unexpected element");
                    });
                    continue;
                }
            };
            self.inside(&index.to_string(), |checker| {
                checker.check(schema, element, depth);
            });
        }
    }

    pub(super) fn check_named_properties(
        &mut self,
        properties: &[Property],
        object: &mut Map<String, Value>,
        depth: usize,
    ) {
        for property in properties {
            match object.get_mut(property.name) {
                Some(value) => self.inside(property.name, |checker| {
                    checker.check(property.schema, value, depth);
                }),
                None if property.required => self.report_missing(property.name),
                None => {}
            }
        }
    }

    /// Checks that all required properties are present.
    pub(super) fn check_required(&mut self, names: &[&str], object: &Map<String, Value>) {
        for name in names.iter().filter(|name| !object.contains_key(**name)) {
            self.report_missing(name);
        }
    }

    fn report_missing(&mut self, name: &str) {
        self.inside(name, |checker| checker.report("required", "is required"));
    }

    /// Checks the keys, and the values of properties that match a pattern or are additional.
    pub(super) fn check_other_properties(
        &mut self,
        schema: &Schema,
        object: &mut Map<String, Value>,
        depth: usize,
    ) {
        let Kind::Object {
            properties,
            additional,
        } = schema.kind
        else {
            return;
        };
        if matches!(additional, Additional::Any)
            && schema.pattern_properties.is_empty()
            && schema.property_names.is_none()
        {
            return;
        }
        for (name, value) in object.iter_mut() {
            self.inside(name, |checker| {
                if let Some(names) = schema.property_names {
                    checker.check_property_name(names, name, depth);
                }
                let is_named = properties.iter().any(|property| property.name == name);
                let has_pattern = checker.check_pattern_property(schema, name, value, depth);
                match additional {
                    _ if is_named || has_pattern => {}
                    Additional::Typed(schema) => checker.check(schema, value, depth),
                    Additional::Denied => {
                        checker.report("additionalProperties", "is not a known property");
                    }
                    Additional::Any => {}
                }
            });
        }
    }

    /// Checks a property against the patterns that match its name. Returns whether any pattern
    /// matches.
    fn check_pattern_property(
        &mut self,
        schema: &Schema,
        name: &str,
        value: &mut Value,
        depth: usize,
    ) -> bool {
        let mut is_matched = false;
        for (pattern, schema) in schema.pattern_properties {
            self.steps += 1;
            if pattern::matches(pattern, name) {
                is_matched = true;
                self.check(schema, value, depth);
            }
        }
        is_matched
    }

    /// Checks the name of a property. A mismatch is reported at the property.
    fn check_property_name(&mut self, names: &Schema, name: &str, depth: usize) {
        let before = std::mem::take(&mut self.mismatches);
        self.check(names, &mut Value::from(name), depth);
        let mismatches = std::mem::replace(&mut self.mismatches, before);
        if let Some(first) = mismatches.first() {
            self.report(
                "propertyNames",
                format!("has a key that {}", first.message()),
            );
        }
    }
}

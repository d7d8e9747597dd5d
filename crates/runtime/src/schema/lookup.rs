//! Looks up the schemas of properties and elements, to decode strings by their schema.

use serde_json::Value;

use super::definition::{Additional, Kind, Schema};
use super::{JsonTypes, pattern};

/// The maximum nesting depth of combined schemas that are followed.
const MAX_DEPTH: usize = 16;

static ANY: Schema = Schema::any();

impl Schema {
    /// Returns whether the schema allows values of any type.
    pub(crate) fn is_any(&self) -> bool {
        match self.kind {
            Kind::AllOf(branches, _) => branches.iter().all(|branch| branch.allows_any_type()),
            _ => self.allows_any_type(),
        }
    }

    /// Returns whether a part of a multipart body is kept as a file.
    pub(crate) fn is_file(&self) -> bool {
        matches!(self.kind, Kind::File)
    }

    /// Returns whether the schema names the property.
    pub(crate) fn has_property(&self, name: &str) -> bool {
        self.has_property_within(name, MAX_DEPTH)
    }

    /// Returns whether the schema names any property.
    pub(crate) fn has_named_properties(&self) -> bool {
        self.has_named_properties_within(MAX_DEPTH)
    }

    /// Returns the schema of a named, pattern or additional property, or `None` if the schema
    /// declares none.
    pub(crate) fn property(&self, name: &str) -> Option<&'static Schema> {
        self.property_within(name, MAX_DEPTH)
    }

    /// Returns the schema of the array element at a position.
    pub(crate) fn element(&self, position: usize) -> &'static Schema {
        self.element_within(position, MAX_DEPTH).unwrap_or(&ANY)
    }

    /// Returns the required properties that must be arrays, and for which an empty array is valid.
    pub(crate) fn required_arrays(&self) -> Vec<(&'static str, &'static Schema)> {
        let mut properties = self.required_properties();
        properties.retain(|(_, schema)| {
            let is_array = schema.json_types().only(JsonTypes::ARRAY);
            is_array && schema.check(&mut Value::Array(Vec::new())).is_empty()
        });
        properties
    }

    /// Returns the required properties that are declared with a schema.
    pub(crate) fn required_properties(&self) -> Vec<(&'static str, &'static Schema)> {
        let mut properties = Vec::new();
        self.add_required_properties(&mut properties, MAX_DEPTH);
        properties
    }

    fn add_required_properties(
        &self,
        all: &mut Vec<(&'static str, &'static Schema)>,
        depth: usize,
    ) {
        let Some(depth) = depth.checked_sub(1) else {
            return;
        };
        match self.kind {
            Kind::Object { properties, .. } => {
                let required = properties.iter().filter(|property| property.required);
                all.extend(required.map(|property| (property.name, property.schema)));
            }
            Kind::AllOf(branches, _) => branches
                .iter()
                .for_each(|branch| branch.add_required_properties(all, depth)),
            _ => {}
        }
    }

    fn allows_any_type(&self) -> bool {
        matches!(
            self.kind,
            Kind::Any
                | Kind::Not(_)
                | Kind::Contains { .. }
                | Kind::DependentRequired(_)
                | Kind::DependentSchemas(_)
                | Kind::Conditional { .. }
        ) || self.other_types
    }

    fn branches(&self) -> &'static [&'static Schema] {
        match self.kind {
            Kind::AnyOf(branches) | Kind::OneOf(branches) | Kind::AllOf(branches, _) => branches,
            _ => &[],
        }
    }

    fn property_within(&self, name: &str, depth: usize) -> Option<&'static Schema> {
        let depth = depth.checked_sub(1)?;
        match self.kind {
            Kind::Object {
                properties,
                additional,
            } => {
                let named = properties
                    .iter()
                    .find(|property| property.name == name)
                    .map(|property| property.schema);
                let by_pattern = || {
                    self.pattern_properties
                        .iter()
                        .find(|(pattern, _)| pattern::matches(pattern, name))
                        .map(|(_, schema)| *schema)
                };
                named.or_else(by_pattern).or(match additional {
                    Additional::Typed(schema) => Some(schema),
                    Additional::Any | Additional::Denied => None,
                })
            }
            Kind::Discriminated { branches, .. } => branches
                .iter()
                .find_map(|(_, branch)| branch.property_within(name, depth)),
            _ => self
                .branches()
                .iter()
                .find_map(|branch| branch.property_within(name, depth)),
        }
    }

    fn has_property_within(&self, name: &str, depth: usize) -> bool {
        let Some(depth) = depth.checked_sub(1) else {
            return false;
        };
        match self.kind {
            Kind::Object { properties, .. } => {
                properties.iter().any(|property| property.name == name)
            }
            Kind::Discriminated { branches, .. } => branches
                .iter()
                .any(|(_, branch)| branch.has_property_within(name, depth)),
            _ => self
                .branches()
                .iter()
                .any(|branch| branch.has_property_within(name, depth)),
        }
    }

    fn has_named_properties_within(&self, depth: usize) -> bool {
        let Some(depth) = depth.checked_sub(1) else {
            return false;
        };
        match self.kind {
            Kind::Object { properties, .. } => !properties.is_empty(),
            Kind::Discriminated { .. } => true,
            _ => self
                .branches()
                .iter()
                .any(|branch| branch.has_named_properties_within(depth)),
        }
    }

    fn element_within(&self, position: usize, depth: usize) -> Option<&'static Schema> {
        let depth = depth.checked_sub(1)?;
        match self.kind {
            Kind::Array(items) => Some(items),
            Kind::Tuple { items, rest } => items.get(position).copied().or(match rest {
                Additional::Typed(schema) => Some(schema),
                Additional::Any | Additional::Denied => None,
            }),
            _ => self
                .branches()
                .iter()
                .find_map(|branch| branch.element_within(position, depth)),
        }
    }
}

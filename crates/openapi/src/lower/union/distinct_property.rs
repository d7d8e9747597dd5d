//! Required properties that list different values in each branch of a union.

use std::collections::BTreeSet;

use serde_json::Value;

use super::discriminator_values::scalar_text;
use crate::ir::{Api, Branch, Discrimination, Object, SchemaKind};

/// A required property with different values in each branch.
pub(super) enum DistinctProperty {
    /// Scalars, possibly several for each branch.
    Scalars {
        property: String,
        is_string: bool,
        values: Vec<Vec<String>>,
    },
    /// One value of any type for each branch.
    Constants {
        property: String,
        constants: Vec<Value>,
    },
}

impl DistinctProperty {
    /// Sets the values that select each branch.
    pub fn assign(self, branches: &mut [&mut Branch]) -> Discrimination {
        match self {
            DistinctProperty::Scalars {
                property,
                is_string,
                values,
            } => {
                for (branch, values) in branches.iter_mut().zip(values) {
                    branch.discriminator_values = values;
                }
                Discrimination::Discriminator {
                    property,
                    is_string,
                }
            }
            DistinctProperty::Constants {
                property,
                constants,
            } => {
                for (branch, constant) in branches.iter_mut().zip(constants) {
                    branch.constant = Some(constant);
                }
                Discrimination::Constant { property }
            }
        }
    }
}

/// Finds a required property that lists different values in each branch. A branch is given as the
/// objects that its values can be.
pub(super) fn find(api: &Api, branches: &[Vec<&Object>]) -> Option<DistinctProperty> {
    let first = branches.first()?.first()?;
    let mut candidates = first.properties.iter().filter(|property| property.required);
    candidates.find_map(|candidate| {
        let values = branches
            .iter()
            .map(|objects| listed_in_all(api, objects, &candidate.name))
            .collect::<Option<Vec<Vec<Value>>>>()?;
        distinct_values(&candidate.name, values)
    })
}

fn distinct_values(property: &str, values: Vec<Vec<Value>>) -> Option<DistinctProperty> {
    let property = property.to_owned();
    let mut all = values.iter().flatten();
    let is_string = all.clone().all(Value::is_string);
    let is_scalar = all.all(|value| value.is_string() || value.is_number() || value.is_boolean());
    let texts: Vec<Vec<String>> = values
        .iter()
        .map(|values| values.iter().map(scalar_text).collect())
        .collect();
    if is_scalar && are_distinct(texts.iter().flatten()) {
        return Some(DistinctProperty::Scalars {
            property,
            is_string,
            values: texts,
        });
    }
    let are_constants = values.iter().all(|values| values.len() == 1);
    if are_constants && are_distinct(values.iter().flatten().map(Value::to_string)) {
        return Some(DistinctProperty::Constants {
            property,
            constants: values.into_iter().flatten().collect(),
        });
    }
    None
}

fn are_distinct<T: Ord>(mut values: impl Iterator<Item = T>) -> bool {
    let mut seen = BTreeSet::new();
    values.all(|value| seen.insert(value))
}

/// Returns the values of a required property in all objects, each once. Returns `None` if an object
/// does not list them.
fn listed_in_all(api: &Api, objects: &[&Object], name: &str) -> Option<Vec<Value>> {
    let mut all: Vec<Value> = Vec::new();
    for object in objects {
        for value in listed_values(api, object, name)? {
            if !all.contains(&value) {
                all.push(value);
            }
        }
    }
    Some(all)
}

fn listed_values(api: &Api, object: &Object, name: &str) -> Option<Vec<Value>> {
    let property = object.property(name)?;
    if !property.required || property.ty.nullable {
        return None;
    }
    match &api.schema(property.ty.id).kind {
        SchemaKind::Enum(enumeration) => {
            let values = enumeration.values.iter();
            Some(values.map(|value| value.value.clone()).collect())
        }
        SchemaKind::Boolean => Some(vec![Value::Bool(true), Value::Bool(false)]),
        _ => None,
    }
}

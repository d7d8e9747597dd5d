//! How the branches of a union are told apart.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Lowering;
use super::alternatives::{alternatives, json_types};
use super::tags::{give_tags, is_string};
use crate::diagnostic::Code;
use crate::ir::{
    Additional, Api, Branch, Discrimination, JsonType, Object, SchemaId, SchemaKind, StringFormat,
    Union,
};

impl Lowering<'_> {
    /// Decides for every union, in the order discriminator, constant, JSON type, required key, trial.
    pub fn tell_apart(&mut self) {
        for id in (0..self.api.schemas.len()).map(SchemaId::from) {
            let SchemaKind::Union(union) = &self.api.schemas[id].kind else {
                continue;
            };
            let mut union = union.clone();
            super::naming::unique(&self.api, &mut union.branches);
            union.discrimination = self.telling(id, &mut union);
            self.api.schemas[id].kind = SchemaKind::Union(union);
        }
    }

    fn telling(&mut self, id: SchemaId, union: &mut Union) -> Discrimination {
        let are_sorted = mark_types(&self.api, &mut union.branches);
        if let Some(tags) = self.tags.get(&id).cloned() {
            if are_sorted && give_tags(self, &tags, &mut union.branches) {
                let is_string = is_string(&self.api, &union.branches, &tags.property);
                return Discrimination::Discriminator {
                    property: tags.property,
                    is_string,
                };
            }
            let span = self.api.schema(id).span.join("discriminator");
            let message = "the discriminator does not choose between the branches; they are told apart otherwise";
            self.report.warn(
                Code::DiscriminatorMapping,
                &span,
                message,
                "let each branch be an object with a value of its own",
            );
        }
        if !are_sorted {
            return if are_same(&self.api, &union.branches) {
                Discrimination::SameRepresentation
            } else {
                Discrimination::BestMatch
            };
        }
        let objects: Vec<usize> = (0..union.branches.len())
            .filter(|index| !union.branches[*index].never_object)
            .collect();
        if objects.len() < 2 {
            return Discrimination::JsonType;
        }
        let branches = objects
            .iter()
            .map(|index| alternatives(&self.api, union.branches[*index].ty.id))
            .collect::<Option<Vec<_>>>();
        let Some(branches) = branches else {
            return Discrimination::BestMatch;
        };
        if let Some(told) = by_constant(&self.api, &branches) {
            return told.give(&objects, &mut union.branches);
        }
        // A value may fit several branches of `anyOf` at once, and no key says which one keeps all of it.
        if let Some(keys) = by_key(&branches).filter(|_| union.exclusive) {
            for (index, keys) in objects.iter().zip(keys) {
                union.branches[*index].unique_properties = keys;
            }
            return Discrimination::RequiredProperty;
        }
        Discrimination::BestMatch
    }
}

/// Marks branches that are no objects; whether their JSON types tell them from all others.
fn mark_types(api: &Api, branches: &mut [Branch]) -> bool {
    let mut seen: BTreeSet<JsonType> = BTreeSet::new();
    let mut has_objects = false;
    let mut are_sorted = true;
    for branch in branches {
        let mut types = BTreeSet::new();
        are_sorted &= json_types(api, branch.ty.id, &mut types);
        branch.never_object = !types.contains(&JsonType::Object);
        if types.len() == 1 && types.contains(&JsonType::Object) {
            has_objects = true;
        } else {
            are_sorted &= types.into_iter().all(|ty| seen.insert(ty));
        }
    }
    are_sorted && !(has_objects && seen.contains(&JsonType::Object))
}

/// Whether the branches differ in nothing but what is checked.
fn are_same(api: &Api, branches: &[Branch]) -> bool {
    let mut kinds = branches
        .iter()
        .map(|branch| scalar_kind(&api.schema(branch.ty.id).kind));
    let first = kinds.next().flatten();
    first.is_some() && kinds.all(|kind| kind == first)
}

/// What tells scalars apart that are kept differently.
fn scalar_kind(kind: &SchemaKind) -> Option<(&'static str, String)> {
    Some(match kind {
        SchemaKind::Boolean => ("boolean", String::new()),
        SchemaKind::Integer { format, bounds } => {
            let is_large = bounds
                .maximum
                .as_ref()
                .is_some_and(|maximum| !maximum.is_i64());
            ("integer", format!("{format:?} {is_large}"))
        }
        SchemaKind::Number { .. } => ("number", String::new()),
        SchemaKind::String {
            format: StringFormat::Plain | StringFormat::Binary | StringFormat::Other(_),
            ..
        } => ("text", String::new()),
        SchemaKind::String { format, .. } => ("text", format!("{format:?}")),
        _ => return None,
    })
}

/// What a member says about each branch.
enum Told {
    Tags {
        property: String,
        is_string: bool,
        tags: Vec<Vec<String>>,
    },
    Constants {
        property: String,
        constants: Vec<Value>,
    },
}

impl Told {
    fn give(self, objects: &[usize], branches: &mut [Branch]) -> Discrimination {
        match self {
            Told::Tags {
                property,
                is_string,
                tags,
            } => {
                for (index, tags) in objects.iter().zip(tags) {
                    branches[*index].discriminator_values = tags;
                }
                Discrimination::Discriminator {
                    property,
                    is_string,
                }
            }
            Told::Constants {
                property,
                constants,
            } => {
                for (index, constant) in objects.iter().zip(constants) {
                    branches[*index].constant = Some(constant);
                }
                Discrimination::Constant { property }
            }
        }
    }
}

/// A required member that has other listed values in each branch.
fn by_constant(api: &Api, branches: &[Vec<&Object>]) -> Option<Told> {
    let first = branches.first()?.first()?;
    for candidate in first.properties.iter().filter(|property| property.required) {
        let values = branches
            .iter()
            .map(|branch| all_listed(api, branch, &candidate.name))
            .collect::<Option<Vec<_>>>();
        let Some(values) = values else { continue };
        let property = candidate.name.clone();
        let is_string = values.iter().flatten().all(Value::is_string);
        let is_scalar = values
            .iter()
            .flatten()
            .all(|value| value.is_string() || value.is_number() || value.is_boolean());
        let tags: Vec<Vec<String>> = values
            .iter()
            .map(|values| values.iter().map(scalar_text).collect())
            .collect();
        if is_scalar && are_distinct(tags.iter().flatten()) {
            return Some(Told::Tags {
                property,
                is_string,
                tags,
            });
        }
        if values.iter().all(|values| values.len() == 1)
            && are_distinct(values.iter().flatten().map(Value::to_string))
        {
            return Some(Told::Constants {
                property,
                constants: values.into_iter().flatten().collect(),
            });
        }
    }
    None
}

fn are_distinct<T: Ord>(values: impl Iterator<Item = T>) -> bool {
    let mut seen = BTreeSet::new();
    values.into_iter().all(|value| seen.insert(value))
}

/// A scalar as the text of a tag.
pub(super) fn scalar_text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// The values of a required member in all alternatives, if they are listed; each once.
fn all_listed(api: &Api, objects: &[&Object], name: &str) -> Option<Vec<Value>> {
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

/// The values of a required member, if they are listed.
fn listed_values(api: &Api, object: &Object, name: &str) -> Option<Vec<Value>> {
    let property = object
        .properties
        .iter()
        .find(|property| property.name == name && property.required)?;
    match &api.schema(property.ty.id).kind {
        SchemaKind::Enum(enumeration) if !property.ty.nullable => Some(
            enumeration
                .values
                .iter()
                .map(|value| value.value.clone())
                .collect(),
        ),
        SchemaKind::Boolean if !property.ty.nullable => {
            Some(vec![Value::Bool(true), Value::Bool(false)])
        }
        _ => None,
    }
}

/// The keys that tell each branch but the last: those that it requires, and that no later branch can have.
fn by_key(branches: &[Vec<&Object>]) -> Option<Vec<Vec<String>>> {
    let mut keys: Vec<Vec<String>> = Vec::with_capacity(branches.len());
    for (index, own) in branches.iter().enumerate() {
        let later = branches.get(index + 1..).unwrap_or_default();
        let is_free = |name: &String| later.iter().flatten().all(|other| !may_have(other, name));
        let (first, others) = own.split_first()?;
        let required = required(first).filter(|name| {
            others
                .iter()
                .all(|other| self::required(other).any(|known| known == *name))
        });
        let unique: Vec<String> = required.filter(|name| is_free(name)).cloned().collect();
        if unique.is_empty() && !later.is_empty() {
            return None;
        }
        keys.push(unique);
    }
    Some(keys)
}

fn required(object: &Object) -> impl Iterator<Item = &String> {
    let described = object
        .properties
        .iter()
        .filter(|property| property.required)
        .map(|property| &property.name);
    described.chain(&object.required)
}

/// Whether an object has a member of the name, or keeps any.
fn may_have(object: &Object, name: &str) -> bool {
    let is_map = !matches!(
        object.undeclared,
        Additional::Unspecified | Additional::Forbidden
    );
    is_map
        || object
            .properties
            .iter()
            .any(|property| property.name == name)
        || object.required.iter().any(|known| known == name)
}

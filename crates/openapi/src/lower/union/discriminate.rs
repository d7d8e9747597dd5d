//! How the branch of a value is found, decided for every union.

use std::collections::BTreeSet;

use serde_json::Value;

use super::alternatives::{json_types, objects};
use super::discriminator_values::{self, Discriminator, scalar_text};
use super::simplify::Simplified;
use super::unique_name::make_unique;
use crate::diagnostic::Report;
use crate::diagnostic::catalogue::union as catalogue;
use crate::ir::{
    Additional, Api, Branch, Discrimination, JsonType, Object, SchemaKind, StringFormat, Union,
};
use crate::pointer::Span;

/// An API whose unions all have a [`Discrimination`].
pub(in crate::lower) struct Discriminated(pub Api);

/// Decides for every union how the branch of a value is found: by a discriminator, a constant, the
/// JSON type or a required property, or by trying all branches, in this order of preference.
pub(in crate::lower) fn discriminate(simplified: Simplified, report: &mut Report) -> Discriminated {
    let Simplified {
        mut api,
        discriminators,
    } = simplified;
    for id in api.schemas.keys() {
        let schema = &api.schemas[id];
        let SchemaKind::Union(union) = &schema.kind else {
            continue;
        };
        let mut union = union.clone();
        make_unique(&api, &mut union.branches);
        let mapping = discriminators.mappings.get(&id);
        let discriminator = mapping.map(|mapping| Discriminator {
            mapping,
            all: &discriminators,
        });
        union.discrimination = match discriminator {
            Some(discriminator) => {
                by_discriminator(&api, &mut union, &discriminator, &schema.span, report)
            }
            None => by_shape(&api, &mut union),
        };
        api.schemas[id].kind = SchemaKind::Union(union);
    }
    Discriminated(api)
}

/// Uses the discriminator that the document declares. If its values do not select between the
/// branches, they are discriminated like those of a union without one.
fn by_discriminator(
    api: &Api,
    union: &mut Union,
    discriminator: &Discriminator<'_>,
    span: &Span,
    report: &mut Report,
) -> Discrimination {
    let is_assigned = types_are_disjoint(api, &mut union.branches)
        && discriminator_values::assign(api, &mut union.branches, discriminator, report);
    let property = &discriminator.mapping.property;
    if is_assigned {
        return Discrimination::Discriminator {
            is_string: discriminator_values::is_string(api, &union.branches, property),
            property: property.clone(),
        };
    }
    let span = span.join("discriminator");
    report.add(&span, catalogue::ineffective_discriminator());
    by_shape(api, union)
}

/// Finds a difference between the branches.
fn by_shape(api: &Api, union: &mut Union) -> Discrimination {
    if !types_are_disjoint(api, &mut union.branches) {
        return if have_same_representation(api, &union.branches) {
            Discrimination::SameRepresentation
        } else {
            Discrimination::BestMatch
        };
    }
    let mut branches: Vec<&mut Branch> = union
        .branches
        .iter_mut()
        .filter(|branch| !branch.never_object)
        .collect();
    if branches.len() < 2 {
        return Discrimination::JsonType;
    }
    let alternatives = branches
        .iter()
        .map(|branch| objects(api, branch.ty.id))
        .collect::<Option<Vec<_>>>();
    let Some(alternatives) = alternatives else {
        return Discrimination::BestMatch;
    };
    if let Some(property) = distinct_property(api, &alternatives) {
        return property.assign(&mut branches);
    }
    // A value may match several branches of `anyOf`, and no property decides which one keeps all of
    // it.
    if union.exclusive
        && let Some(unique) = unique_properties(&alternatives)
    {
        for (branch, unique) in branches.iter_mut().zip(unique) {
            branch.unique_properties = unique;
        }
        return Discrimination::RequiredProperty;
    }
    Discrimination::BestMatch
}

/// Sets [`Branch::never_object`], and returns whether no two branches share a JSON type. Several
/// branches may be objects.
fn types_are_disjoint(api: &Api, branches: &mut [Branch]) -> bool {
    let only_object = BTreeSet::from([JsonType::Object]);
    let mut seen: BTreeSet<JsonType> = BTreeSet::new();
    let mut has_objects = false;
    let mut are_disjoint = true;
    for branch in branches {
        let types = json_types(api, branch.ty.id);
        are_disjoint &= types.is_some();
        let types = types.unwrap_or_default();
        branch.never_object = !types.contains(&JsonType::Object);
        if types == only_object {
            has_objects = true;
        } else {
            are_disjoint &= types.into_iter().all(|ty| seen.insert(ty));
        }
    }
    are_disjoint && !(has_objects && seen.contains(&JsonType::Object))
}

/// Returns whether all branches are scalars that are kept in the same way.
fn have_same_representation(api: &Api, branches: &[Branch]) -> bool {
    let mut kinds = branches
        .iter()
        .map(|branch| Representation::of(&api.schema(branch.ty.id).kind));
    let first = kinds.next().flatten();
    first.is_some() && kinds.all(|kind| kind == first)
}

/// The differences between scalars that affect how they are kept.
#[derive(PartialEq)]
enum Representation<'a> {
    Boolean,
    Integer {
        format: Option<&'a str>,
        exceeds_i64: bool,
    },
    Number,
    String(Option<&'a StringFormat>),
}

impl<'a> Representation<'a> {
    fn of(kind: &'a SchemaKind) -> Option<Self> {
        Some(match kind {
            SchemaKind::Boolean => Self::Boolean,
            SchemaKind::Integer { format, bounds } => Self::Integer {
                format: format.as_deref(),
                exceeds_i64: bounds
                    .maximum
                    .as_ref()
                    .is_some_and(|maximum| !maximum.is_i64()),
            },
            SchemaKind::Number { .. } => Self::Number,
            SchemaKind::String { format, .. } => match format {
                StringFormat::Plain | StringFormat::Binary | StringFormat::Other(_) => {
                    Self::String(None)
                }
                format => Self::String(Some(format)),
            },
            _ => return None,
        })
    }
}

/// A required property with different values in each branch.
enum DistinctProperty {
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
    fn assign(self, branches: &mut [&mut Branch]) -> Discrimination {
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

/// Finds a required property that lists different values in each branch.
fn distinct_property(api: &Api, branches: &[Vec<&Object>]) -> Option<DistinctProperty> {
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

/// Returns the values of a required property in all objects, each once. `None` if an object does
/// not list them.
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

/// Returns for each branch the required properties that no later branch can have. `None` if a
/// branch other than the last has none.
fn unique_properties(branches: &[Vec<&Object>]) -> Option<Vec<Vec<String>>> {
    let mut all: Vec<Vec<String>> = Vec::with_capacity(branches.len());
    for (index, objects) in branches.iter().enumerate() {
        let later = branches.get(index + 1..).unwrap_or_default();
        let (first, others) = objects.split_first()?;
        let unique = required(first).filter(|name| {
            let is_required = |object: &&Object| required(object).any(|known| known == *name);
            others.iter().all(is_required)
                && later.iter().flatten().all(|other| !may_have(other, name))
        });
        let unique: Vec<String> = unique.cloned().collect();
        if unique.is_empty() && !later.is_empty() {
            return None;
        }
        all.push(unique);
    }
    Some(all)
}

fn required(object: &Object) -> impl Iterator<Item = &String> {
    let declared = object
        .properties
        .iter()
        .filter(|property| property.required)
        .map(|property| &property.name);
    declared.chain(&object.required)
}

/// Returns whether an object can have a property.
fn may_have(object: &Object, name: &str) -> bool {
    let keeps_undeclared = matches!(object.undeclared, Additional::Any | Additional::Typed(_));
    keeps_undeclared
        || object.property(name).is_some()
        || object.required.iter().any(|known| known == name)
}

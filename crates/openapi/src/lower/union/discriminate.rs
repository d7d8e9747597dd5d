//! Selection of a discrimination for every union.

use std::collections::BTreeSet;

use super::alternatives::{json_types, objects};
use super::discriminator_values::{self, Discriminator};
use super::distinct_property;
use super::simplify::Simplified;
use super::unique_name::make_unique;
use crate::diagnostic::Report;
use crate::diagnostic::catalogue::union as catalogue;
use crate::ir::{Api, Branch, Discrimination, SchemaKind, StringFormat, Union};
use crate::pointer::Span;
use crate::vocabulary::JsonType;

/// An API whose unions all have a [`Discrimination`].
pub(in crate::lower) struct Discriminated(pub Api);

/// Selects the discrimination of every union.
///
/// Without an effective discriminator, the order of preference is JSON type, distinct constants, and
/// the best match. The keys of an object do not select a branch, because another branch that leaves
/// them open may hold them as well. Branches whose JSON types overlap or are unknown use
/// [`Discrimination::SameRepresentation`] or [`Discrimination::BestMatch`].
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

/// Uses the declared discriminator. If its values do not select between the branches, the union is
/// discriminated like a union without a discriminator.
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

/// Selects a discrimination by the differences between the branches.
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
    if let Some(property) = distinct_property::find(api, &alternatives) {
        return property.assign(&mut branches);
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

/// Returns whether all branches are scalars with the same Rust representation.
fn have_same_representation(api: &Api, branches: &[Branch]) -> bool {
    let mut kinds = branches
        .iter()
        .map(|branch| Representation::of(&api.schema(branch.ty.id).kind));
    let first = kinds.next().flatten();
    first.is_some() && kinds.all(|kind| kind == first)
}

/// The differences between scalars that affect their Rust representation.
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::lower::testing::{
        api, enumeration, integer, no_discriminators, object, one_of, string, union,
    };

    /// Returns the last schema, which must be a union.
    fn discriminated(kinds: Vec<SchemaKind>) -> Union {
        let last = kinds.len() - 1;
        let simplified = Simplified {
            api: api(kinds),
            discriminators: no_discriminators(),
        };
        let mut report = Report::default();
        let Discriminated(api) = discriminate(simplified, &mut report);
        assert_eq!(report.into_diagnostics(), []);
        union(&api, last).clone()
    }

    #[test]
    fn branches_of_different_json_types_need_nothing_else() {
        let union = discriminated(vec![string(), object(&[]), one_of(&[0, 1])]);
        assert_eq!(union.discrimination, Discrimination::JsonType);
        assert!(union.branches[0].never_object && !union.branches[1].never_object);
    }

    #[test]
    fn a_required_property_with_different_values_is_a_discriminator() {
        let union = discriminated(vec![
            enumeration(&[json!(1)]),
            enumeration(&[json!(2), json!(3)]),
            object(&[("v", 0)]),
            object(&[("v", 1)]),
            one_of(&[2, 3]),
        ]);
        let discriminator = Discrimination::Discriminator {
            property: "v".to_owned(),
            is_string: false,
        };
        assert_eq!(union.discrimination, discriminator);
        assert_eq!(union.branches[1].discriminator_values, ["2", "3"]);
    }

    #[test]
    fn a_required_property_that_another_branch_leaves_open_selects_none() {
        let union = discriminated(vec![
            string(),
            object(&[("a", 0), ("b", 0)]),
            object(&[("a", 0)]),
            one_of(&[1, 2]),
        ]);
        assert_eq!(union.discrimination, Discrimination::BestMatch);
    }

    #[test]
    fn integers_of_the_same_representation_differ_in_validation_only() {
        let union = discriminated(vec![integer(), integer(), one_of(&[0, 1])]);
        assert_eq!(union.discrimination, Discrimination::SameRepresentation);
    }

    #[test]
    fn indistinguishable_objects_are_matched_by_trying_them() {
        let union = discriminated(vec![
            string(),
            object(&[("a", 0)]),
            object(&[("a", 0)]),
            one_of(&[1, 2]),
        ]);
        assert_eq!(union.discrimination, Discrimination::BestMatch);
    }
}

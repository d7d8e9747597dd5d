//! Unions that are simpler schemas: enumerations in several parts, and choices of anything.

use std::collections::{BTreeMap, VecDeque};

use super::branch_name::MAX_TITLE;
use super::mapping::Discriminators;
use crate::ir::{
    Api, Branch, Docs, EnumValue, Enumeration, Lengths, Rule, RuleChoice, SchemaId, SchemaKind,
    StringFormat, Union,
};
use crate::lower::nullability::Nullable;
use crate::lower::schema::enumeration;
use crate::vocabulary::JsonType;

/// An API after one simplification pass, with the discriminators of its unions.
pub(in crate::lower) struct Simplified {
    pub api: Api,
    pub discriminators: Discriminators,
}

/// Merges unions of enumerations, and replaces unions whose branches all accept any value by
/// [`SchemaKind::Any`].
pub(in crate::lower) fn simplify(nullable: Nullable) -> Simplified {
    let Nullable {
        mut api,
        mut discriminators,
    } = nullable;
    let containing = unions_by_branch(&api);
    let mut pending: VecDeque<SchemaId> = api.schemas.keys().collect();
    while let Some(id) = pending.pop_front() {
        let SchemaKind::Union(union) = &api.schemas[id].kind else {
            continue;
        };
        let is_any = |branch: &Branch| matches!(api.schema(branch.ty.id).kind, SchemaKind::Any);
        let kind = if union.branches.iter().all(is_any) {
            Some(SchemaKind::Any)
        } else {
            joined_enumeration(&api, &union.branches)
        };
        if let Some(kind) = kind {
            let choice = rule_of_branches(&api, id);
            api.schemas[id].kind = kind;
            if let Some(choice) = choice {
                add_choice(&mut api, id, &choice);
            }
            discriminators.mappings.remove(&id);
            // A union may become simple only when its branches are.
            pending.extend(containing.get(&id).into_iter().flatten());
        }
    }
    Simplified {
        api,
        discriminators,
    }
}

/// Returns a union without a rule of its own if any of its branches has one, or if a value must
/// match exactly one of several branches that accept any.
fn rule_of_branches(api: &Api, id: SchemaId) -> Option<Union> {
    let schema = api.schema(id);
    let SchemaKind::Union(union) = &schema.kind else {
        return None;
    };
    let mut branches = union.branches.iter();
    let has_rule = branches.any(|branch| api.schema(branch.ty.id).rule.is_some());
    let is_any = |branch: &Branch| matches!(api.schema(branch.ty.id).kind, SchemaKind::Any);
    let excludes_all =
        union.exclusive && union.branches.len() > 1 && union.branches.iter().all(is_any);
    ((has_rule || excludes_all) && schema.rule.is_none()).then(|| union.clone())
}

/// Adds the rule of a schema that was a union.
fn add_choice(api: &mut Api, id: SchemaId, union: &Union) {
    let mut branches = Vec::with_capacity(union.branches.len());
    for branch in &union.branches {
        branches.push(api.rules.push_and_get_key(Rule {
            schema: Some(branch.ty),
            ..Rule::default()
        }));
    }
    let choice = RuleChoice {
        branches,
        exclusive: union.exclusive,
    };
    let span = api.schema(id).span.clone();
    let rule = api.rules.push_and_get_key(Rule {
        choices: vec![choice],
        span,
        ..Rule::default()
    });
    api.schemas[id].rule = Some(rule);
}

/// Returns the unions that have each schema as a branch.
fn unions_by_branch(api: &Api) -> BTreeMap<SchemaId, Vec<SchemaId>> {
    let mut unions: BTreeMap<SchemaId, Vec<SchemaId>> = BTreeMap::new();
    for (id, schema) in api.schemas.iter_enumerated() {
        if let SchemaKind::Union(union) = &schema.kind {
            for branch in &union.branches {
                unions.entry(branch.ty.id).or_default().push(id);
            }
        }
    }
    unions
}

/// Returns the enumeration of the values of all branches, or `None` if a branch is anything else.
/// An unconstrained string among string enumerations is ignored, because authors add it to mark the
/// enumeration as open.
fn joined_enumeration(api: &Api, branches: &[Branch]) -> Option<SchemaKind> {
    let mut values: Vec<EnumValue> = Vec::new();
    let mut types: Vec<Option<JsonType>> = Vec::new();
    let mut strings = 0_usize;
    let mut has_several_values = false;
    for branch in branches {
        let schema = api.schema(branch.ty.id);
        match &schema.kind {
            SchemaKind::Enum(enumeration) => {
                types.push(enumeration.json_type);
                has_several_values |= enumeration.values.len() > 1;
                add_values(&mut values, enumeration, &schema.docs);
            }
            SchemaKind::String {
                format: StringFormat::Plain,
                lengths,
                pattern: None,
            } if *lengths == Lengths::default() => strings += 1,
            _ => return None,
        }
    }
    let all_have = |ty: Option<JsonType>| types.iter().all(|own| *own == ty);
    let is_enumeration = match strings {
        // Enumerations of different types are discriminated by the type.
        0 => !has_several_values || types.first().is_some_and(|first| all_have(*first)),
        1 => all_have(Some(JsonType::String)),
        _ => false,
    };
    (is_enumeration && !values.is_empty()).then(|| enumeration::from_values(values))
}

/// Adds the values of a branch. The documentation of a branch with a single value describes the
/// value.
fn add_values(values: &mut Vec<EnumValue>, branch: &Enumeration, docs: &Docs) {
    for value in &branch.values {
        if !values.iter().any(|known| known.value == value.value) {
            values.push(match branch.values.len() {
                1 => with_docs(value, docs),
                _ => value.clone(),
            });
        }
    }
}

/// Returns a value with the documentation of its schema. Strings are named after themselves, other
/// values after the title.
fn with_docs(value: &EnumValue, docs: &Docs) -> EnumValue {
    let title = docs.title.clone().filter(|title| title.len() <= MAX_TITLE);
    EnumValue {
        value: value.value.clone(),
        name: value
            .name
            .clone()
            .or(title.filter(|_| !value.value.is_string())),
        description: value
            .description
            .clone()
            .or_else(|| docs.description.clone())
            .or_else(|| docs.title.clone()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::lower::testing::{api, enumeration, no_discriminators, one_of, string};

    fn simplified(kinds: Vec<SchemaKind>) -> SchemaKind {
        let simplified = simplify(Nullable {
            api: api(kinds),
            discriminators: no_discriminators(),
        });
        let last = simplified.api.schemas.last().expect("a schema");
        last.kind.clone()
    }

    #[test]
    fn string_enumerations_are_joined_and_a_plain_string_is_ignored() {
        let kind = simplified(vec![
            enumeration(&[json!("a"), json!("b")]),
            enumeration(&[json!("b"), json!("c")]),
            string(),
            one_of(&[0, 1, 2]),
        ]);
        let SchemaKind::Enum(joined) = kind else {
            panic!("expected an enumeration, found {kind:?}");
        };
        let values: Vec<_> = joined.values.into_iter().map(|value| value.value).collect();
        assert_eq!(values, [json!("a"), json!("b"), json!("c")]);
    }

    #[test]
    fn enumerations_of_different_types_stay_a_union() {
        let kind = simplified(vec![
            enumeration(&[json!("a"), json!("b")]),
            enumeration(&[json!(1), json!(2)]),
            one_of(&[0, 1]),
        ]);
        assert!(matches!(kind, SchemaKind::Union(_)), "{kind:?}");
    }

    #[test]
    fn a_choice_between_any_values_is_any_value() {
        let kind = simplified(vec![SchemaKind::Any, one_of(&[0])]);
        assert!(matches!(kind, SchemaKind::Any), "{kind:?}");
    }

    #[test]
    fn a_union_of_a_later_union_is_simplified_after_it() {
        let simplified = simplify(Nullable {
            api: api(vec![one_of(&[1, 2]), SchemaKind::Any, one_of(&[1])]),
            discriminators: no_discriminators(),
        });
        let kinds = simplified.api.schemas.iter().map(|schema| &schema.kind);
        assert!(
            kinds
                .into_iter()
                .all(|kind| matches!(kind, SchemaKind::Any))
        );
    }
}

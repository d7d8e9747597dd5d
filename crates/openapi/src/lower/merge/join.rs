//! Conjunction of the keywords of two schemas.

use indexmap::IndexMap;

use super::range::{join_bounds, join_lengths};
use crate::diagnostic::Report;
use crate::diagnostic::catalogue::schema;
use crate::ir::{Access, EnumValue};
use crate::lower::keywords::{AdditionalKeyword, Keywords};
use crate::pointer::Span;
use crate::vocabulary::JsonType;

/// Joins two schemas: values must match both, except that `additionalProperties` of one schema does
/// not apply to the properties of the other one, and that `false` yields to another value.
///
/// Conflicts are reported. For conflicting values of `format` or `enum`, that keyword of the second
/// schema is kept; for conflicting types, only the second schema is kept.
pub(super) fn join(mut a: Keywords, mut b: Keywords, report: &mut Report) -> Keywords {
    let Some(types) = join_types(&a, &b, report) else {
        return b;
    };
    let span = b.span.clone();
    let is_inexact = have_several_multiples(&a, &b);
    if restricts_siblings(&a, &b) || restricts_siblings(&b, &a) {
        report.add(&span, schema::restricted_siblings());
    }
    let prefix_items = join_prefix_items(&mut a, &mut b);
    Keywords {
        nullable: a.nullable && b.nullable,
        types,
        format: both(a.format, b.format, |a, b| {
            if a != b {
                report.add(&span, schema::conflicting_formats(&a, &b));
            }
            b
        }),
        pattern: both(a.pattern, b.pattern, join_patterns),
        bounds: join_bounds(a.bounds, b.bounds),
        string_lengths: join_lengths(a.string_lengths, b.string_lengths),
        array_lengths: join_lengths(a.array_lengths, b.array_lengths),
        object_lengths: join_lengths(a.object_lengths, b.object_lengths),
        unique: a.unique || b.unique,
        values: both(a.values, b.values, |a, b| {
            join_values(&a, &b).unwrap_or_else(|| {
                report.add(&span, schema::conflicting_enums());
                b
            })
        }),
        properties: join_properties(a.properties, b.properties),
        pattern_properties: join_properties(a.pattern_properties, b.pattern_properties),
        property_names: concat(a.property_names, b.property_names),
        additional: both(a.additional, b.additional, join_additional),
        unevaluated: both(a.unevaluated, b.unevaluated, join_additional),
        required: a.required.into_iter().chain(b.required).collect(),
        prefix_items,
        items: concat(a.items, b.items),
        forbids_more_items: a.forbids_more_items || b.forbids_more_items,
        unevaluated_items: concat(a.unevaluated_items, b.unevaluated_items),
        forbids_unevaluated_items: a.forbids_unevaluated_items || b.forbids_unevaluated_items,
        conditional: concat(a.conditional, b.conditional),
        choices: concat(a.choices, b.choices),
        discriminator: b.discriminator.or(a.discriminator),
        has_not: a.has_not || b.has_not,
        never: a.never || b.never,
        needs_rule: a.needs_rule || b.needs_rule || is_inexact,
        access: match a.access {
            Access::ReadWrite => b.access,
            access => access,
        },
        default: b.default.or(a.default),
        docs: b.docs,
        // The traversal has merged the parts already.
        all_of: Vec::new(),
        span: b.span,
    }
}

/// Returns whether both schemas have a `multipleOf`, of which the joined keywords keep one.
fn have_several_multiples(a: &Keywords, b: &Keywords) -> bool {
    let (a, b) = (&a.bounds.multiple_of, &b.bounds.multiple_of);
    a.is_some() && b.is_some() && a != b
}

/// Returns whether `additionalProperties` of one schema restricts properties that only the other
/// one declares.
fn restricts_siblings(schema: &Keywords, other: &Keywords) -> bool {
    let is_open = matches!(schema.additional, None | Some(AdditionalKeyword::Any));
    let mut others = other.properties.keys();
    !is_open && others.any(|name| !schema.properties.contains_key(name))
}

/// Returns whether a list of types includes a type. Integers and numbers include each other, since
/// some of their values are common.
pub(in crate::lower) fn includes_type(types: &[JsonType], ty: JsonType) -> bool {
    let is_number = |ty: &JsonType| matches!(ty, JsonType::Integer | JsonType::Number);
    types.contains(&ty) || (is_number(&ty) && types.iter().any(is_number))
}

/// Returns the types that both schemas allow, or reports that they conflict.
fn join_types(a: &Keywords, b: &Keywords, report: &mut Report) -> Option<Vec<JsonType>> {
    let common = common_types(&a.types, &b.types);
    if common.is_none() {
        let names = |types: &[JsonType]| {
            let names: Vec<String> = types.iter().map(|ty| format!("`{}`", ty.name())).collect();
            names.join(" or ")
        };
        let finding = schema::conflicting_types(&names(&a.types), &names(&b.types));
        report.add(&b.span, finding);
    }
    common
}

/// Returns the types that both lists allow, where an empty list allows all. Returns `None` if the
/// lists have no type in common.
fn common_types(a: &[JsonType], b: &[JsonType]) -> Option<Vec<JsonType>> {
    if a.is_empty() || b.is_empty() {
        return Some(if a.is_empty() { b } else { a }.to_vec());
    }
    let mut common: Vec<JsonType> = Vec::new();
    for (first, second) in a.iter().flat_map(|a| b.iter().map(move |b| (*a, *b))) {
        let ty = match (first, second) {
            (first, second) if first == second => first,
            (JsonType::Integer, JsonType::Number) | (JsonType::Number, JsonType::Integer) => {
                JsonType::Integer
            }
            _ => continue,
        };
        if !common.contains(&ty) {
            common.push(ty);
        }
    }
    (!common.is_empty()).then_some(common)
}

/// Returns a pattern for strings that match both, with a lookahead for the first.
fn join_patterns(a: String, b: String) -> String {
    if a == b {
        return a;
    }
    format!("(?=[\\s\\S]*?(?:{a}))[\\s\\S]*?(?:{b})")
}

/// Returns the values that both lists contain, or `None` if they have no value in common.
fn join_values(a: &[EnumValue], b: &[EnumValue]) -> Option<Vec<EnumValue>> {
    let common = a.iter().filter_map(|first| {
        let second = b.iter().find(|second| second.value == first.value)?;
        Some(EnumValue {
            value: first.value.clone(),
            name: second.name.clone().or_else(|| first.name.clone()),
            description: second
                .description
                .clone()
                .or_else(|| first.description.clone()),
        })
    });
    let common: Vec<EnumValue> = common.collect();
    (!common.is_empty()).then_some(common)
}

/// Combines the schemas that both sides declare for each property.
fn join_properties(
    mut a: IndexMap<String, Vec<Span>>,
    b: IndexMap<String, Vec<Span>>,
) -> IndexMap<String, Vec<Span>> {
    for (key, spans) in b {
        add_missing(a.entry(key).or_default(), spans);
    }
    a
}

fn join_additional(a: AdditionalKeyword, b: AdditionalKeyword) -> AdditionalKeyword {
    match (a, b) {
        // `additionalProperties: false` would forbid the properties of the other parts, which
        // cannot be intended.
        (AdditionalKeyword::Forbidden, other) | (other, AdditionalKeyword::Forbidden) => other,
        (AdditionalKeyword::Any, other) | (other, AdditionalKeyword::Any) => other,
        (AdditionalKeyword::Typed(mut a), AdditionalKeyword::Typed(b)) => {
            add_missing(&mut a, b);
            AdditionalKeyword::Typed(a)
        }
    }
}

/// Combines the schemas that both sides declare for each position. A side without a schema for a
/// position contributes its schema for the remaining elements.
fn join_prefix_items(a: &mut Keywords, b: &mut Keywords) -> Vec<Vec<Span>> {
    let count = a.prefix_items.len().max(b.prefix_items.len());
    let mut first = std::mem::take(&mut a.prefix_items).into_iter();
    let mut second = std::mem::take(&mut b.prefix_items).into_iter();
    let positions = (0..count).map(|_| {
        let mut spans = first.next().unwrap_or_else(|| a.items.clone());
        add_missing(&mut spans, second.next().unwrap_or_else(|| b.items.clone()));
        spans
    });
    positions.collect()
}

fn add_missing(spans: &mut Vec<Span>, more: Vec<Span>) {
    for span in more {
        if !spans.contains(&span) {
            spans.push(span);
        }
    }
}

fn concat<T>(mut a: Vec<T>, b: Vec<T>) -> Vec<T> {
    a.extend(b);
    a
}

/// Combines two keywords, or returns the only one that is present.
fn both<T>(a: Option<T>, b: Option<T>, combine: impl FnOnce(T, T) -> T) -> Option<T> {
    match (a, b) {
        (Some(a), Some(b)) => Some(combine(a, b)),
        (a, b) => a.or(b),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_are_common_to_integers_and_numbers() {
        use JsonType::{Integer, Null, Number, String};
        assert_eq!(
            common_types(&[Number, Null], &[Integer]),
            Some(vec![Integer])
        );
        assert_eq!(common_types(&[], &[String]), Some(vec![String]));
        assert_eq!(common_types(&[String], &[Number]), None);
    }

    #[test]
    fn conflicting_types_keep_the_second_schema() {
        let with = |ty| Keywords {
            types: vec![ty],
            unique: ty == JsonType::Array,
            ..Keywords::default()
        };
        let mut report = Report::default();
        let joined = join(with(JsonType::Array), with(JsonType::String), &mut report);
        assert_eq!(
            (joined.types, joined.unique),
            (vec![JsonType::String], false)
        );
        assert_eq!(report.into_diagnostics().len(), 1);
    }

    #[test]
    fn joined_patterns_must_both_match() {
        let pattern = join_patterns("^a".to_owned(), "b$".to_owned());
        let regex = regress::Regex::with_flags(&pattern, "u").expect("a regular expression");
        assert!(regex.find("a\nb").is_some());
        assert!(regex.find("ac").is_none() && regex.find("cb").is_none());
    }

    #[test]
    fn forbidding_additional_properties_yields_to_other_parts() {
        let joined = join_additional(AdditionalKeyword::Forbidden, AdditionalKeyword::Any);
        assert_eq!(joined, AdditionalKeyword::Any);
    }
}

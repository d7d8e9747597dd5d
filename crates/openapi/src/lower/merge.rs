//! `allOf`: the facets of several schemas as one.

use indexmap::{IndexMap, IndexSet};
use serde_json::Number;

use super::Lowering;
use super::facets::{Facets, Others};
use crate::diagnostic::{Code, Report};
use crate::ir::{Access, Bounds, EnumValue, JsonType, Lengths};
use crate::pointer::Span;

/// A schema as a part of another one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Part {
    /// The place of the schema, references followed.
    pub place: Span,
    /// How much of it counts.
    pub mode: Mode,
}

/// How much of a schema counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Mode {
    /// All of it.
    Whole,
    /// All but its choices and its discriminator.
    WithoutChoices,
    /// Its values of one type.
    Only(JsonType),
}

/// Parts in the order in which they are merged, with the way to each.
enum Step {
    Enter(Part),
    Own(Span, Mode),
    Leave,
}

impl Part {
    /// All of a schema.
    pub fn whole(place: Span) -> Self {
        Self {
            place,
            mode: Mode::Whole,
        }
    }
}

impl Lowering<'_> {
    /// What the parts say together: parents before children, in the order written.
    pub fn merged(&mut self, parts: &[Part]) -> Facets {
        let mut merged: Option<Facets> = None;
        let mut steps: Vec<Step> = parts.iter().rev().cloned().map(Step::Enter).collect();
        let mut way: Vec<Span> = Vec::new();
        let mut done: IndexSet<Span> = IndexSet::new();
        while let Some(step) = steps.pop() {
            if self.parts_left == 0 {
                break;
            }
            match step {
                Step::Leave => {
                    way.pop();
                }
                Step::Own(place, mode) => {
                    let Some(facets) = self.facets(&place) else {
                        continue;
                    };
                    let mut facets = (*facets).clone();
                    self.restrict(&mut facets, mode, &way, parts);
                    merged = Some(match merged {
                        None => facets,
                        Some(merged) => join(merged, facets, &mut self.report),
                    });
                }
                Step::Enter(part) => {
                    if way.contains(&part.place) {
                        self.all_of_cycle(&part.place);
                        continue;
                    }
                    if !done.insert(part.place.clone()) {
                        continue;
                    }
                    self.parts_left -= 1;
                    if done.len() > self.limits.reference_hops || self.parts_left == 0 {
                        self.too_many_parts(&part.place);
                        break;
                    }
                    let Some(facets) = self.facets(&part.place) else {
                        continue;
                    };
                    way.push(part.place.clone());
                    steps.push(Step::Leave);
                    steps.push(Step::Own(part.place.clone(), part.mode));
                    for site in facets.all_of.iter().rev() {
                        for place in self.part_places(site).into_iter().rev() {
                            steps.push(Step::Enter(Part {
                                place,
                                mode: part.mode,
                            }));
                        }
                    }
                }
            }
        }
        let mut merged = merged.unwrap_or_default();
        self.own_annotations(&mut merged, parts);
        self.check(&mut merged);
        merged
    }

    /// Texts, defaults and marks are those of the last part alone, except where it is nothing but another schema.
    fn own_annotations(&mut self, merged: &mut Facets, parts: &[Part]) {
        let Some(own) = parts.last().and_then(|part| self.facets(&part.place)) else {
            return;
        };
        merged.place = own.place.clone();
        merged.docs = own.docs.clone();
        merged.default = own.default.clone();
        merged.access = own.access;
        let inherits = own.all_of.len() == 1 && !own.has_content() && own.choices.is_empty();
        merged.nullable = own.nullable || (inherits && merged.nullable);
    }

    /// Leaves out of a part what does not count in it. The way ends with the part itself.
    fn restrict(&mut self, facets: &mut Facets, mode: Mode, way: &[Span], parts: &[Part]) {
        let is_parent = way.len() > 1 || parts.len() > 1;
        match mode {
            Mode::Whole => {}
            Mode::WithoutChoices => {
                facets.choices.clear();
                facets.discriminator = None;
            }
            Mode::Only(ty) => facets.types = vec![ty],
        }
        if !is_parent {
            return;
        }
        // A parent that lists its children says nothing about what a child consists of.
        if way.len() > 1 {
            facets.discriminator = None;
        }
        let chain: Vec<Span> = way
            .iter()
            .chain(parts.iter().map(|part| &part.place))
            .cloned()
            .collect();
        let choices = std::mem::take(&mut facets.choices);
        facets.choices = choices
            .into_iter()
            .filter(|choice| {
                !choice.branches.iter().any(|site| {
                    self.quiet_target(site)
                        .is_some_and(|target| chain.contains(&target))
                })
            })
            .collect();
    }

    fn all_of_cycle(&mut self, place: &Span) {
        let message = "`allOf` contains itself; it is left out there";
        self.report.degrade(
            Code::RefCycle,
            place,
            message,
            "a schema can't consist of itself: remove the reference",
        );
    }

    fn too_many_parts(&mut self, place: &Span) {
        let (one, all) = (self.limits.reference_hops, self.limits.merged_parts);
        let message = format!("one `allOf` has more than {one} parts, or all have more than {all}");
        self.report
            .error(Code::LimitExceeded, place, message, "raise the limit");
        // The document is refused; nothing more is worth merging.
        self.parts_left = 0;
    }
}

/// Both: values have to fit either.
fn join(a: Facets, b: Facets, report: &mut Report) -> Facets {
    let Some(types) = types(&a, &b, report) else {
        return b;
    };
    let mut joined = Facets {
        nullable: a.nullable && b.nullable,
        types,
        pattern: either(a.pattern, b.pattern, |a, b| {
            if a == b {
                a
            } else {
                format!("(?=[\\s\\S]*?(?:{a}))[\\s\\S]*?(?:{b})")
            }
        }),
        bounds: bounds(a.bounds, b.bounds),
        text_lengths: lengths(a.text_lengths, b.text_lengths),
        list_lengths: lengths(a.list_lengths, b.list_lengths),
        member_lengths: lengths(a.member_lengths, b.member_lengths),
        unique: a.unique || b.unique,
        required: a.required.into_iter().chain(b.required).collect(),
        access: if a.access == Access::ReadWrite {
            b.access
        } else {
            a.access
        },
        default: b.default.or(a.default),
        has_not: a.has_not || b.has_not,
        discriminator: b.discriminator.or(a.discriminator),
        place: b.place,
        docs: b.docs,
        ..Facets::default()
    };
    joined.format = either(a.format, b.format, |a, b| {
        if a != b {
            let message = format!(
                "the parts of `allOf` have the formats `{a}` and `{b}`; the last one is taken"
            );
            report.degrade(
                Code::ConflictingAllOf,
                &joined.place,
                message,
                "give the value one format",
            );
        }
        b
    });
    joined.values = either(a.values, b.values, |a, b| {
        let common = a.iter().filter_map(|first| {
            let second = b.iter().find(|second| second.value == first.value)?;
            let name = second.name.clone().or_else(|| first.name.clone());
            let description = second
                .description
                .clone()
                .or_else(|| first.description.clone());
            Some(EnumValue {
                value: first.value.clone(),
                name,
                description,
            })
        });
        let both: Vec<EnumValue> = common.collect();
        if both.is_empty() {
            let message = "the parts of `allOf` have no enum value in common; those of the last one are taken";
            report.degrade(
                Code::ConflictingAllOf,
                &joined.place,
                message,
                "let the enums overlap",
            );
            return b;
        }
        both
    });
    joined.properties = members(a.properties, b.properties);
    joined.patterns = members(a.patterns, b.patterns);
    joined.keys = a.keys.into_iter().chain(b.keys).collect();
    joined.others = either(a.others, b.others, |a, b| match (a, b) {
        // `additionalProperties: false` in a part can't have been meant to forbid the members of the other parts.
        (Others::Forbidden, other) | (other, Others::Forbidden) => other,
        (Others::Any, other) | (other, Others::Any) => other,
        (Others::Typed(mut a), Others::Typed(b)) => {
            a.extend(
                b.into_iter()
                    .filter(|site| !a.contains(site))
                    .collect::<Vec<_>>(),
            );
            Others::Typed(a)
        }
    });
    joined.prefix = prefix(a.prefix, b.prefix, &a.items, &b.items);
    joined.no_more_items = a.no_more_items || b.no_more_items;
    joined.items = a.items;
    joined.items.extend(b.items);
    joined.choices = a.choices;
    joined.choices.extend(b.choices);
    joined
}

/// The schemas of both under each key.
fn members(
    mut a: IndexMap<String, Vec<Span>>,
    b: IndexMap<String, Vec<Span>>,
) -> IndexMap<String, Vec<Span>> {
    for (key, places) in b {
        let all = a.entry(key).or_default();
        for place in places {
            if !all.contains(&place) {
                all.push(place);
            }
        }
    }
    a
}

/// The first elements by position; where one part has no schema for a position, that of its other elements counts.
fn prefix(
    a: Vec<Vec<Span>>,
    b: Vec<Vec<Span>>,
    a_items: &[Span],
    b_items: &[Span],
) -> Vec<Vec<Span>> {
    let count = a.len().max(b.len());
    let (mut a, mut b) = (a.into_iter(), b.into_iter());
    let both = (0..count).map(|_| {
        let mut sites = a.next().unwrap_or_else(|| a_items.to_vec());
        for site in b.next().unwrap_or_else(|| b_items.to_vec()) {
            if !sites.contains(&site) {
                sites.push(site);
            }
        }
        sites
    });
    both.collect()
}

fn either<T>(a: Option<T>, b: Option<T>, both: impl FnOnce(T, T) -> T) -> Option<T> {
    match (a, b) {
        (Some(a), Some(b)) => Some(both(a, b)),
        (a, b) => a.or(b),
    }
}

/// Whether values of a type are among those of some types.
pub(super) fn allows(types: &[JsonType], ty: JsonType) -> bool {
    let is_number = |ty: &JsonType| matches!(ty, JsonType::Integer | JsonType::Number);
    types.contains(&ty) || (is_number(&ty) && types.iter().any(is_number))
}

/// The types that both allow; none if they contradict each other.
fn types(a: &Facets, b: &Facets, report: &mut Report) -> Option<Vec<JsonType>> {
    if a.types.is_empty() || b.types.is_empty() {
        return Some(if a.types.is_empty() {
            b.types.clone()
        } else {
            a.types.clone()
        });
    }
    let mut both: Vec<JsonType> = Vec::new();
    for (first, second) in a
        .types
        .iter()
        .flat_map(|first| b.types.iter().map(move |second| (*first, *second)))
    {
        let common = match (first, second) {
            (first, second) if first == second => first,
            (JsonType::Integer, JsonType::Number) | (JsonType::Number, JsonType::Integer) => {
                JsonType::Integer
            }
            _ => continue,
        };
        if !both.contains(&common) {
            both.push(common);
        }
    }
    if both.is_empty() {
        let names = |types: &[JsonType]| {
            types
                .iter()
                .map(|ty| ty.name())
                .collect::<Vec<_>>()
                .join(", ")
        };
        let message = format!(
            "no value can be both {} and {}, as `allOf` asks for; the last one is taken",
            names(&a.types),
            names(&b.types)
        );
        report.degrade(
            Code::ConflictingAllOf,
            &b.place,
            message,
            "let the parts have one type",
        );
        return None;
    }
    Some(both)
}

fn bounds(a: Bounds, b: Bounds) -> Bounds {
    let (minimum, exclusive_minimum) = tighter(
        (a.minimum, a.exclusive_minimum),
        (b.minimum, b.exclusive_minimum),
        |a, b| a > b,
    );
    let (maximum, exclusive_maximum) = tighter(
        (a.maximum, a.exclusive_maximum),
        (b.maximum, b.exclusive_maximum),
        |a, b| a < b,
    );
    Bounds {
        minimum,
        maximum,
        exclusive_minimum,
        exclusive_maximum,
        multiple_of: b.multiple_of.or(a.multiple_of),
    }
}

type Bound = (Option<Number>, bool);

fn tighter(a: Bound, b: Bound, is_tighter: impl Fn(f64, f64) -> bool) -> Bound {
    match (&a.0, &b.0) {
        (Some(first), Some(second)) => {
            let (first, second) = (
                first.as_f64().unwrap_or_default(),
                second.as_f64().unwrap_or_default(),
            );
            if first == second {
                return (a.0, a.1 || b.1);
            }
            if is_tighter(first, second) { a } else { b }
        }
        (Some(_), None) => a,
        _ => b,
    }
}

fn lengths(a: Lengths, b: Lengths) -> Lengths {
    Lengths {
        min: either(a.min, b.min, u64::max),
        max: either(a.max, b.max, u64::min),
    }
}

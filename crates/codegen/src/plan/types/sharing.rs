//! Inline types with the definition of another type, which are aliases of it.
//!
//! Documents repeat the schemas of small enums and objects wherever they need them, even if a
//! component has the same schema. An alias keeps the name of each place, so that code that uses the
//! name still compiles when the schemas differ later.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use specwright_openapi::ir::SchemaId;

use crate::names::TypePath;
use crate::plan::model::default::DefaultExpression;
use crate::plan::model::headers::HeadersPlan;
use crate::plan::model::ty::RustType;
use crate::plan::model::types::{Shape, TypeItem};

/// The kind of a type and the names of its fields or variants, which equal definitions share. Only
/// types with the same outline are compared.
#[derive(PartialEq, Eq, Hash)]
struct Outline<'a>(std::mem::Discriminant<Shape>, Vec<&'a str>);

/// The positions of the types that are compared.
struct Candidates {
    components: BTreeSet<usize>,
    inline: Vec<usize>,
}

/// Replaces each inline type that repeats the definition of a component or of an earlier inline type
/// with an alias. The documentation of the types themselves may differ, that of fields and variants
/// must not. `is_inline` returns whether the type of a schema is an inline type.
pub(super) fn apply(
    ids: &[SchemaId],
    items: &mut [TypeItem],
    is_inline: &dyn Fn(SchemaId) -> bool,
) {
    let ids = ids.iter().zip(&*items).enumerate();
    let (inline, components): (Vec<_>, Vec<_>) = ids
        .filter(|(_, (_, item))| can_share(&item.shape))
        .map(|(position, (id, _))| (position, is_inline(*id)))
        .partition(|(_, is_inline)| *is_inline);
    let positions = |types: Vec<(usize, bool)>| types.into_iter().map(|(position, _)| position);
    let candidates = Candidates {
        components: positions(components).collect(),
        inline: positions(inline).collect(),
    };
    let definitions = definitions(items, &candidates);
    for (alias, definition) in definitions {
        let Some(definition) = items.get(definition) else {
            continue;
        };
        let name = definition.path.clone();
        if let Some(item) = items.get_mut(alias) {
            item.shape = Shape::Alias(RustType::Named(name));
        }
    }
}

/// Turns each header struct that repeats the fields of an earlier one into an alias.
pub(super) fn share_headers(plans: &mut [HeadersPlan]) {
    for position in 1..plans.len() {
        let (earlier, later) = plans.split_at_mut(position);
        let Some(plan) = later.first_mut() else {
            return;
        };
        let mut definitions = earlier.iter().filter(|other| other.definition.is_none());
        if let Some(definition) = definitions.find(|other| other.fields == plan.fields) {
            plan.definition = Some(definition.path.clone());
        }
    }
}

fn can_share(shape: &Shape) -> bool {
    !matches!(shape, Shape::Alias(_) | Shape::Newtype { .. })
}

/// Returns the position of each inline type that has the definition of another one, and the position
/// of the first component or else of the first inline type with that definition.
///
/// A type usually comes before the inline types that it contains. From the last type to the first,
/// the inner types are therefore compared before the outer ones; the search is repeated for those
/// that are not.
fn definitions(items: &[TypeItem], candidates: &Candidates) -> BTreeMap<usize, usize> {
    let mut same: BTreeMap<usize, usize> = BTreeMap::new();
    let mut names: BTreeMap<&TypePath, &TypePath> = BTreeMap::new();
    loop {
        let before = same.len();
        let mut known: HashMap<Outline<'_>, Vec<(usize, TypeItem)>> = HashMap::new();
        for position in &candidates.components {
            if let Some(item) = items.get(*position) {
                let similar = known.entry(outline(&item.shape)).or_default();
                similar.push((*position, renamed(item, &names)));
            }
        }
        for position in candidates.inline.iter().rev() {
            let Some(item) = items
                .get(*position)
                .filter(|_| !same.contains_key(position))
            else {
                continue;
            };
            let renamed = renamed(item, &names);
            let similar = known.entry(outline(&item.shape)).or_default();
            let equal = similar.iter().find(|(_, other)| is_same(other, &renamed));
            match equal.and_then(|(other, _)| Some((*other, items.get(*other)?))) {
                Some((other, definition)) => {
                    same.insert(*position, other);
                    names.insert(&item.path, &definition.path);
                }
                None => similar.push((*position, renamed)),
            }
        }
        if same.len() == before {
            return first_members(&same, &candidates.components);
        }
    }
}

/// Turns references to some member of a group into references to its component or, without one, to
/// its first member.
fn first_members(
    same: &BTreeMap<usize, usize>,
    components: &BTreeSet<usize>,
) -> BTreeMap<usize, usize> {
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for position in same.keys() {
        let mut last = position;
        while let Some(next) = same.get(last) {
            last = next;
        }
        groups.entry(*last).or_default().push(*position);
    }
    let mut first = BTreeMap::new();
    for (last, mut members) in groups {
        members.push(last);
        let first_member = members.iter().copied().min().unwrap_or(last);
        let definition = if components.contains(&last) {
            last
        } else {
            first_member
        };
        let aliases = members.into_iter().filter(|member| *member != definition);
        first.extend(aliases.map(|member| (member, definition)));
    }
    first
}

fn is_same(left: &TypeItem, right: &TypeItem) -> bool {
    left.shape == right.shape
        && left.docs.deprecated == right.docs.deprecated
        && left.derives == right.derives
        && left.attributes == right.attributes
}

fn outline(shape: &Shape) -> Outline<'_> {
    let names = match shape {
        Shape::Struct(plan) | Shape::Tuple(plan) => plan
            .fields
            .iter()
            .map(|field| field.name.as_str())
            .collect(),
        Shape::StringEnum(plan) => plan.variants.iter().map(|it| it.name.as_str()).collect(),
        Shape::IntegerEnum(plan) => plan.variants.iter().map(|it| it.name.as_str()).collect(),
        Shape::ValueEnum(plan) => plan.variants.iter().map(|it| it.name.as_str()).collect(),
        Shape::Union(plan) => plan.variants.iter().map(|it| it.name.as_str()).collect(),
        Shape::Alias(_) | Shape::Newtype { .. } => Vec::new(),
    };
    Outline(std::mem::discriminant(shape), names)
}

/// Returns a type with other names of the types that it contains.
fn renamed(item: &TypeItem, names: &BTreeMap<&TypePath, &TypePath>) -> TypeItem {
    let mut item = item.clone();
    let rename = |ty: &mut RustType| rename(ty, names);
    match &mut item.shape {
        Shape::Struct(plan) | Shape::Tuple(plan) => {
            for field in &mut plan.fields {
                rename(&mut field.ty);
                let initial = field
                    .initial
                    .iter_mut()
                    .map(|initial| &mut initial.expression);
                let default = field
                    .default
                    .iter_mut()
                    .map(|default| &mut default.expression);
                initial
                    .chain(default)
                    .for_each(|expression| rename_in(expression, names));
            }
            plan.additional
                .iter_mut()
                .for_each(|field| rename(&mut field.ty));
        }
        Shape::Union(plan) => {
            plan.variants
                .iter_mut()
                .for_each(|variant| rename(&mut variant.ty));
        }
        Shape::Alias(ty) | Shape::Newtype { ty, .. } => rename(ty),
        Shape::StringEnum(_) | Shape::IntegerEnum(_) | Shape::ValueEnum(_) => {}
    }
    item
}

fn rename_in(expression: &mut DefaultExpression, names: &BTreeMap<&TypePath, &TypePath>) {
    match expression {
        DefaultExpression::FromString(ty, _)
        | DefaultExpression::FromInteger(ty, _)
        | DefaultExpression::FromValue(ty, _)
        | DefaultExpression::Variant(ty, _) => rename(ty, names),
        DefaultExpression::List(values) | DefaultExpression::Tuple(values) => {
            values.iter_mut().for_each(|value| rename_in(value, names));
        }
        _ => {}
    }
}

/// Replaces names in a type. One replacement can be replaced by another.
fn rename(ty: &mut RustType, names: &BTreeMap<&TypePath, &TypePath>) {
    match ty {
        RustType::Named(name) => {
            while let Some(other) = names.get(name) {
                *name = (*other).clone();
            }
        }
        RustType::Option(inner)
        | RustType::OptionalNullable(inner)
        | RustType::Vec(inner)
        | RustType::Map(inner)
        | RustType::Boxed(inner) => rename(inner, names),
        RustType::Tuple(parts) => parts.iter_mut().for_each(|part| rename(part, names)),
        _ => {}
    }
}

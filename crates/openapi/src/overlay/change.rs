//! Changes to a value tree. Numbers and the order of keys stay what they are.

use std::collections::{BTreeMap, BTreeSet};

use serde_json_path::PathElement;

use crate::node::Node;
use crate::pointer::Span;

/// The way from the root to a value.
pub(super) type Location = Vec<Step>;

/// A step of the way; indices in their order, as removing needs them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    Index(usize),
    Name(String),
}

impl From<&PathElement<'_>> for Step {
    fn from(element: &PathElement<'_>) -> Self {
        match element {
            PathElement::Name(name) => Step::Name((*name).to_owned()),
            PathElement::Index(index) => Step::Index(*index),
        }
    }
}

impl Step {
    /// The token of a pointer, not escaped.
    pub fn token(&self) -> String {
        match self {
            Step::Index(index) => index.to_string(),
            Step::Name(name) => name.clone(),
        }
    }
}

/// What to remove from which object or list: later and inner ones first, so that no removal moves what another one is about.
pub(super) fn by_parent(locations: Vec<Location>) -> Vec<(Location, BTreeSet<Step>)> {
    let mut parents: BTreeMap<Location, BTreeSet<Step>> = BTreeMap::new();
    for mut location in locations {
        if let Some(last) = location.pop() {
            parents.entry(location).or_default().insert(last);
        }
    }
    parents.into_iter().rev().collect()
}

/// Removes members or elements. Of a list, says which of the old positions are left.
pub(super) fn without(node: &mut Node, steps: &BTreeSet<Step>) -> Option<Vec<usize>> {
    match node {
        Node::Map(members) => {
            let removed: BTreeSet<String> = steps.iter().map(Step::token).collect();
            members.retain(|key, _| !removed.contains(key));
            None
        }
        Node::List(list) => {
            let kept: Vec<usize> = (0..list.len())
                .filter(|index| !steps.contains(&Step::Index(*index)))
                .collect();
            let mut position = 0;
            list.retain(|_| {
                position += 1;
                !steps.contains(&Step::Index(position - 1))
            });
            Some(kept)
        }
        _ => None,
    }
}

/// How many values a value consists of, and how deep they are inside each other. The depth is that of a text, and bounded.
pub(super) fn extent(node: &Node) -> (usize, usize) {
    let inside: Vec<(usize, usize)> = match node {
        Node::Map(members) => members.values().map(extent).collect(),
        Node::List(list) => list.iter().map(extent).collect(),
        _ => Vec::new(),
    };
    let size: usize = inside.iter().map(|(size, _)| size).sum();
    (
        size + 1,
        inside
            .iter()
            .map(|(_, depth)| depth)
            .max()
            .map_or(0, |depth| depth + 1),
    )
}

/// What an update changed.
#[derive(Debug, Default)]
pub(super) struct Changed {
    /// The places of values that were not there, or were others, with where they come from.
    pub new: Vec<(Span, Span)>,
    /// The places of lists and objects that are there no more.
    pub gone: Vec<Span>,
}

/// Applies an update to its target: a list takes a list element by element, and anything else as one element.
pub(super) fn update(target: &mut Node, update: &Node, place: &Span, from: &Span) -> Changed {
    let mut changed = Changed::default();
    match (target, update) {
        (Node::List(list), update) if update.as_list().is_none() => {
            changed.new.push((place.index(list.len()), from.clone()));
            list.push(update.clone());
        }
        (target, update) => merge(target, update, (place, from), &mut changed),
    }
    changed
}

/// Objects are merged member by member, lists grow, and all else is replaced. As deep as the update, which is bounded.
fn merge(target: &mut Node, update: &Node, (place, from): (&Span, &Span), changed: &mut Changed) {
    match (target, update) {
        (Node::Map(members), Node::Map(update)) => {
            for (key, value) in update {
                let (place, from) = (place.join(key), from.join(key));
                match members.get_mut(key) {
                    Some(member) => merge(member, value, (&place, &from), changed),
                    None => {
                        members.insert(key.clone(), value.clone());
                        changed.new.push((place, from));
                    }
                }
            }
        }
        (Node::List(list), Node::List(update)) => {
            for (index, value) in update.iter().enumerate() {
                changed
                    .new
                    .push((place.index(list.len()), from.index(index)));
                list.push(value.clone());
            }
        }
        (target, update) => {
            if target.as_map().is_some() || target.as_list().is_some() {
                changed.gone.push(place.clone());
            }
            *target = update.clone();
            changed.new.push((place.clone(), from.clone()));
        }
    }
}

//! Changes to a value tree that keep the text of numbers and the order of keys.

use std::collections::{BTreeMap, BTreeSet};

use serde_json_path::PathElement;

use crate::node::Node;
use crate::pointer::Span;

/// The path from the root to a value.
pub(super) type Path = Vec<Step>;

/// A step of a path. Indices are ordered by their number, as removing elements requires.
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
    /// Returns the unescaped token of a JSON pointer.
    pub fn token(&self) -> String {
        match self {
            Step::Index(index) => index.to_string(),
            Step::Name(name) => name.clone(),
        }
    }
}

/// Groups paths by the object or list that contains their values. Later and inner containers come
/// first, so that no removal changes the path of another one.
pub(super) fn group_by_parent(paths: Vec<Path>) -> Vec<(Path, BTreeSet<Step>)> {
    let mut parents: BTreeMap<Path, BTreeSet<Step>> = BTreeMap::new();
    for mut path in paths {
        if let Some(last) = path.pop() {
            parents.entry(path).or_default().insert(last);
        }
    }
    parents.into_iter().rev().collect()
}

/// Removes properties or elements. For a list, returns the previous indices of the elements that
/// remain.
pub(super) fn remove(node: &mut Node, steps: &BTreeSet<Step>) -> Option<Vec<usize>> {
    match node {
        Node::Map(properties) => {
            let removed: BTreeSet<String> = steps.iter().map(Step::token).collect();
            properties.retain(|key, _| !removed.contains(key));
            None
        }
        Node::List(list) => {
            let retained: Vec<usize> = (0..list.len())
                .filter(|index| !steps.contains(&Step::Index(*index)))
                .collect();
            let mut index = 0;
            list.retain(|_| {
                index += 1;
                !steps.contains(&Step::Index(index - 1))
            });
            Some(retained)
        }
        _ => None,
    }
}

/// The size of a value tree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Extent {
    /// The number of values in the tree, including the root.
    pub values: usize,
    /// The nesting depth of objects and lists.
    pub depth: usize,
}

/// Measures a value. The recursion is bounded by the limit on nesting, which applies to every file.
pub(super) fn extent(node: &Node) -> Extent {
    let nested: Vec<Extent> = match node {
        Node::Map(properties) => properties.values().map(extent).collect(),
        Node::List(list) => list.iter().map(extent).collect(),
        _ => Vec::new(),
    };
    let values: usize = nested.iter().map(|extent| extent.values).sum();
    let deepest = nested.iter().map(|extent| extent.depth).max();
    Extent {
        values: values + 1,
        depth: deepest.map_or(0, |depth| depth + 1),
    }
}

/// The changes of one update.
#[derive(Debug, Default)]
pub(super) struct Update {
    /// The values that are new or have been replaced.
    pub added: Vec<Added>,
    /// The locations of lists and objects that have been replaced.
    pub replaced: Vec<Span>,
}

/// A value that an update has added.
#[derive(Debug)]
pub(super) struct Added {
    /// The location in the root document.
    pub span: Span,
    /// The location in the overlay that the value comes from.
    pub origin: Span,
}

impl Update {
    /// Merges the value `update` at `origin` into `target` at `span`. If `target` is a list, the
    /// elements of a list are appended to it, and any other value is appended as one element.
    pub fn apply(target: &mut Node, update: &Node, span: &Span, origin: &Span) -> Self {
        let mut changes = Self::default();
        match target {
            Node::List(list) if update.as_list().is_none() => {
                changes.add(span.index(list.len()), origin.clone());
                list.push(update.clone());
            }
            target => changes.merge(target, update, span, origin),
        }
        changes
    }

    /// Merges objects recursively, appends lists, and replaces any other value. The recursion is
    /// bounded by the nesting of the update.
    fn merge(&mut self, target: &mut Node, update: &Node, span: &Span, origin: &Span) {
        match (target, update) {
            (Node::Map(properties), Node::Map(update)) => {
                for (key, value) in update {
                    let (span, origin) = (span.join(key), origin.join(key));
                    match properties.get_mut(key) {
                        Some(property) => self.merge(property, value, &span, &origin),
                        None => {
                            properties.insert(key.clone(), value.clone());
                            self.add(span, origin);
                        }
                    }
                }
            }
            (Node::List(list), Node::List(update)) => {
                for (index, value) in update.iter().enumerate() {
                    self.add(span.index(list.len()), origin.index(index));
                    list.push(value.clone());
                }
            }
            (target, update) => {
                if target.as_map().is_some() || target.as_list().is_some() {
                    self.replaced.push(span.clone());
                }
                *target = update.clone();
                self.add(span.clone(), origin.clone());
            }
        }
    }

    fn add(&mut self, span: Span, origin: Span) {
        self.added.push(Added { span, origin });
    }
}

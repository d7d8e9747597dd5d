//! Precedence of paths. A request that matches the paths of several operations belongs to the one
//! with the most literal characters (`/users/me` before `/users/{id}`; Paths Object, OpenAPI 3.0.3,
//! 4.7.8), so a call of another operation must not send it.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::plan::model::operation::{GroupPlan, OperationPlan};
use crate::plan::model::path::PathPlan;

/// The number of paths that are found for one path. It bounds the output for documents in which
/// very many paths match the same requests.
const MAX_PATHS: usize = 100;

/// The number of segments of the longest path that is considered. It bounds the recursion.
const MAX_SEGMENTS: usize = 100;

/// The number of segments that are visited for one path.
const MAX_VISITS: usize = 2000;

/// The paths of all operations, excluded ones included, by method.
pub(super) struct Precedence<'a> {
    methods: BTreeMap<&'static str, Node<'a>>,
}

/// The paths that begin with the same segments.
#[derive(Default)]
struct Node<'a> {
    paths: Vec<Ranked<'a>>,
    literals: BTreeMap<&'a str, Node<'a>>,
    patterns: BTreeMap<&'a str, Node<'a>>,
}

/// A path and its rank.
#[derive(Clone, Copy)]
struct Ranked<'a> {
    path: &'a PathPlan,
    rank: Rank,
}

/// The number of literal characters, and the position in the server: of paths with the same number,
/// the first one takes precedence.
type Rank = (usize, usize, Reverse<usize>);

impl<'a> Precedence<'a> {
    /// Collects the paths of all operations.
    pub(super) fn new(groups: &'a [GroupPlan]) -> Self {
        let mut methods: BTreeMap<&'static str, Node<'a>> = BTreeMap::new();
        let operations = groups.iter().flat_map(|group| &group.operations);
        for (position, operation) in operations.enumerate() {
            if segments(&operation.path).count() > MAX_SEGMENTS {
                continue;
            }
            let mut node = methods.entry(operation.method).or_default();
            for segment in segments(&operation.path) {
                let children = match is_pattern(segment) {
                    true => &mut node.patterns,
                    false => &mut node.literals,
                };
                node = children.entry(segment).or_default();
            }
            node.paths.push(Ranked {
                path: &operation.path,
                rank: (
                    literal_length(&operation.path),
                    operation.path.query.len(),
                    Reverse(position),
                ),
            });
        }
        Self { methods }
    }

    /// Returns the paths that take precedence over the path of an operation, in the order in which
    /// the server considers them.
    pub(super) fn over(&self, operation: &'a OperationPlan) -> Vec<PathPlan> {
        let path = &operation.path;
        let root = self.methods.get(operation.method);
        let (Some(root), true) = (root, is_pattern(&path.template)) else {
            return Vec::new();
        };
        let segments: Vec<&str> = segments(path).collect();
        let Some(own) = root.rank(&segments) else {
            return Vec::new();
        };
        let mut search = Search {
            own,
            found: Vec::new(),
            visits: 0,
        };
        search.visit(root, &segments);
        let mut found = search.found;
        // A request without the query of another path belongs to this one.
        found.retain(|other| other.path.query.is_empty());
        found.sort_by_key(|other| Reverse(other.rank));
        // Paths that differ only in the names of parameters match the same requests.
        let mut shapes = BTreeSet::from([shape(path)]);
        found.retain(|other| shapes.insert(shape(other.path)));
        found.truncate(MAX_PATHS);
        found.iter().map(|other| other.path.clone()).collect()
    }
}

impl Node<'_> {
    /// Returns the rank of the first path with these segments.
    fn rank(&self, segments: &[&str]) -> Option<Rank> {
        let Some((segment, rest)) = segments.split_first() else {
            return self.paths.first().map(|path| path.rank);
        };
        let children = match is_pattern(segment) {
            true => &self.patterns,
            false => &self.literals,
        };
        children.get(segment)?.rank(rest)
    }
}

/// The search for paths that match a request of a given path and have a higher rank.
struct Search<'a> {
    own: Rank,
    found: Vec<Ranked<'a>>,
    visits: usize,
}

impl<'a> Search<'a> {
    /// Adds the paths below a node that can match a request with these segments.
    fn visit(&mut self, node: &'a Node<'a>, segments: &[&'a str]) {
        let Some((segment, rest)) = segments.split_first() else {
            return self.add(node);
        };
        if has_reserved(segment) {
            return self.visit_all(node);
        }
        if is_pattern(segment) {
            for (literal, child) in &node.literals {
                if self.is_exhausted() {
                    return;
                }
                if can_match(segment, literal) {
                    self.visit(child, rest);
                }
            }
        } else if let Some(child) = node.literals.get(segment) {
            self.visit(child, rest);
        }
        for (pattern, child) in &node.patterns {
            if self.is_exhausted() {
                return;
            }
            if has_reserved(pattern) {
                self.visit_all(child);
            } else if can_match(pattern, segment) {
                self.visit(child, rest);
            }
        }
    }

    /// Adds all paths below a node.
    fn visit_all(&mut self, node: &'a Node<'a>) {
        self.add(node);
        for child in node.literals.values().chain(node.patterns.values()) {
            if self.is_exhausted() {
                return;
            }
            self.visit_all(child);
        }
    }

    fn add(&mut self, node: &'a Node<'a>) {
        let others = node.paths.iter();
        self.found
            .extend(others.filter(|other| other.rank > self.own));
    }

    fn is_exhausted(&mut self) -> bool {
        self.visits += 1;
        self.visits > MAX_VISITS
    }
}

/// Returns the segments of a path.
fn segments(path: &PathPlan) -> impl Iterator<Item = &str> {
    path.template.split('/').skip(1)
}

/// Returns the literals of a segment or a path, which are around its parameters.
fn literals(text: &str) -> impl Iterator<Item = &str> {
    text.split('{')
        .map(|part| part.split_once('}').map_or(part, |(_, after)| after))
}

fn is_pattern(text: &str) -> bool {
    text.contains('{')
}

fn has_reserved(segment: &str) -> bool {
    segment.contains("{+")
}

/// Returns the number of literal characters of a path.
fn literal_length(path: &PathPlan) -> usize {
    segments(path).flat_map(literals).map(str::len).sum()
}

/// Returns a path without the names of its parameters.
fn shape(path: &PathPlan) -> String {
    let segments = segments(path).map(|segment| literals(segment).collect::<Vec<_>>().join("{}"));
    segments.collect::<Vec<_>>().join("/")
}

/// Returns whether one text can match both a segment with parameters and another segment. If both
/// have parameters, only their beginnings and ends are compared.
fn can_match(pattern: &str, other: &str) -> bool {
    let own: Vec<&str> = literals(pattern).collect();
    let others: Vec<&str> = literals(other).collect();
    let (Some(first), Some(other_first)) = (own.first(), others.first()) else {
        return true;
    };
    let (Some(last), Some(other_last)) = (own.last(), others.last()) else {
        return true;
    };
    let begins_alike = first.starts_with(other_first) || other_first.starts_with(first);
    let ends_alike = last.ends_with(other_last) || other_last.ends_with(last);
    let contains_all = is_pattern(other) || own.iter().all(|literal| other.contains(literal));
    begins_alike && ends_alike && contains_all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_can_match_if_they_begin_and_end_alike() {
        for (left, right, expected) in [
            ("{id}", "me", true),
            ("{id}.json", "me", false),
            ("{id}.json", "me.json", true),
            ("v{a}", "{b}.json", true),
            ("v{a}", "w{b}", false),
            ("{a}.{b}", "{id}", true),
            ("a{b}c{d}e", "abcde", true),
            ("{a}.{b}", "me", false),
        ] {
            assert_eq!(can_match(left, right), expected, "{left} {right}");
        }
    }
}

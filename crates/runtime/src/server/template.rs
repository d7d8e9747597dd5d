//! Path templates, matched segment by segment. This distinguishes templates that axum treats as the
//! same route.

use crate::parameter::{Captures, Piece, has_reserved, match_segment, pieces};

/// A path template, split into segments.
#[derive(Debug)]
pub(super) struct Template {
    segments: Vec<Vec<Piece>>,
    /// The position of the last segment with a parameter that can contain slashes. It takes all
    /// segments that the others leave.
    reserved: Option<usize>,
}

impl Template {
    pub(super) fn new(path: &'static str) -> Self {
        // Routing ignores a query or a fragment in a template.
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let path = path.strip_prefix('/').unwrap_or(path);
        let segments: Vec<&'static str> = path.split('/').collect();
        Self {
            reserved: segments.iter().rposition(|segment| has_reserved(segment)),
            segments: segments.into_iter().map(pieces).collect(),
        }
    }

    /// Returns whether a parameter can contain slashes.
    pub(super) fn has_reserved(&self) -> bool {
        self.reserved.is_some()
    }

    /// Returns the path for axum's router. Templates that differ only in the names of parameters,
    /// or in literals around parameters, have the same shape.
    pub(super) fn shape(&self) -> String {
        let segment = |(index, pieces): (usize, &Vec<Piece>)| match pieces.as_slice() {
            [] => "/".to_owned(),
            // axum compares paths without normalizing them.
            [Piece::Literal(text)] if !text.contains('%') => {
                format!("/{}", text.replace('{', "{{").replace('}', "}}"))
            }
            _ => format!("/{{p{index}}}"),
        };
        self.segments.iter().enumerate().map(segment).collect()
    }

    /// Returns the number of literal characters. Of several matching templates, the one with the
    /// most literal characters is the most specific.
    pub(super) fn literal_length(&self) -> usize {
        let pieces = self.segments.iter().flatten();
        pieces
            .map(|piece| {
                if let Piece::Literal(text) = piece {
                    text.len()
                } else {
                    0
                }
            })
            .sum()
    }

    /// Matches a normalized path and returns its parameters, or `None` if the path does not match.
    pub(super) fn captures(&self, path: &str) -> Option<Captures> {
        let mut captures = Captures::default();
        let mut rest = Some(path.strip_prefix('/').unwrap_or(path));
        for (index, pieces) in self.segments.iter().enumerate() {
            let (text, after) = if self.reserved == Some(index) {
                split_before_last(rest?, self.segments.len() - index - 1)?
            } else {
                split_first(rest?)
            };
            match_segment(pieces, text, &mut captures)?;
            rest = after;
        }
        rest.is_none().then_some(captures)
    }
}

/// Splits a path after its first segment.
fn split_first(path: &str) -> (&str, Option<&str>) {
    match path.split_once('/') {
        Some((first, rest)) => (first, Some(rest)),
        None => (path, None),
    }
}

/// Splits a path before its last `count` segments, or returns `None` if it has no others.
fn split_before_last(path: &str, count: usize) -> Option<(&str, Option<&str>)> {
    let Some(position) = count.checked_sub(1) else {
        return Some((path, None));
    };
    let (slash, _) = path.rmatch_indices('/').nth(position)?;
    Some((path.get(..slash)?, path.get(slash + 1..)))
}

//! Path templates, matched segment by segment. This distinguishes templates that axum treats as the
//! same route.

use crate::parameter::{Captures, Piece, match_segment, pieces};

/// A path template, split into segments.
#[derive(Debug)]
pub(super) struct Template {
    segments: Vec<Vec<Piece>>,
}

impl Template {
    pub(super) fn new(path: &'static str) -> Self {
        // Routing ignores a query or a fragment in a template.
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let path = path.strip_prefix('/').unwrap_or(path);
        Self {
            segments: path.split('/').map(pieces).collect(),
        }
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
        let mut parts = path.strip_prefix('/').unwrap_or(path).split('/');
        for pieces in &self.segments {
            match_segment(pieces, parts.next()?, &mut captures)?;
        }
        parts.next().is_none().then_some(captures)
    }
}

//! Path templates, matched segment by segment. This distinguishes templates that axum treats as the
//! same route.

use super::path::Path;
use super::segment::{Captures, Piece, has_reserved, match_segment, pieces};

/// A path template, split into segments.
#[derive(Debug)]
pub(crate) struct Template {
    segments: Vec<Vec<Piece>>,
    /// The position of the last segment with a parameter that can contain slashes. It takes all
    /// segments that the others leave.
    reserved: Option<usize>,
    #[cfg(feature = "server")]
    literal_length: usize,
}

impl Template {
    pub(crate) fn new(path: &Path) -> Self {
        let text = path.template.strip_prefix('/').unwrap_or(path.template);
        let segments: Vec<&'static str> = text.split('/').collect();
        Self {
            #[cfg(feature = "server")]
            literal_length: segments.iter().copied().map(literal_length).sum(),
            reserved: segments.iter().rposition(|segment| has_reserved(segment)),
            segments: segments
                .into_iter()
                .map(|segment| pieces(segment, path))
                .collect(),
        }
    }

    /// Returns whether a parameter can contain slashes.
    #[cfg(feature = "server")]
    pub(crate) fn has_reserved(&self) -> bool {
        self.reserved.is_some()
    }

    /// Returns the path for axum's router. Templates that differ only in the names of parameters,
    /// or in literals around parameters, have the same shape.
    #[cfg(feature = "server")]
    pub(crate) fn shape(&self) -> String {
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
    #[cfg(feature = "server")]
    pub(crate) fn literal_length(&self) -> usize {
        self.literal_length
    }

    /// Matches a normalized path and returns its parameters, or `None` if the path does not match.
    pub(crate) fn captures(&self, path: &str) -> Option<Captures> {
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

/// Returns the number of characters of a segment outside braces, in UTF-8.
#[cfg(feature = "server")]
fn literal_length(segment: &str) -> usize {
    let literal = |part: &str| {
        part.split_once('}')
            .map_or(part.len(), |(_, after)| after.len())
    };
    segment.split('{').map(literal).sum()
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

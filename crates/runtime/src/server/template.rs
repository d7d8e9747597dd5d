//! Path templates, matched segment by segment. This distinguishes templates that axum treats as the
//! same route.

use crate::parameter::percent_encode_literal;

/// The path parameters of a request, percent-encoded as in the path.
#[derive(Clone, Debug, Default)]
pub(super) struct Captures(Vec<(&'static str, String)>);

/// A path template, split into segments.
#[derive(Debug)]
pub(super) struct Template {
    segments: Vec<Vec<Piece>>,
}

#[derive(Debug, PartialEq, Eq)]
enum Piece {
    Literal(String),
    Parameter(&'static str),
}

impl Captures {
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, text)| text.as_str())
    }
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
            [Piece::Literal(text)] => format!("/{}", text.replace('{', "{{").replace('}', "}}")),
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

    /// Matches a path and returns its parameters, or `None` if the path does not match.
    pub(super) fn captures(&self, path: &str) -> Option<Captures> {
        let mut captures = Captures::default();
        let mut parts = path.strip_prefix('/').unwrap_or(path).split('/');
        for pieces in &self.segments {
            match_segment(pieces, parts.next()?, &mut captures)?;
        }
        parts.next().is_none().then_some(captures)
    }
}

fn pieces(segment: &'static str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = segment;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            break;
        };
        if !before.is_empty() {
            pieces.push(Piece::Literal(percent_encode_literal(before)));
        }
        pieces.push(Piece::Parameter(name));
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Literal(percent_encode_literal(rest)));
    }
    pieces
}

/// Matches a segment from the left. The last parameter takes everything up to its suffix; the
/// others end at the first occurrence of the literal that follows.
fn match_segment(pieces: &[Piece], text: &str, captures: &mut Captures) -> Option<()> {
    match pieces {
        [] => text.is_empty().then_some(()),
        [Piece::Literal(literal)] => (literal == text).then_some(()),
        [Piece::Literal(literal), rest @ ..] => {
            match_segment(rest, text.strip_prefix(literal.as_str())?, captures)
        }
        [Piece::Parameter(name)] => captures.take(name, text),
        [Piece::Parameter(name), Piece::Literal(literal)] => {
            captures.take(name, text.strip_suffix(literal.as_str())?)
        }
        [Piece::Parameter(name), Piece::Literal(literal), ..] => {
            let rest = pieces.get(1..)?;
            let first = text.chars().next()?.len_utf8();
            let end = text.get(first..)?.find(literal.as_str())? + first;
            captures.take(name, text.get(..end)?)?;
            match_segment(rest, text.get(end..)?, captures)
        }
        // Adjacent parameters have no delimiter, so the first one takes one character.
        [Piece::Parameter(name), rest @ ..] => {
            let first = text.chars().next()?.len_utf8();
            captures.take(name, text.get(..first)?)?;
            match_segment(rest, text.get(first..)?, captures)
        }
    }
}

impl Captures {
    fn take(&mut self, name: &'static str, text: &str) -> Option<()> {
        self.0.push((name, text.to_owned()));
        (!text.is_empty()).then_some(())
    }
}

//! Path templates: what axum's router can't tell apart is told apart here, segment by segment.

use crate::parameter::encode_literal;

/// The path parameters of a request, as they stand in its path.
#[derive(Clone, Debug, Default)]
pub(super) struct Captures(Vec<(&'static str, String)>);

/// A path template in segments.
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
        // A query or a fragment in a template is no part of what is routed.
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let path = path.strip_prefix('/').unwrap_or(path);
        Self {
            segments: path.split('/').map(pieces).collect(),
        }
    }

    /// The path for axum's router: templates that differ only in how their parameters are called, or in the text around parameters, are one.
    pub(super) fn shape(&self) -> String {
        let segment = |(index, pieces): (usize, &Vec<Piece>)| match pieces.as_slice() {
            [] => "/".to_owned(),
            [Piece::Literal(text)] => format!("/{}", text.replace('{', "{{").replace('}', "}}")),
            _ => format!("/{{p{index}}}"),
        };
        self.segments.iter().enumerate().map(segment).collect()
    }

    /// How many characters are not parameters: the template with the most is the most exact.
    pub(super) fn exactness(&self) -> usize {
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

    /// The parameters of a path, percent-encoded as they stand there; none if it does not fit.
    pub(super) fn captures(&self, path: &str) -> Option<Captures> {
        let mut captures = Captures::default();
        let mut parts = path.strip_prefix('/').unwrap_or(path).split('/');
        for pieces in &self.segments {
            fit(pieces, parts.next()?, &mut captures)?;
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
            pieces.push(Piece::Literal(encode_literal(before)));
        }
        pieces.push(Piece::Parameter(name));
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Literal(encode_literal(rest)));
    }
    pieces
}

/// Fits a segment from the left; the last parameter takes what its suffix leaves, the others end at the first occurrence of what follows.
fn fit(pieces: &[Piece], text: &str, captures: &mut Captures) -> Option<()> {
    match pieces {
        [] => text.is_empty().then_some(()),
        [Piece::Literal(literal)] => (literal == text).then_some(()),
        [Piece::Literal(literal), rest @ ..] => {
            fit(rest, text.strip_prefix(literal.as_str())?, captures)
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
            fit(rest, text.get(end..)?, captures)
        }
        // Nothing tells where one of two parameters side by side ends: the first takes one character.
        [Piece::Parameter(name), rest @ ..] => {
            let first = text.chars().next()?.len_utf8();
            captures.take(name, text.get(..first)?)?;
            fit(rest, text.get(first..)?, captures)
        }
    }
}

impl Captures {
    fn take(&mut self, name: &'static str, text: &str) -> Option<()> {
        self.0.push((name, text.to_owned()));
        (!text.is_empty()).then_some(())
    }
}

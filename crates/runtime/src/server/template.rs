//! Path templates (OpenAPI 3.0.3, 4.7.8.1), and how a path is matched against one.

use crate::parameter::{encode_literal, percent_decode};

/// The percent-encoded texts that stand in a path in place of the braces, by name.
pub(super) type Captures = Vec<(&'static str, String)>;

/// A path template, cut at its slashes.
#[derive(Debug)]
pub(super) struct Template {
    segments: Vec<Segment>,
}

/// A part between slashes.
#[derive(Debug)]
enum Segment {
    Literal(&'static str),
    /// Literals and parameters side by side: `{id}.json`.
    Pattern(Vec<Part>),
}

#[derive(Debug)]
enum Part {
    /// As it stands in a path, percent-encoded.
    Literal(String),
    Parameter(&'static str),
}

impl Template {
    pub(super) fn parse(path: &'static str) -> Self {
        let path = path.strip_prefix('/').unwrap_or(path);
        Self { segments: path.split('/').map(Segment::parse).collect() }
    }

    /// The route that takes in all paths of the template: its literals, with `{p0}`, `{p1}` and so on in place of other segments.
    /// Templates that differ only in names or inside segments share it.
    pub(super) fn shape(&self) -> String {
        let mut shape = String::new();
        let mut parameters = 0;
        for segment in &self.segments {
            match segment {
                Segment::Literal(text) if is_plain(text) => {
                    shape.push('/');
                    shape.push_str(text);
                }
                _ => {
                    shape.push_str(&format!("/{{p{parameters}}}"));
                    parameters += 1;
                }
            }
        }
        shape
    }

    /// How much of the template is literal; the more, the earlier it is tried.
    pub(super) fn literal_length(&self) -> usize {
        let part_length = |part: &Part| if let Part::Literal(text) = part { text.len() } else { 0 };
        let length = |segment: &Segment| match segment {
            Segment::Literal(text) => text.len(),
            Segment::Pattern(parts) => parts.iter().map(part_length).sum(),
        };
        self.segments.iter().map(length).sum()
    }

    /// What stands in a path in place of the parameters; none if the path is not of this template.
    pub(super) fn matches(&self, path: &str) -> Option<Captures> {
        let path = path.strip_prefix('/').unwrap_or(path);
        let mut captures = Captures::new();
        let mut given = path.split('/');
        for segment in &self.segments {
            if !segment.matches(given.next()?, &mut captures) {
                return None;
            }
        }
        given.next().is_none().then_some(captures)
    }

    /// Whether both templates match the same paths.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        let like = |(one, other): (&Segment, &Segment)| match (one, other) {
            (Segment::Literal(one), Segment::Literal(other)) => one == other,
            (Segment::Pattern(one), Segment::Pattern(other)) => {
                one.len() == other.len()
                    && one.iter().zip(other).all(|parts| match parts {
                        (Part::Literal(one), Part::Literal(other)) => one == other,
                        (Part::Parameter(_), Part::Parameter(_)) => true,
                        _ => false,
                    })
            }
            _ => false,
        };
        self.segments.len() == other.segments.len() && self.segments.iter().zip(&other.segments).all(like)
    }
}

impl Segment {
    fn parse(text: &'static str) -> Self {
        let mut parts = Vec::new();
        let mut rest = text;
        // A brace without its partner, or with nothing inside, is a literal.
        while let Some((literal, name, behind)) = next_parameter(rest) {
            if !literal.is_empty() {
                parts.push(Part::Literal(encode_literal(literal)));
            }
            parts.push(Part::Parameter(name));
            rest = behind;
        }
        if parts.is_empty() {
            return Self::Literal(text);
        }
        if !rest.is_empty() {
            parts.push(Part::Literal(encode_literal(rest)));
        }
        Self::Pattern(parts)
    }

    fn matches(&self, given: &str, captures: &mut Captures) -> bool {
        match self {
            Self::Literal(text) => *text == given || percent_decode(given).is_some_and(|given| given == *text),
            Self::Pattern(parts) => match_parts(parts, given, captures),
        }
    }
}

/// Literals at both ends stand where they must; each other one is looked for from the left. No value is empty.
fn match_parts(parts: &[Part], given: &str, captures: &mut Captures) -> bool {
    let mut rest = given;
    let mut parts = parts.iter().peekable();
    while let Some(part) = parts.next() {
        let name = match part {
            Part::Literal(text) => match rest.strip_prefix(text.as_str()) {
                Some(behind) => {
                    rest = behind;
                    continue;
                }
                None => return false,
            },
            Part::Parameter(name) => *name,
        };
        let end = match parts.next_if(|part| matches!(part, Part::Literal(_))) {
            Some(Part::Literal(text)) if parts.peek().is_none() => rest.strip_suffix(text.as_str()).map(|value| (value.len(), rest.len())),
            Some(Part::Literal(text)) => rest.char_indices().nth(1).and_then(|(second, _)| {
                let at = second + rest.get(second..)?.find(text.as_str())?;
                Some((at, at + text.len()))
            }),
            // Two parameters without anything in between: the first has one character.
            _ if parts.peek().is_some() => rest.char_indices().nth(1).map(|(second, _)| (second, second)),
            _ => Some((rest.len(), rest.len())),
        };
        let Some((end, next)) = end else { return false };
        match (rest.get(..end), rest.get(next..)) {
            (Some(value), Some(behind)) if !value.is_empty() => {
                captures.push((name, value.to_owned()));
                rest = behind;
            }
            _ => return false,
        }
    }
    rest.is_empty()
}

fn next_parameter(text: &'static str) -> Option<(&'static str, &'static str, &'static str)> {
    let (before, inside) = text.split_once('{')?;
    let (name, behind) = inside.split_once('}')?;
    (!name.is_empty() && !name.contains('{')).then_some((before, name, behind))
}

/// Whether the text stands in every path as it is, and means nothing to the router.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~!$&'()+,;=@".contains(&byte))
}

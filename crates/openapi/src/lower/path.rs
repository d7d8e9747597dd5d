//! Path templates (OpenAPI 3.0.3, 4.7.8).

use crate::ir::{Method, PathPart, PathTemplate};

/// Why a path is no template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PathProblem {
    NoSlash,
    Brace,
    Twice,
}

/// Takes a path apart.
pub(super) fn parse(text: &str) -> Result<PathTemplate, PathProblem> {
    if !text.starts_with('/') {
        return Err(PathProblem::NoSlash);
    }
    let mut parts: Vec<PathPart> = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').ok_or(PathProblem::Brace)?;
        if before.contains('}') || name.contains(['{', '/']) || name.is_empty() {
            return Err(PathProblem::Brace);
        }
        if !before.is_empty() {
            parts.push(PathPart::Literal(before.to_owned()));
        }
        let parameter = PathPart::Parameter(name.to_owned());
        if parts.contains(&parameter) {
            return Err(PathProblem::Twice);
        }
        parts.push(parameter);
        rest = after;
    }
    if rest.contains('}') {
        return Err(PathProblem::Brace);
    }
    if !rest.is_empty() {
        parts.push(PathPart::Literal(rest.to_owned()));
    }
    Ok(PathTemplate {
        text: text.to_owned(),
        parts,
    })
}

/// An operation id from method and path: `get_pets_by_pet_id`.
pub(super) fn made_id(method: Method, path: &PathTemplate) -> String {
    let mut words = vec![method.as_str().to_ascii_lowercase()];
    for part in &path.parts {
        let (text, prefix) = match part {
            PathPart::Literal(text) => (text, None),
            PathPart::Parameter(name) => (name, Some("by")),
        };
        let mut more = text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .peekable();
        if more.peek().is_some() {
            words.extend(prefix.map(str::to_owned));
        }
        words.extend(more.map(str::to_owned));
    }
    if words.len() == 1 {
        words.push("root".to_owned());
    }
    words.join("_")
}

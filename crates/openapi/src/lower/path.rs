//! Path templates (OpenAPI 3.0.3, 4.7.8).

use crate::ir::{PathPart, PathTemplate};

/// The reason why a path is not a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PathError {
    NoLeadingSlash,
    UnbalancedBraces,
    DuplicateParameter,
}

/// Splits a path into literals and parameters.
pub(super) fn parse(text: &str) -> Result<PathTemplate, PathError> {
    if !text.starts_with('/') {
        return Err(PathError::NoLeadingSlash);
    }
    let mut parts: Vec<PathPart> = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').ok_or(PathError::UnbalancedBraces)?;
        if before.contains('}') || name.contains(['{', '/']) || name.is_empty() {
            return Err(PathError::UnbalancedBraces);
        }
        if !before.is_empty() {
            parts.push(PathPart::Literal(before.to_owned()));
        }
        let parameter = PathPart::Parameter(name.to_owned());
        if parts.contains(&parameter) {
            return Err(PathError::DuplicateParameter);
        }
        parts.push(parameter);
        rest = after;
    }
    if rest.contains('}') {
        return Err(PathError::UnbalancedBraces);
    }
    if !rest.is_empty() {
        parts.push(PathPart::Literal(rest.to_owned()));
    }
    Ok(PathTemplate {
        text: text.to_owned(),
        parts,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_may_be_adjacent_to_literals_and_to_each_other() {
        let path = parse("/a/{b}.{c}{d}").expect("a template");
        let literal = |text: &str| PathPart::Literal(text.to_owned());
        let parameter = |name: &str| PathPart::Parameter(name.to_owned());
        assert_eq!(
            path.parts,
            [
                literal("/a/"),
                parameter("b"),
                literal("."),
                parameter("c"),
                parameter("d"),
            ]
        );
    }

    #[test]
    fn malformed_paths_have_a_reason() {
        for (text, error) in [
            ("a", PathError::NoLeadingSlash),
            ("/{a", PathError::UnbalancedBraces),
            ("/a}", PathError::UnbalancedBraces),
            ("/{}", PathError::UnbalancedBraces),
            ("/{a/b}", PathError::UnbalancedBraces),
            ("/{a}/{a}", PathError::DuplicateParameter),
        ] {
            assert_eq!(parse(text), Err(error), "{text}");
        }
    }
}

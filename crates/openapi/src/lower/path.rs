//! Path templates (OpenAPI 3.0.3, 4.7.8).

use crate::ir::{PathPart, PathTemplate};

/// The reason why a path is not a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PathError {
    NoLeadingSlash,
    UnbalancedBraces,
    DuplicateParameter,
    ParameterInQuery,
}

/// Splits a path into literals and parameters.
pub(super) fn parse(text: &str) -> Result<PathTemplate, PathError> {
    if !text.starts_with('/') {
        return Err(PathError::NoLeadingSlash);
    }
    let (template, query) = split_query(text);
    if query.contains(['{', '}']) {
        return Err(PathError::ParameterInQuery);
    }
    let mut parts: Vec<PathPart> = Vec::new();
    let mut rest = template;
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
        template: template.to_owned(),
        query: query.to_owned(),
        parts,
    })
}

/// Returns the path of a webhook: `/` and its name, in which the characters are encoded that have a
/// meaning in templates and URLs.
pub(super) fn of_webhook(name: &str) -> PathTemplate {
    let mut path = "/".to_owned();
    for character in name.trim_start_matches('/').chars() {
        match character {
            '{' => path.push_str("%7B"),
            '}' => path.push_str("%7D"),
            '?' => path.push_str("%3F"),
            '#' => path.push_str("%23"),
            other => path.push(other),
        }
    }
    PathTemplate {
        text: path.clone(),
        template: path.clone(),
        query: String::new(),
        parts: vec![PathPart::Literal(path)],
    }
}

/// Splits the query from a path, and removes the fragment, which requests do not have (RFC 9110,
/// 7.1). Parameters can contain the delimiters.
fn split_query(text: &str) -> (&str, &str) {
    let mut depth = 0_usize;
    let mut query = None;
    for (index, character) in text.char_indices() {
        match character {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            '?' if depth == 0 && query.is_none() => query = Some(index),
            '#' if depth == 0 => return split_query(text.get(..index).unwrap_or_default()),
            _ => {}
        }
    }
    let split = query.and_then(|index| Some((text.get(..index)?, text.get(index + 1..)?)));
    split.unwrap_or((text, ""))
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
    fn queries_and_fragments_are_no_part_of_the_template() {
        for (text, template, query) in [
            ("/a", "/a", ""),
            ("/a?", "/a", ""),
            ("/a/{b}?c=d&e#f?g", "/a/{b}", "c=d&e"),
            ("/#a=b", "/", ""),
            ("/{a?}{#b}", "/{a?}{#b}", ""),
        ] {
            let path = parse(text).expect("a template");
            assert_eq!(
                (path.template.as_str(), path.query.as_str()),
                (template, query)
            );
        }
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
            ("/a?b={b}", PathError::ParameterInQuery),
        ] {
            assert_eq!(parse(text), Err(error), "{text}");
        }
    }
}

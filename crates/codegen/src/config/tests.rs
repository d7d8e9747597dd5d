//! Parsing of configuration files.

use indoc::indoc;
use specwright_openapi::diagnostic::Code;

use super::*;

#[test]
fn an_unknown_key_is_located_with_a_suggestion() {
    let config = Config::read(
        "c.toml",
        indoc! {r#"
            name = "a"

            [[client.omit-parametre]]
        "#},
    );
    let [problem] = config.problems.as_slice() else {
        panic!("{:?}", config.problems)
    };
    assert_eq!(problem.code, Code::InvalidConfig);
    assert_eq!(problem.hint, "did you mean `omit-parameter`?");
    let (_, source) = &config.sources()[0];
    let location = source.locate(&problem.span);
    assert_eq!((location.line, location.column), (3, 10));
}

#[test]
fn every_error_is_reported_without_consequential_errors() {
    let config = Config::read(
        "c.toml",
        indoc! {"
            nam = 'a'
            overlays = ['a', 1, 'b', 2]
            [types]
            generate = 'reach'
            derive = ['Clone', '1']
            [client]
            base-url = 'nowhere'
            [[client.omit-parameter]]
            operation = 'o'
            parameter = 1
            reason = 'r'
            [[client.omit-parameter]]
            operation = 'o'
        "},
    );
    let (_, source) = &config.sources()[0];
    let mut lines: Vec<(usize, usize)> = Vec::new();
    for problem in &config.problems {
        let location = source.locate(&problem.span);
        lines.push(problem.position.unwrap_or((location.line, location.column)));
    }
    let messages: Vec<&str> = config
        .problems
        .iter()
        .map(|problem| problem.message.as_str())
        .collect();
    assert_eq!(
        lines,
        [
            (1, 1),
            (2, 18),
            (2, 26),
            (4, 12),
            (5, 20),
            (7, 12),
            (10, 13),
            (12, 1)
        ],
        "{messages:#?}"
    );
}

#[test]
fn values_are_located_by_their_pointers() {
    let config = Config::read(
        "c.toml",
        indoc! {"
            name = 'a'
            [include]
            tags = ['ä', 'b']

            [[client.omit-parameter]]
            operation = 'o'
            parameter = 'p'
            reason = 'r'
        "},
    );
    assert_eq!(config.problems, Vec::new());
    let (id, source) = &config.sources()[0];
    assert_eq!(*id, SourceId::CONFIG);
    for (tokens, line, column, length) in [
        (&["name"][..], 1, 8, 3),
        (&["include", "tags", "1"], 3, 14, 3),
        (&["include", "tags"], 3, 1, 4),
        (&["client", "omit-parameter", "0", "parameter"], 7, 13, 3),
        (&["client", "omit-parameter", "0", "nothing"], 5, 1, 25),
    ] {
        let found = source.locate(&location(tokens));
        assert_eq!(
            (found.line, found.column, found.length),
            (line, column, length),
            "{tokens:?}"
        );
    }
}

#[test]
fn unresolved_references_are_errors_by_default() {
    let read = |text: &str| Config::read("c.toml", text);
    assert_eq!(read("").document.unresolved, Unresolved::Error);
    let any = read("document.unresolved = 'any'");
    assert_eq!(any.problems, Vec::new());
    assert_eq!(any.document.unresolved, Unresolved::Any);
    let wrong = read("[document]\nunresolved = 'anything'");
    let [problem] = wrong.problems.as_slice() else {
        panic!("{:?}", wrong.problems)
    };
    assert_eq!(problem.code, Code::InvalidConfig);
    assert_eq!(problem.hint, "did you mean `any`?");
}

#[test]
fn path_patterns_match_segments() {
    let matches = |pattern: &str, path: &str| {
        pattern
            .parse::<PathRule>()
            .expect("a valid pattern")
            .matches(path)
    };
    assert!(matches("/v1/**", "/v1/pets/{petId}"));
    assert!(!matches("/v1/**", "/v2/pets"));
    assert!(matches("/v1/*", "/v1/pets") && !matches("/v1/*", "/v1/pets/{petId}"));
    assert!(matches("/pets/{petId}", "/pets/{petId}") && !matches("/pets/{petId}", "/pets/petId"));
    assert!(matches("**/search", "/a/b/search"));
    for invalid in ["v1", "/a**", "/[", "/***"] {
        assert!(invalid.parse::<PathRule>().is_err(), "{invalid}");
    }
}

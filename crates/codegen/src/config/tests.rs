//! Reading choices.

use specwright_openapi::diagnostic::Code;

use super::*;

#[test]
fn an_unknown_key_is_refused_with_its_place_and_the_nearest_one() {
    let config = Config::read("c.toml", "name = \"a\"\n\n[[client.omit-parametre]]\n");
    let [problem] = config.problems.as_slice() else {
        panic!("{:?}", config.problems)
    };
    assert_eq!(problem.code, Code::InvalidConfig);
    assert_eq!(problem.hint, "did you mean `omit-parameter`?");
    let (_, source) = &config.sources()[0];
    let place = source.locate(&problem.span);
    assert_eq!((place.line, place.column), (3, 10));
}

#[test]
fn all_mistakes_are_told_and_none_that_only_follows_from_another() {
    let config = Config::read(
        "c.toml",
        "nam = 'a'\noverlays = ['a', 1, 'b', 2]\n[types]\ngenerate = 'reach'\nderive = ['Clone', '1']\n[client]\nbase-url = 'nowhere'\n\
         [[client.omit-parameter]]\noperation = 'o'\nparameter = 1\nreason = 'r'\n[[client.omit-parameter]]\noperation = 'o'\n",
    );
    let (_, source) = &config.sources()[0];
    let mut lines: Vec<(usize, usize)> = Vec::new();
    for problem in &config.problems {
        let place = source.locate(&problem.span);
        lines.push(problem.position.unwrap_or((place.line, place.column)));
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
fn values_are_found_by_their_pointers() {
    let config = Config::read(
        "c.toml",
        "name = 'a'\n[include]\ntags = ['ä', 'b']\n\n[[client.omit-parameter]]\noperation = 'o'\nparameter = 'p'\nreason = 'r'\n",
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
        let found = source.locate(&place(tokens));
        assert_eq!(
            (found.line, found.column, found.length),
            (line, column, length),
            "{tokens:?}"
        );
    }
}

#[test]
fn patterns_take_segments() {
    let fits = |pattern: &str, path: &str| {
        pattern
            .parse::<PathRule>()
            .expect("a pattern")
            .matches(path)
    };
    assert!(fits("/v1/**", "/v1/pets/{petId}"));
    assert!(!fits("/v1/**", "/v2/pets"));
    assert!(fits("/v1/*", "/v1/pets") && !fits("/v1/*", "/v1/pets/{petId}"));
    assert!(fits("/pets/{petId}", "/pets/{petId}") && !fits("/pets/{petId}", "/pets/petId"));
    assert!(fits("**/search", "/a/b/search"));
    for wrong in ["v1", "/a**", "/[", "/***"] {
        assert!(wrong.parse::<PathRule>().is_err(), "{wrong}");
    }
}

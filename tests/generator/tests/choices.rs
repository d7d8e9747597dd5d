//! Choices change what they are about, and nothing else.

use std::collections::BTreeSet;

use generator_tests::Case;
use generator_tests::case::repository;
use specwright::Config;
use specwright::codegen::config::Generated;
use specwright::output::Files;

/// The items of the files that hold nothing but operations or types, as text. Traits, builders and routers name all operations.
fn items(files: &Files) -> BTreeSet<String> {
    let indexes = ["lib.rs", "client.rs", "router.rs", "security.rs"];
    let mut items = BTreeSet::new();
    for (path, text) in files
        .iter()
        .filter(|(path, _)| path.ends_with(".rs") && !path.starts_with("runtime/"))
    {
        if indexes
            .iter()
            .any(|index| path.ends_with(&format!("/{index}")))
        {
            continue;
        }
        let file = syn::parse_file(text).unwrap_or_else(|error| panic!("{path}: {error}"));
        let empty = syn::parse_file("").expect("nothing is a file");
        for item in file
            .items
            .into_iter()
            .filter(|item| !matches!(item, syn::Item::Use(_) | syn::Item::Trait(_)))
        {
            let only = syn::File {
                items: vec![item],
                ..empty.clone()
            };
            items.insert(format!("{path}: {}", prettyplease::unparse(&only)));
        }
    }
    items
}

#[test]
fn what_is_left_out_changes_nothing_else() {
    let mut excluded = 0;
    for case in Case::all("fixtures") {
        let mut job = case.job();
        job.config = Config {
            client: job.config.client,
            ..Config::default()
        };
        let whole = job.run().expect("the document can be read");
        let (Some(api), Some(files)) = (&whole.api, &whole.files) else {
            continue;
        };
        let all = items(files);
        // Rules that leave nothing are an error.
        for operation in api
            .operations
            .iter()
            .take(4)
            .filter(|_| api.operations.len() > 1)
        {
            job.config.exclude.operations = vec![operation.id.clone()];
            let made = job.run().expect("the document can be read");
            let some = items(made.files.as_ref().expect("an output"));
            let new: Vec<&String> = some.difference(&all).collect();
            assert!(
                new.is_empty(),
                "{} without `{}`: {}",
                case.name,
                operation.id,
                new[0]
            );
            assert_eq!(made.counts.excluded, 1);
            // What can't be generated is not there either way.
            excluded += usize::from(some.len() < all.len());
        }
    }
    assert!(excluded > 40, "only {excluded} operations were left out");
}

/// The example of the README.
fn example() -> String {
    let readme =
        std::fs::read_to_string(repository().join("README.md")).expect("the README can be read");
    let begin = readme.find("```toml\n").expect("an example") + "```toml\n".len();
    let length = readme[begin..].find("```").expect("the example ends");
    readme[begin..begin + length].to_owned()
}

#[test]
fn the_example_of_the_readme_can_be_read() {
    assert_eq!(Config::read("README.md", &example()).problems, Vec::new());
}

#[test]
fn the_example_of_the_readme_has_every_key() {
    let example = example();
    let tables = [
        "",
        "[include]",
        "[types]",
        "[formats]",
        "[schemas.a]",
        "[operations.a]",
        "[tags.a]",
        "[client]",
        "[[client.omit-parameter]]",
    ];
    let mut keys = 0;
    for table in tables {
        let config = Config::read("c.toml", &format!("{table}\nno-such-key = 1\n"));
        let problem = config
            .problems
            .iter()
            .find(|problem| problem.message.starts_with("unknown field"));
        let message = &problem.expect("the key is not known").message;
        let known: Vec<&str> = message.split('`').skip(3).step_by(2).collect();
        assert!(!known.is_empty(), "{message}");
        for key in known {
            let is_there = |line: &str| {
                let line = line.trim_start_matches(['#', ' ', '[']);
                line.strip_prefix(key)
                    .is_some_and(|rest| rest.starts_with([' ', '.', ']']))
                    || line.contains(&format!(".{key}]"))
            };
            assert!(
                example.lines().any(is_there),
                "the example has no `{key}` of `{table}`"
            );
            keys += 1;
        }
    }
    assert!(keys > 30, "only {keys} keys were looked for");
}

#[test]
fn types_that_no_operation_reaches_can_be_asked_for() {
    let cases = Case::all("fixtures");
    let case = cases
        .iter()
        .find(|case| case.name == "choose-operations")
        .expect("the document is there");
    let has = |generate: Option<Generated>| {
        let mut job = case.job();
        job.config.types.generate = generate;
        let made = job.run().expect("the document can be read");
        made.files
            .expect("an output")
            .contains_key("chosen-operations-types/src/unreached.rs")
    };
    assert_eq!(
        [None, Some(Generated::Reached), Some(Generated::All)].map(has),
        [false, false, true]
    );
}

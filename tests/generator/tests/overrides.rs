//! Overrides and selections of `specwright.toml` change only the items that they name.

use std::collections::BTreeSet;
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};

use generator_tests::{Case, harness};
use libtest_mimic::Arguments;
use specwright::Config;
use specwright::codegen::config::GeneratedTypes;
use specwright::output::Files;

/// Files that name all operations: traits, builders and routers.
const INDEX_FILES: [&str; 5] = [
    "lib.rs",
    "client.rs",
    "router.rs",
    "security.rs",
    "types/mod.rs",
];

/// The number of excluded operations whose code disappeared.
static EXCLUDED: AtomicUsize = AtomicUsize::new(0);

fn main() -> ExitCode {
    let mut tests = harness::tests_of("fixtures", excluding_an_operation_changes_no_other_code);
    tests.push(harness::test(
        "generate_all_includes_unused_types",
        generate_all_includes_unused_types,
    ));
    tests.push(harness::test(
        "brackets_apply_to_objects_without_an_encoding",
        brackets_apply_to_objects_without_an_encoding,
    ));
    let conclusion = libtest_mimic::run(&Arguments::from_args(), tests);
    let excluded = EXCLUDED.load(Ordering::Relaxed);
    let is_complete = conclusion.num_filtered_out == 0 && conclusion.num_passed > 0;
    if is_complete && !conclusion.has_failed() && excluded <= 40 {
        eprintln!("only {excluded} operations were excluded");
        return ExitCode::FAILURE;
    }
    conclusion.exit_code()
}

fn excluding_an_operation_changes_no_other_code(case: &Case) {
    let mut job = case.job();
    job.config = Config {
        client: job.config.client,
        ..Config::default()
    };
    let complete = job.run().expect("the document is readable");
    let (Some(api), Some(files)) = (&complete.api, &complete.files) else {
        return;
    };
    let all = items(files);
    // Rules that exclude every operation are an error.
    let operations = api.operations.iter().filter(|it| !it.is_webhook).take(4);
    for operation in operations.filter(|_| api.operations.len() > 1) {
        job.config.exclude.operations = vec![operation.id.clone()];
        let generated = job.run().expect("the document is readable");
        let remaining = items(&generated.files.expect("the document has an output"));
        let mut changed: Vec<&String> = remaining.difference(&all).collect();
        let promoted: Vec<String> = changed
            .iter()
            .filter_map(|item| promoted(item, &all))
            .collect();
        changed.retain(|item| !promoted.iter().any(|name| is_part_of(item, name)));
        assert!(
            changed.is_empty(),
            "excluding `{}` changes {}",
            operation.id,
            changed[0]
        );
        assert_eq!(generated.counts.excluded, 1);
        // An unsupported operation is absent either way.
        let disappeared = usize::from(remaining.len() < all.len());
        EXCLUDED.fetch_add(disappeared, Ordering::Relaxed);
    }
}

/// Returns the name of a type that is defined in an item and is an alias in the complete output. If
/// the operation with the definition is excluded, the first of its aliases becomes the definition.
fn promoted(item: &str, all: &BTreeSet<String>) -> Option<String> {
    let mut names = item.lines().filter_map(|line| {
        let name = line.strip_prefix("pub struct ");
        name.or_else(|| line.strip_prefix("pub enum "))
    });
    let name = names.next()?.trim_end_matches(" {").to_owned();
    let alias = format!("pub type {name} =");
    all.iter().any(|item| item.contains(&alias)).then_some(name)
}

/// Returns whether an item defines a type, implements something for it or passes it to a macro.
fn is_part_of(item: &str, name: &str) -> bool {
    let forms = ["struct ", "enum ", "impl ", " for ", "!("];
    forms.iter().any(|form| {
        let start = format!("{form}{name}");
        let mut ends = item.split(&start).skip(1);
        ends.any(|end| !end.starts_with(char::is_alphanumeric))
    })
}

/// Returns the text of every item of the files that hold operations or types, except for traits and
/// imports.
fn items(files: &Files) -> BTreeSet<String> {
    let is_index = |path: &str| {
        INDEX_FILES
            .iter()
            .any(|name| path.ends_with(&format!("/{name}")))
    };
    let mut items = BTreeSet::new();
    for (path, text) in files {
        if !path.ends_with(".rs") || path.starts_with("runtime/") || is_index(path) {
            continue;
        }
        let file = syn::parse_file(text).unwrap_or_else(|error| panic!("{path}: {error}"));
        let empty = syn::parse_file("").expect("an empty file parses");
        for item in file.items {
            if !matches!(item, syn::Item::Use(_) | syn::Item::Trait(_)) {
                let single = syn::File {
                    items: vec![item],
                    ..empty.clone()
                };
                items.insert(format!("{path}: {}", prettyplease::unparse(&single)));
            }
        }
    }
    items
}

fn generate_all_includes_unused_types() {
    let cases = Case::all("fixtures");
    let case = cases.iter().find(|case| case.name == "select-operations");
    let case = case.expect("the fixture `select-operations` exists");
    let has_unused_type = |generate: Option<GeneratedTypes>| {
        let mut job = case.job();
        job.config.types.generate = generate;
        let generated = job.run().expect("the document is readable");
        let files = generated.files.expect("the document has an output");
        files.contains_key("chosen-operations-types/src/types/unreached.rs")
    };
    assert_eq!(
        [
            None,
            Some(GeneratedTypes::Reached),
            Some(GeneratedTypes::All)
        ]
        .map(has_unused_type),
        [false, false, true]
    );
}

fn brackets_apply_to_objects_without_an_encoding() {
    let cases = Case::all("fixtures");
    let case = cases.iter().find(|case| case.name == "body-form-brackets");
    let case = case.expect("the fixture `body-form-brackets` exists");
    let generated = case.job().run().expect("the document is readable");
    let files = generated.files.expect("the document has an output");
    for side in ["client", "server"] {
        let code: String = files
            .iter()
            .filter(|(path, _)| path.starts_with(&format!("body-form-brackets-{side}/")))
            .map(|(_, text)| text.replace(char::is_whitespace, ""))
            .collect();
        let encodings: Vec<&str> = code
            .split("Encoding::of(\"")
            .skip(1)
            .map(|rest| rest.split([',', ']']).next().unwrap_or_default())
            .collect();
        assert_eq!(
            encodings,
            [
                "line\").deep_object()",
                "lines\").deep_object()",
                "note\").json()",
                "tags\").form(false)",
            ],
            "{side}"
        );
    }
}

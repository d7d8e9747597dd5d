use docs_tests::Page;
use specwright::{Crates, Input, Job};

/// A document with the schemas of a code block.
fn document(schemas: &str) -> String {
    let indented: Vec<String> = schemas.lines().map(|line| format!("    {line}")).collect();
    format!(
        "openapi: 3.1.0\ninfo: {{title: Docs, version: '1'}}\npaths: {{}}\ncomponents:\n  schemas:\n{}\n",
        indented.join("\n")
    )
}

/// Returns the lines of the generated types.
fn generated(schemas: &str) -> Vec<String> {
    let mut job = Job::new(Input::text("openapi.yaml", document(schemas)));
    job.options.crates = Crates {
        client: false,
        server: false,
        sender: false,
        receiver: false,
    };
    let generated = job.run().expect("no file is read");
    let errors: Vec<_> = generated.diagnostics.iter().map(|it| &it.message).collect();
    let files = generated
        .files
        .unwrap_or_else(|| panic!("{schemas}\n{errors:?}"));
    files
        .iter()
        .filter(|(path, _)| path.contains("-types/src/"))
        .flat_map(|(_, text)| {
            text.lines()
                .map(|line| line.trim().to_owned())
                .collect::<Vec<_>>()
        })
        .collect()
}

#[test]
fn the_rust_below_a_schema_is_generated_from_it() {
    let blocks = Page::read("docs/src/types.md").code_blocks();
    let mut compared = 0;
    for pair in blocks.windows(2) {
        let [schemas, rust] = pair else { continue };
        if !schemas.is("yaml") || !rust.is("rust") {
            continue;
        }
        let generated = generated(&schemas.text);
        for line in rust
            .text
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
        {
            assert!(
                generated
                    .iter()
                    .any(|generated| generated.starts_with(line)),
                "`{line}` is not generated from\n{}",
                schemas.text
            );
        }
        compared += 1;
    }
    assert!(
        compared >= 5,
        "only {compared} schemas have Rust below them"
    );
}

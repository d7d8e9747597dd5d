//! A document in which every name that generated code uses is the name of everything.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::case::repository;

/// The tool and built-in attributes, the keywords and the names of the prelude that a name in the
/// output could be mistaken for.
const LANGUAGE: &str = "
    allow automatically_derived cfg cfg_attr clippy cold deny deprecated derive diagnostic doc
    expect forbid global_allocator ignore inline macro_export macro_use miri must_use no_mangle
    no_std non_exhaustive path recursion_limit repr rust_analyzer rustdoc rustfmt should_panic test
    track_caller warn
    abstract as async await become box break const continue crate do dyn else enum extern false
    final fn for gen if impl in let loop macro match mod move mut override priv pub ref return self
    Self static struct super trait true try type typeof union unsafe unsized use virtual where while
    yield
    bool char f64 i64 str u8 usize alloc core std proc_macro
    Box Clone Copy Debug Default Drop Eq Err Fn From Hash Into Iterator None Ok Option Ord Result
    Send Sized Some String Sync ToOwned Vec assert format matches panic vec write
";

/// The number of path parameters of one operation.
const SEGMENTS: usize = 20;

/// Returns the document.
///
/// # Panics
/// If the sources are not readable.
pub fn document() -> String {
    let mut text = LANGUAGE.to_owned();
    for folder in ["templates", "crates/runtime/src", "crates/codegen/src/emit"] {
        add_sources(&repository().join(folder), &mut text);
    }
    let names = words(&text);
    let each = |write: fn(&mut String, usize, &str)| {
        let mut text = String::new();
        for (index, name) in names.iter().enumerate() {
            write(&mut text, index, name);
        }
        text
    };
    [
        "openapi: 3.0.3\ninfo: {title: Every name, version: 1.0.0}\nservers:\n".to_owned(),
        each(|text, _, name| {
            line(text, &format!("  - {{url: 'https://{{{name}}}.example.com', description: '{name}', variables: {{'{name}': {{default: a}}}}}}"));
        }),
        "paths:\n".to_owned(),
        each(|text, index, name| {
            line(text, &format!("  /operations/{index}: {{get: {{operationId: '{name}', tags: ['{name}'], security: [{{'{name}': []}}], responses: {{'204': {{description: Done.}}}}}}}}"));
        }),
        paths(&names),
        "  /values:\n    post:\n      operationId: post values\n      parameters:\n".to_owned(),
        each(|text, _, name| {
            line(text, &format!("        - {{in: query, name: '{name}', schema: {{type: string}}}}"));
            line(text, &format!("        - {{in: header, name: 'X-{name}', schema: {{type: string}}}}"));
        }),
        "      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/every property'}}}}
      responses:
        '200':
          description: Done.
          headers:\n".to_owned(),
        each(|text, _, name| line(text, &format!("            '{name}': {{schema: {{type: string}}}}"))),
        "components:\n  securitySchemes:\n".to_owned(),
        each(|text, _, name| line(text, &format!("    '{name}': {{type: apiKey, in: query, name: key}}"))),
        "  schemas:\n    every value:\n      type: string\n      enum:\n".to_owned(),
        each(|text, _, name| line(text, &format!("        - '{name}'"))),
        "    every property:\n      type: object\n      properties:\n".to_owned(),
        each(|text, _, name| line(text, &format!("        '{name}': {{type: string}}"))),
        each(|text, _, name| line(text, &format!("    '{name}': {{type: object, properties: {{value: {{type: string}}}}}}"))),
    ]
    .concat()
}

fn line(text: &mut String, line: &str) {
    writeln!(text, "{line}").expect("a string is writable");
}

/// Returns operations with path parameters, which are arguments of methods.
fn paths(names: &[String]) -> String {
    let mut text = String::new();
    for (index, names) in names.chunks(SEGMENTS).enumerate() {
        let segments: String = names.iter().map(|name| format!("/{{{name}}}")).collect();
        let parameters: Vec<String> = names
            .iter()
            .map(|name| {
                format!("{{in: path, name: '{name}', required: true, schema: {{type: string}}}}")
            })
            .collect();
        line(
            &mut text,
            &format!(
                "  '/paths/{index}{segments}': {{get: {{operationId: path {index}, parameters: [{}], responses: {{'204': {{description: Done.}}}}}}}}",
                parameters.join(", ")
            ),
        );
    }
    text
}

/// Adds the code of a folder that names can come from: templates, public items and `use`
/// declarations.
fn add_sources(folder: &Path, text: &mut String) {
    let entries = fs::read_dir(folder).expect("the folder is readable");
    for entry in entries {
        let path = entry.expect("the folder is readable").path();
        if path.is_dir() {
            add_sources(&path, text);
            continue;
        }
        let source = fs::read_to_string(&path).expect("the file is readable");
        let is_template = path.extension().is_some_and(|extension| extension == "j2");
        let is_list = path.ends_with("imports/known.rs");
        let lines = source.lines().filter(|line| {
            let line = line.trim_start();
            is_template || is_list || line.starts_with("pub ") || line.starts_with("macro_rules!")
        });
        for line in lines {
            // A signature also names its arguments and types, which are not names in the output.
            let end = line
                .find(['(', '<', ':', '='])
                .filter(|_| line.trim_start().starts_with("pub "));
            let is_import = line.trim_start().starts_with("pub use");
            text.push_str(
                end.filter(|_| !is_import)
                    .and_then(|end| line.get(..end))
                    .unwrap_or(line),
            );
            text.push('\n');
        }
    }
}

/// Returns the distinct words of a text, apart from their case and underscores.
fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let words = words.filter(|word| word.starts_with(|first: char| first.is_ascii_alphabetic()));
    let words = words.map(|word| (word.to_lowercase().replace('_', ""), word.to_owned()));
    words.collect::<BTreeMap<_, _>>().into_values().collect()
}

//! The model as text, with one property to a line, for reviewing changes.

mod operation;
mod rule;
mod schema;

use std::fmt;

use crate::ir::{Api, Docs};

/// The maximum length, in characters, of a string from the document.
const MAX_TEXT: usize = 40;

/// Returns the whole model as text. Strings of the document are escaped; locations are not
/// included.
pub fn dump(api: &Api) -> String {
    let mut out = Lines::default();
    out.line(
        0,
        format_args!("api {:?} {:?}", api.info.title, api.info.version),
    );
    for server in &api.servers {
        out.line(
            0,
            format_args!("server {:?} -> {:?}", server.url, server.resolved),
        );
    }
    for tag in &api.tags {
        out.line(0, format_args!("tag {:?}", tag.name));
    }
    for (index, scheme) in api.schemes.iter().enumerate() {
        out.line(
            0,
            format_args!("scheme {index} {:?} {:?}", scheme.name, scheme.kind),
        );
    }
    for operation in &api.operations {
        operation::dump(&mut out, api, operation);
    }
    for (id, schema) in api.schemas.iter_enumerated() {
        schema::dump(&mut out, api, id, schema);
    }
    for (id, rule) in api.rules.iter_enumerated() {
        rule::dump(&mut out, api, id, rule);
    }
    out.text
}

/// A string that is built line by line.
#[derive(Default)]
struct Lines {
    text: String,
}

impl Lines {
    fn line(&mut self, depth: usize, line: impl fmt::Display) {
        for _ in 0..depth {
            self.text.push_str("  ");
        }
        self.text.push_str(&line.to_string());
        self.text.push('\n');
    }
}

/// Returns a prefix and a value, or an empty string without a value.
fn optional(prefix: &str, value: Option<impl fmt::Display>) -> String {
    value.map_or_else(String::new, |value| format!("{prefix}{value}"))
}

fn flag(name: &str, is_set: bool) -> &str {
    if is_set { name } else { "" }
}

fn required(is_required: bool) -> &'static str {
    if is_required { "required" } else { "optional" }
}

fn docs(docs: &Docs) -> String {
    let shortened = |text: &str| text.chars().take(MAX_TEXT).collect::<String>();
    let mut text = flag(" deprecated", docs.deprecated).to_owned();
    for (key, value) in [("title", &docs.title), ("doc", &docs.description)] {
        if let Some(value) = value {
            text.push_str(&format!(" {key} {:?}", shortened(value)));
        }
    }
    if let Some(example) = &docs.example {
        text.push_str(&format!(" example {:?}", shortened(&example.to_string())));
    }
    text
}

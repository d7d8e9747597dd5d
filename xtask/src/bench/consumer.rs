//! A program that calls three operations of a generated client.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::Context as _;
use serde_yaml::Value;

use super::generator::{CLIENT, Generator};
use super::source::{Method, Source};

/// The number of operations that the program calls.
const OPERATIONS: usize = 3;

/// The methods of a client by the normalized `operationId`.
pub struct Client {
    /// The name of its type.
    name: String,
    methods: BTreeMap<String, Method>,
}

impl Client {
    /// Finds the client in the source of its package.
    pub fn find(source: &Source) -> Option<Self> {
        let (name, methods) = source.client()?;
        let methods = methods
            .iter()
            .filter(|method| method.arguments.is_some())
            .map(|method| (normalize(&method.name), method.clone()));
        Some(Self {
            name: name.to_owned(),
            methods: methods.collect(),
        })
    }

    /// Returns whether the client has a method for an operation.
    fn has(&self, operation: &str) -> bool {
        self.methods.contains_key(operation)
    }

    /// Writes the text of the program.
    pub fn program(&self, generator: Generator, operations: &[String]) -> String {
        let mut calls = String::new();
        for method in operations
            .iter()
            .filter_map(|operation| self.methods.get(operation))
        {
            let arguments = method.arguments.as_deref().unwrap_or_default().join(", ");
            let name = &method.name;
            let _ = writeln!(
                calls,
                "        black_box(client.{name}({arguments}).await.is_ok());"
            );
        }
        let constructor = generator.constructor(&self.name);
        format!(
            "use std::hint::black_box;\n\n\
             /// Returns a value that the optimizer cannot predict.\n\
             fn value<T>() -> T {{\n    black_box(None).expect(\"the program never runs\")\n}}\n\n\
             fn main() {{\n    \
                 let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();\n    \
                 runtime.expect(\"a runtime\").block_on(async {{\n        \
                     let client = {constructor};\n{calls}    \
                 }});\n}}\n"
        )
    }
}

/// Selects operations that every client has: the first, the last and the one in the middle. Returns
/// `None` if the clients have fewer operations in common.
pub fn select(operations: &[String], clients: &[&Client]) -> Option<Vec<String>> {
    let has_all = |operation: &&String| clients.iter().all(|client| client.has(operation));
    let common: Vec<&String> = operations.iter().filter(has_all).collect();
    let last = common.len().checked_sub(1)?;
    let positions = (0..OPERATIONS).map(|index| index * last / (OPERATIONS - 1));
    let selected: Vec<String> = positions
        .filter_map(|index| common.get(index).map(|operation| (*operation).clone()))
        .collect();
    (common.len() >= OPERATIONS).then_some(selected)
}

/// Writes the package of the program. Until [`Client::program`] replaces it, its `main` is empty.
///
/// # Errors
/// If a file cannot be written.
pub fn write_package(folder: &Path) -> anyhow::Result<()> {
    let manifest = format!(
        "[package]\nname = \"consumer\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
         [dependencies]\n{CLIENT} = {{ path = \"../{CLIENT}\" }}\n\
         tokio = {{ version = \"1\", default-features = false, features = [\"rt\"] }}\n"
    );
    fs::create_dir_all(folder.join("src"))
        .and_then(|()| fs::write(folder.join("Cargo.toml"), manifest))
        .and_then(|()| fs::write(folder.join("src/main.rs"), "fn main() {}\n"))
        .with_context(|| format!("cannot write {}", folder.display()))
}

/// Returns the normalized `operationId`s of a document, in its order.
///
/// # Errors
/// If the document cannot be read.
pub fn operations(document: &Path) -> anyhow::Result<Vec<String>> {
    let context = || format!("cannot read {}", document.display());
    let text = fs::read_to_string(document).with_context(context)?;
    let value: Value = serde_yaml::from_str(&text).with_context(context)?;
    let paths = value.get("paths").and_then(Value::as_mapping);
    let items = paths.into_iter().flatten();
    let operations = items.filter_map(|(_, item)| item.as_mapping()).flatten();
    let ids = operations.filter_map(|(_, operation)| operation.get("operationId")?.as_str());
    Ok(ids.map(normalize).collect())
}

/// Removes what the generators change in an `operationId`: case and punctuation.
fn normalize(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(methods: &str) -> Client {
        let mut source = Source::default();
        let text = format!("impl Api {{ {methods} }}");
        source.add(&text).expect("the text is Rust");
        Client::find(&source).expect("there is a client")
    }

    #[test]
    fn the_program_calls_operations_that_all_clients_have() {
        let a = client(
            "pub fn pets_list(&self) {} pub fn pets_get(&self, id: i64) {} pub fn a(&self) {} \
             pub fn b(&self, x: impl Fn()) {} pub fn z(&self, q: &Q) {}",
        );
        let b = client(
            "pub fn pets_list(&self) {} pub fn pets_get(&self, id: i64) {} pub fn b(&self) {} \
             pub fn z(&self) {}",
        );
        let operations = ["pets/list", "a", "b", "petsGet", "Z"].map(normalize);
        let selected = select(&operations, &[&a, &b]).expect("three are common");
        assert_eq!(selected, ["petslist", "petsget", "z"]);
        assert_eq!(select(&operations[..4], &[&a, &b]), None);
        assert_eq!(select(&[], &[&a]), None);

        let program = a.program(Generator::Oas3Gen, &selected);
        syn::parse_file(&program).expect("the program is Rust");
        assert!(program.contains("bench_client::Api::new()"));
        assert!(program.contains("client.pets_get(value()).await"));
    }
}

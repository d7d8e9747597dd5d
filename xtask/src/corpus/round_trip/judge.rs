//! What the document itself says about values: its schemas as JSON Schema 2020-12, for a validator that knows nothing of this project.

use std::collections::HashSet;
use std::path::Path;

use jsonschema::Validator;
use serde_json::{Map, Value, json};

use super::discriminators;
use super::values::{self, Maker};

/// The schemas of a document.
pub struct Judge {
    document: Value,
    /// Where the component schemas are.
    section: &'static [&'static str],
    names: HashSet<String>,
}

/// Which branch of a choice a value is of, and how many there are.
#[derive(Clone, Copy)]
pub struct BranchOf {
    pub index: usize,
    pub of: usize,
}

/// Schemas of which so many values are tried, at most.
const VALUES: usize = 12;

impl Judge {
    /// Reads a document; none if it consists of several files or can't be read as plain JSON or YAML.
    pub fn read(path: &Path) -> Option<Self> {
        let text = std::fs::read_to_string(path).ok()?;
        let written: Value = serde_json::from_str(&text)
            .ok()
            .or_else(|| serde_yaml::from_str(&text).ok())?;
        let version = written
            .get("openapi")
            .or_else(|| written.get("swagger"))?
            .to_string();
        let is_json_schema = version.contains("3.1") || version.contains("3.2");
        let section: &[&str] = if written.get("swagger").is_some() {
            &["definitions"]
        } else {
            &["components", "schemas"]
        };
        let mut names = HashSet::new();
        let document = discriminators::told(convert(&written, is_json_schema, &mut names), section);
        if text.contains(".yaml#") || text.contains(".json#") || text.contains(".yml#") {
            return None;
        }
        Some(Self {
            document,
            section,
            names,
        })
    }

    /// Whether a schema describes the member of a value at this pointer: some schema names it, and anything else in its place is not
    /// allowed.
    pub fn describes(&self, component: &str, value: &Value, pointer: &str) -> bool {
        let key = pointer
            .rsplit('/')
            .next()
            .unwrap_or_default()
            .replace("~1", "/")
            .replace("~0", "~");
        if !self.names.contains(&key) {
            return false;
        }
        let Some(validator) = self.component(component) else {
            return true;
        };
        let others = [
            json!([[[]]]),
            json!({ "\u{1}": {} }),
            json!("\u{1}"),
            json!(-0.5),
            json!(true),
            Value::Null,
        ];
        !others.into_iter().all(|other| {
            let mut changed = value.clone();
            changed
                .pointer_mut(pointer)
                .map(|member| *member = other)
                .is_some()
                && validator.is_valid(&changed)
        })
    }

    /// Values that a component allows: examples, and some that are made, each with its branch where it is of one only.
    pub fn values(&self, component: &str) -> Vec<(Value, Option<BranchOf>)> {
        let Some(schema) = self
            .section
            .iter()
            .try_fold(&self.document, |node, key| node.get(key))
            .and_then(|all| all.get(component))
        else {
            return Vec::new();
        };
        let Some(validator) = self.component(component) else {
            return Vec::new();
        };
        let maker = Maker {
            document: &self.document,
        };
        let mut candidates: Vec<Value> = values::examples(schema);
        candidates.extend(maker.make(schema));
        let mut kept: Vec<Value> = Vec::new();
        for value in candidates {
            // `null` is a matter of the uses of a schema, not of its type.
            if kept.len() < VALUES
                && !value.is_null()
                && !kept.contains(&value)
                && validator.is_valid(&value)
            {
                kept.push(value);
            }
        }
        let branches = self.branches(schema);
        kept.into_iter()
            .map(|value| (branch(&branches, &value), value))
            .map(|(branch, value)| (value, branch))
            .collect()
    }

    fn branches(&self, schema: &Value) -> Vec<Validator> {
        let list = schema
            .get("oneOf")
            .or_else(|| schema.get("anyOf"))
            .and_then(Value::as_array);
        let validators = list
            .into_iter()
            .flatten()
            .map(|branch| self.validator(branch));
        validators.collect::<Option<Vec<_>>>().unwrap_or_default()
    }

    fn component(&self, component: &str) -> Option<Validator> {
        let told = discriminators::told_name(component);
        let has_told = self
            .section
            .iter()
            .try_fold(&self.document, |node, key| node.get(key))
            .is_some_and(|all| all.get(&told).is_some());
        let name = if has_told { &told } else { component };
        self.validator(&json!({ "$ref": format!("#/{}/{}", self.section.join("/"), escape(name)) }))
    }

    /// A validator of a schema in the document.
    fn validator(&self, schema: &Value) -> Option<Validator> {
        let mut root = self.document.as_object()?.clone();
        root.retain(|key, _| matches!(key.as_str(), "components" | "definitions" | "paths"));
        root.insert(
            "$schema".to_owned(),
            json!("https://json-schema.org/draft/2020-12/schema"),
        );
        root.insert("allOf".to_owned(), json!([schema]));
        jsonschema::options()
            .should_validate_formats(false)
            .build(&Value::Object(root))
            .ok()
    }
}

fn branch(branches: &[Validator], value: &Value) -> Option<BranchOf> {
    let mut fitting = branches
        .iter()
        .enumerate()
        .filter(|(_, branch)| branch.is_valid(value))
        .map(|(index, _)| index);
    let only = fitting.next()?;
    fitting.next().is_none().then_some(BranchOf {
        index: only,
        of: branches.len(),
    })
}

fn escape(key: &str) -> String {
    key.replace('~', "~0")
        .replace('/', "~1")
        .replace('%', "%25")
        .replace(' ', "%20")
}

/// A document of any version in the forms of JSON Schema 2020-12.
fn convert(node: &Value, is_json_schema: bool, names: &mut HashSet<String>) -> Value {
    match node {
        Value::Array(list) => list
            .iter()
            .map(|node| convert(node, is_json_schema, names))
            .collect(),
        Value::Object(members) => {
            if let Some(properties) = members.get("properties").and_then(Value::as_object) {
                names.extend(properties.keys().cloned());
            }
            if let (Some(reference @ Value::String(_)), false) =
                (members.get("$ref"), is_json_schema)
            {
                return json!({ "$ref": reference });
            }
            let mut made: Map<String, Value> = members
                .iter()
                .map(|(key, value)| {
                    (
                        key.clone(),
                        if is_data(key) {
                            value.clone()
                        } else {
                            convert(value, is_json_schema, names)
                        },
                    )
                })
                .collect();
            if !is_json_schema {
                old_keywords(&mut made);
            }
            Value::Object(made)
        }
        other => other.clone(),
    }
}

fn is_data(key: &str) -> bool {
    matches!(key, "example" | "examples" | "default" | "enum" | "const")
}

/// What OpenAPI 3.0 and Swagger 2.0 write otherwise.
fn old_keywords(schema: &mut Map<String, Value>) {
    for (exclusive, bound) in [
        ("exclusiveMinimum", "minimum"),
        ("exclusiveMaximum", "maximum"),
    ] {
        if let Some(Value::Bool(is_exclusive)) = schema.get(exclusive) {
            let is_exclusive = *is_exclusive;
            schema.remove(exclusive);
            if is_exclusive && let Some(value) = schema.remove(bound) {
                schema.insert(exclusive.to_owned(), value);
            }
        }
    }
    let nullable = ["nullable", "x-nullable"]
        .iter()
        .any(|key| schema.get(*key) == Some(&Value::Bool(true)));
    if nullable && let Some(Value::String(ty)) = schema.get("type").cloned() {
        schema.insert("type".to_owned(), json!([ty, "null"]));
        if let Some(Value::Array(values)) = schema.get_mut("enum") {
            values.push(Value::Null);
        }
    }
}

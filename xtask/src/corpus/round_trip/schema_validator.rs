//! Validation of values against the document's schemas as JSON Schema 2020-12, by a library that is
//! independent of this project.

use std::collections::HashSet;
use std::path::Path;

use jsonschema::Validator;
use serde_json::{Map, Value, json};

use super::discriminators;
use super::value_generator::{self, ValueGenerator};

/// The schemas of a document.
pub struct SchemaValidator {
    document: Value,
    /// The keys that lead to the component schemas.
    section: &'static [&'static str],
    /// The names of all properties in the document.
    property_names: HashSet<String>,
}

/// The only branch of a `oneOf` or `anyOf` that a value is valid against.
#[derive(Clone, Copy)]
pub struct Branch {
    /// The index of the branch.
    pub index: usize,
    /// The number of branches.
    pub count: usize,
}

/// The maximum number of values per schema.
const MAX_VALUES: usize = 12;

impl SchemaValidator {
    /// Reads a document, or returns `None` if it consists of several files or a standard parser for
    /// JSON and YAML rejects it.
    pub fn read(path: &Path) -> Option<Self> {
        let text = std::fs::read_to_string(path).ok()?;
        let parsed: Value = serde_json::from_str(&text)
            .ok()
            .or_else(|| serde_yaml::from_str(&text).ok())?;
        let version = parsed
            .get("openapi")
            .or_else(|| parsed.get("swagger"))?
            .to_string();
        let is_json_schema = version.contains("3.1") || version.contains("3.2");
        let section: &[&str] = if parsed.get("swagger").is_some() {
            &["definitions"]
        } else {
            &["components", "schemas"]
        };
        let mut names = HashSet::new();
        let document =
            discriminators::add_conditions(convert(&parsed, is_json_schema, &mut names), section);
        if text.contains(".yaml#") || text.contains(".json#") || text.contains(".yml#") {
            return None;
        }
        Some(Self {
            document,
            section,
            property_names: names,
        })
    }

    /// Returns whether a schema describes the property of a value at a JSON pointer: a schema
    /// declares the name, and not every other value is allowed for the property.
    pub fn describes(&self, component: &str, value: &Value, pointer: &str) -> bool {
        let key = pointer
            .rsplit('/')
            .next()
            .unwrap_or_default()
            .replace("~1", "/")
            .replace("~0", "~");
        if !self.property_names.contains(&key) {
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
                .map(|property| *property = other)
                .is_some()
                && validator.is_valid(&changed)
        })
    }

    /// Returns valid values of a component: its examples and generated values, each with its branch
    /// if exactly one branch allows it.
    pub fn values(&self, component: &str) -> Vec<(Value, Option<Branch>)> {
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
        let generator = ValueGenerator {
            document: &self.document,
        };
        let mut candidates: Vec<Value> = value_generator::examples(schema);
        candidates.extend(generator.generate(schema));
        let mut kept: Vec<Value> = Vec::new();
        for value in candidates {
            // `null` is allowed where a type is used, not by the type itself.
            if kept.len() < MAX_VALUES
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

    /// Returns the validators of the branches of a `oneOf` or `anyOf`.
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

    /// Returns the validator of a component.
    fn component(&self, component: &str) -> Option<Validator> {
        let discriminated = discriminators::discriminated_name(component);
        let has_conditions = self
            .section
            .iter()
            .try_fold(&self.document, |node, key| node.get(key))
            .is_some_and(|all| all.get(&discriminated).is_some());
        let name = if has_conditions {
            &discriminated
        } else {
            component
        };
        self.validator(&json!({ "$ref": format!("#/{}/{}", self.section.join("/"), escape(name)) }))
    }

    /// Returns the validator of a schema, or `None` if the library rejects the schema.
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

/// Returns the branch of a value that is valid against exactly one branch.
fn branch(branches: &[Validator], value: &Value) -> Option<Branch> {
    let mut fitting = branches
        .iter()
        .enumerate()
        .filter(|(_, branch)| branch.is_valid(value))
        .map(|(index, _)| index);
    let only = fitting.next()?;
    fitting.next().is_none().then_some(Branch {
        index: only,
        count: branches.len(),
    })
}

/// Escapes a key for a JSON pointer in a URI fragment.
fn escape(key: &str) -> String {
    key.replace('~', "~0")
        .replace('/', "~1")
        .replace('%', "%25")
        .replace(' ', "%20")
}

/// Converts the schemas of a document of any version to JSON Schema 2020-12, and collects all
/// property names.
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
            let mut converted: Map<String, Value> = members
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
                convert_keywords(&mut converted);
            }
            Value::Object(converted)
        }
        other => other.clone(),
    }
}

/// Returns whether the value of a keyword is data rather than a schema.
fn is_data(key: &str) -> bool {
    matches!(key, "example" | "examples" | "default" | "enum" | "const")
}

/// Converts keywords of OpenAPI 3.0 and Swagger 2.0: boolean exclusive bounds and `nullable`.
fn convert_keywords(schema: &mut Map<String, Value>) {
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

//! Reading of the files of the suite.

use std::fs;
use std::path::Path;

use anyhow::Context as _;
use serde_json::Value;

/// A draft of JSON Schema and the OpenAPI version whose schemas are closest to it.
#[derive(Clone, Copy)]
pub enum Draft {
    /// Draft 4, for OpenAPI 3.0.
    Draft4,
    /// Draft 2020-12, for OpenAPI 3.1.
    Draft202012,
}

/// A file of the suite: the tests of one keyword.
pub struct SuiteFile {
    /// The name of the file without `.json`.
    pub name: String,
    /// The schemas with their tests.
    pub groups: Vec<Group>,
}

/// A schema with its tests.
pub struct Group {
    /// What the schema is about.
    pub description: String,
    /// The schema, an object or a boolean.
    pub schema: Value,
    /// The tests.
    pub tests: Vec<Test>,
}

/// A value and the verdict on it.
pub struct Test {
    /// What the value is about.
    pub description: String,
    /// The value.
    pub data: Value,
    /// Whether the schema accepts the value.
    pub valid: bool,
}

impl Draft {
    /// All drafts that an OpenAPI version uses.
    pub const ALL: [Self; 2] = [Self::Draft4, Self::Draft202012];

    /// Returns the name of the folder below `tests`.
    pub fn folder(self) -> &'static str {
        match self {
            Self::Draft4 => "draft4",
            Self::Draft202012 => "draft2020-12",
        }
    }

    /// Returns the OpenAPI version.
    pub fn openapi(self) -> &'static str {
        match self {
            Self::Draft4 => "3.0.4",
            Self::Draft202012 => "3.1.1",
        }
    }
}

/// Reads the files of a draft whose name contains `only`, sorted by name. The tests below
/// `optional` are skipped: a validator may fail them.
pub fn read(suite: &Path, draft: Draft, only: &str) -> anyhow::Result<Vec<SuiteFile>> {
    let folder = suite.join("tests").join(draft.folder());
    let Ok(entries) = fs::read_dir(&folder) else {
        return Ok(Vec::new());
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry
            .with_context(|| format!("cannot read {}", folder.display()))?
            .path();
        let name = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if path
            .extension()
            .is_some_and(|extension| extension == "json")
            && name.contains(only)
        {
            let groups =
                groups(&path).with_context(|| format!("cannot read {}", path.display()))?;
            files.push(SuiteFile { name, groups });
        }
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(files)
}

/// Reads the schemas of a file.
fn groups(path: &Path) -> anyhow::Result<Vec<Group>> {
    let groups: Vec<Value> = serde_json::from_slice(&fs::read(path)?)?;
    groups.iter().map(group).collect()
}

fn group(group: &Value) -> anyhow::Result<Group> {
    let tests = group.get("tests").and_then(Value::as_array);
    let tests = tests
        .context("a schema has no list `tests`")?
        .iter()
        .map(test);
    Ok(Group {
        description: description(group),
        schema: group
            .get("schema")
            .context("a group has no `schema`")?
            .clone(),
        tests: tests.collect::<anyhow::Result<_>>()?,
    })
}

fn test(test: &Value) -> anyhow::Result<Test> {
    let valid = test.get("valid").and_then(Value::as_bool);
    Ok(Test {
        description: description(test),
        data: test.get("data").context("a test has no `data`")?.clone(),
        valid: valid.context("a test has no boolean `valid`")?,
    })
}

fn description(node: &Value) -> String {
    let description = node.get("description").and_then(Value::as_str);
    description.unwrap_or_default().to_owned()
}

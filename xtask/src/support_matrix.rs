//! The support matrix: features of OpenAPI, each with the evidence for what is supported.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::Context as _;
use serde::Deserialize;

/// The matrix's path.
pub const PATH: &str = "docs/support.toml";

/// The matrix, in the order of the page.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Matrix {
    /// Fixtures that no feature cites, each with the reason.
    pub other_fixtures: BTreeMap<String, String>,
    /// Sections, each a table of the page.
    pub sections: Vec<Section>,
}

/// Features of the same part of a document.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Heading of the table.
    pub title: String,
    /// Rows of the table.
    pub features: Vec<Feature>,
}

/// A row of the matrix.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Feature {
    /// Name of the feature, in Markdown.
    pub name: String,
    /// Versions that define the feature.
    pub versions: Versions,
    /// Where the feature is specified: an object of OpenAPI (`Parameter Object`), a section of JSON
    /// Schema 2020-12 (`Core 8.2.1`, `Validation 6.1.1`) or an RFC (`RFC 7578`).
    pub specification: Option<String>,
    /// Restriction or explanation, in Markdown.
    pub note: Option<String>,
    /// Evidence, at most one for each cell. A cell without evidence does not apply to the feature.
    pub evidence: Vec<Evidence>,
}

/// Versions that define a feature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Versions {
    /// Swagger 2.0 and all versions of OpenAPI.
    #[serde(rename = "all")]
    All,
    /// Swagger 2.0 only.
    #[serde(rename = "2.0")]
    Swagger,
    /// OpenAPI 3.0 only.
    #[serde(rename = "3.0")]
    V30,
    /// OpenAPI 3.0 and later.
    #[serde(rename = "3.0+")]
    Since30,
    /// OpenAPI 3.1 and later.
    #[serde(rename = "3.1+")]
    Since31,
    /// OpenAPI 3.2 and later.
    #[serde(rename = "3.2")]
    Since32,
}

/// A column of the matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Cell {
    /// The generated types express the feature.
    Types,
    /// The generated client sends it or reads it.
    Client,
    /// The generated server reads it or sends it.
    Server,
    /// The generated server rejects requests that violate it.
    Validation,
}

/// What a cell of the matrix relies on.
#[derive(Debug, Deserialize)]
#[serde(try_from = "Entry")]
pub struct Evidence {
    /// Cells that rely on it.
    pub cells: Vec<Cell>,
    /// Where it is found.
    pub source: Source,
    /// Text that it contains: of a test, of a snapshot, or of the message of a diagnostic.
    pub shows: Option<String>,
}

/// Where evidence is found.
#[derive(Debug)]
pub enum Source {
    /// A test, which fails without the feature.
    Test {
        /// Path of the file from the root of the repository.
        file: String,
        /// Name of the function.
        function: String,
    },
    /// A test document whose snapshots contain generated items.
    Fixture {
        /// Name of the folder in `tests/generator/fixtures`.
        name: String,
        /// Codes that the document reports about other features.
        besides: Vec<String>,
    },
    /// A diagnostic, which reports that the feature is not supported.
    Diagnostic {
        /// The code.
        code: String,
        /// Folder of a document that reports it, in `tests/generator`.
        folder: String,
    },
}

/// Evidence as an entry of the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    r#for: Vec<Cell>,
    test: Option<String>,
    fixture: Option<String>,
    #[serde(default)]
    besides: Vec<String>,
    diagnostic: Option<String>,
    r#in: Option<String>,
    shows: Option<String>,
}

impl Cell {
    /// All columns, in the order of the page.
    pub const ALL: [Self; 4] = [Self::Types, Self::Client, Self::Server, Self::Validation];

    /// Returns the heading of the column.
    pub fn name(self) -> &'static str {
        match self {
            Self::Types => "types",
            Self::Client => "client",
            Self::Server => "server",
            Self::Validation => "validation",
        }
    }
}

impl Versions {
    /// Returns the versions as the page shows them.
    pub fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Swagger => "2.0",
            Self::V30 => "3.0",
            Self::Since30 => "3.0+",
            Self::Since31 => "3.1+",
            Self::Since32 => "3.2",
        }
    }

    /// Returns whether a version, such as `3.0.3`, is among them.
    pub fn include(self, version: &str) -> bool {
        let first = match self {
            Self::All => return true,
            Self::Swagger => return version.starts_with("2."),
            Self::V30 => return version.starts_with("3.0"),
            Self::Since30 => "3.0",
            Self::Since31 => "3.1",
            Self::Since32 => "3.2",
        };
        version >= first
    }
}

impl Feature {
    /// Returns the evidence for a cell, or `None` if the cell does not apply.
    pub fn evidence_for(&self, cell: Cell) -> Option<&Evidence> {
        self.evidence.iter().find(|it| it.cells.contains(&cell))
    }
}

impl TryFrom<Entry> for Evidence {
    type Error = &'static str;

    fn try_from(entry: Entry) -> Result<Self, Self::Error> {
        let source = match (entry.test, entry.fixture, entry.diagnostic, entry.r#in) {
            (Some(test), None, None, None) => {
                let (file, function) = test
                    .split_once("::")
                    .ok_or("expected a test as `FILE::FUNCTION`")?;
                let (file, function) = (file.to_owned(), function.to_owned());
                Source::Test { file, function }
            }
            (None, Some(name), None, None) => Source::Fixture {
                name,
                besides: entry.besides,
            },
            (None, None, Some(code), Some(folder)) => Source::Diagnostic { code, folder },
            _ => return Err("expected `test`, `fixture`, or `diagnostic` with `in`"),
        };
        Ok(Self {
            cells: entry.r#for,
            source,
            shows: entry.shows,
        })
    }
}

/// Reads the matrix of the repository at `root`.
pub fn read(root: &Path) -> anyhow::Result<Matrix> {
    let path = root.join(PATH);
    let text = fs::read_to_string(&path);
    let text = text.with_context(|| format!("cannot read {}", path.display()))?;
    parse(&text).with_context(|| format!("invalid {PATH}"))
}

/// Parses a matrix.
pub fn parse(text: &str) -> anyhow::Result<Matrix> {
    Ok(toml::from_str(text)?)
}

//! The results of documents, as rows of a table of tab-separated values.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use serde_json::Value;

use super::documents::Document;

/// The result of a document.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// The path of the document relative to the folder of the corpus.
    pub file: String,
    /// The version that the document declares.
    pub version: String,
    /// `generated`, `refused`, `crashed` or `too late`.
    pub result: String,
    /// The numbers of the generator's summary, by name.
    pub counts: BTreeMap<&'static str, u64>,
    /// The number of diagnostics by code.
    pub diagnostics: BTreeMap<String, u64>,
    /// The duration of the generator, in milliseconds.
    pub generate_ms: u128,
    /// The peak memory of the generator, in bytes.
    pub generate_peak: u64,
    /// `clean`, `failed` or `too late`; empty if the output was not compiled.
    pub check: String,
    /// The duration of the compiler, in milliseconds.
    pub check_ms: u128,
    /// The peak memory of the largest compiler process, in bytes.
    pub check_peak: u64,
    /// The number of values that were not exchanged, by the reason.
    pub left_out: BTreeMap<String, usize>,
    /// The first error message.
    pub first_error: String,
    /// The differences between both ends, as rows of a table of their own.
    pub differences: Vec<String>,
}

/// The columns before and after the numbers. Times are in milliseconds, memory in bytes.
const BEFORE: [&str; 3] = ["file", "version", "result"];
const AFTER: [&str; 8] = [
    "diagnostics",
    "generate_ms",
    "generate_peak",
    "check",
    "check_ms",
    "check_peak",
    "left_out_by_reason",
    "first_error",
];

/// The columns with the numbers of the summary.
const COUNTS: [&str; 18] = [
    "operations",
    "client_operations",
    "server_operations",
    "schemas",
    "types",
    "fields",
    "untyped",
    "skipped",
    "lines",
    "errors",
    "warnings",
    "values",
    "lost",
    "exchanged_operations",
    "requests",
    "responses",
    "differences",
    "left_out",
];

impl Row {
    /// Creates an empty row for a document.
    pub fn new(file: &str) -> Self {
        Self {
            file: file.to_owned(),
            ..Self::default()
        }
    }

    /// Adds the content of a line of the generator's JSON output.
    pub fn read(&mut self, line: &Value) {
        match line.get("kind").and_then(Value::as_str) {
            Some("diagnostic") => {
                let code = line.get("code").and_then(Value::as_str).unwrap_or_default();
                *self.diagnostics.entry(code.to_owned()).or_default() += 1;
                if line.get("severity").and_then(Value::as_str) == Some("error")
                    && self.first_error.is_empty()
                {
                    let message = line
                        .get("message")
                        .and_then(Value::as_str)
                        .unwrap_or_default();
                    self.first_error = format!("{code} {message}").replace(['\t', '\n', '\r'], " ");
                }
            }
            Some("summary") => {
                self.version = line
                    .get("version")
                    .and_then(Value::as_str)
                    .unwrap_or_default()
                    .to_owned();
                for name in COUNTS {
                    let value = line.get(name);
                    let count = value
                        .and_then(Value::as_u64)
                        .or_else(|| value?.as_array().map(|list| list.len() as u64));
                    self.counts.insert(name, count.unwrap_or_default());
                }
            }
            _ => {}
        }
    }

    /// Returns a number of the summary; 0 if missing.
    pub fn count(&self, name: &str) -> u64 {
        self.counts.get(name).copied().unwrap_or_default()
    }

    /// Sets a number of the summary.
    pub fn set(&mut self, name: &'static str, count: usize) {
        self.counts.insert(name, count as u64);
    }

    /// Records that the output is unusable.
    pub fn fail(&mut self, message: String) {
        self.check = "failed".to_owned();
        self.blame(message);
    }

    /// Records why the document fails, unless an error is recorded already.
    pub fn blame(&mut self, message: String) {
        if self.first_error.is_empty() {
            let line = message.replace(['\t', '\n', '\r'], " ");
            self.first_error = line.chars().take(600).collect();
        }
    }

    /// Returns whether code was generated.
    pub fn is_generated(&self) -> bool {
        self.result == "generated"
    }

    /// Returns whether the document failed. Rejecting a document that is invalid on purpose is not
    /// a failure.
    pub fn is_failure(&self) -> bool {
        let is_rejected_as_meant =
            self.result == "refused" && Document::is_meant_to_fail(&self.file);
        !(is_rejected_as_meant
            || self.is_generated()
                && matches!(self.check.as_str(), "" | "clean")
                && self.count("lost") == 0
                && self.count("differences") == 0)
    }

    fn write(&self) -> String {
        let codes: Vec<String> = self
            .diagnostics
            .iter()
            .map(|(code, count)| format!("{code}={count}"))
            .collect();
        let mut cells = vec![self.file.clone(), self.version.clone(), self.result.clone()];
        cells.extend(COUNTS.iter().map(|name| self.count(name).to_string()));
        cells.extend([
            codes.join(" "),
            self.generate_ms.to_string(),
            self.generate_peak.to_string(),
            self.check.clone(),
            self.check_ms.to_string(),
            self.check_peak.to_string(),
            self.reasons(),
            self.first_error.clone(),
        ]);
        cells.join("\t")
    }

    /// Returns the reasons of `left_out` with their counts, most frequent first.
    fn reasons(&self) -> String {
        let mut reasons: Vec<_> = self.left_out.iter().collect();
        reasons.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        let reasons = reasons.iter().map(|(reason, count)| {
            let reason = reason.replace(['\t', '\n', '\r', ';', '='], " ");
            format!("{reason}={count}")
        });
        reasons.collect::<Vec<_>>().join(";")
    }

    fn parse(line: &str) -> Option<Self> {
        let cells: Vec<&str> = line.split('\t').collect();
        let (head, tail) = (cells.get(..3)?, cells.get(3 + COUNTS.len()..)?);
        let (
            [file, version, result],
            [
                codes,
                generate_ms,
                generate_peak,
                check,
                check_ms,
                check_peak,
                left_out,
                first_error,
            ],
        ) = (head, tail)
        else {
            return None;
        };
        let counts = COUNTS
            .iter()
            .zip(cells.get(3..)?)
            .map(|(name, cell)| Some((*name, cell.parse().ok()?)));
        let codes = codes
            .split_whitespace()
            .filter_map(|code| code.split_once('='));
        Some(Self {
            file: (*file).to_owned(),
            version: (*version).to_owned(),
            result: (*result).to_owned(),
            counts: counts.collect::<Option<_>>()?,
            diagnostics: codes
                .filter_map(|(code, count)| Some((code.to_owned(), count.parse().ok()?)))
                .collect(),
            generate_ms: generate_ms.parse().ok()?,
            generate_peak: generate_peak.parse().ok()?,
            check: (*check).to_owned(),
            check_ms: check_ms.parse().ok()?,
            check_peak: check_peak.parse().ok()?,
            left_out: left_out
                .split(';')
                .filter_map(|reason| reason.split_once('='))
                .filter_map(|(reason, count)| Some((reason.to_owned(), count.parse().ok()?)))
                .collect(),
            first_error: (*first_error).to_owned(),
            differences: Vec::new(),
        })
    }
}

/// Returns the header line.
fn head() -> String {
    BEFORE
        .iter()
        .chain(&COUNTS)
        .chain(&AFTER)
        .copied()
        .collect::<Vec<_>>()
        .join("\t")
}

/// A file of rows. Every row is written immediately, so that an interrupted run can continue.
pub struct Table {
    path: PathBuf,
    file: File,
    rows: BTreeMap<String, Row>,
}

impl Table {
    /// Opens a file and reads its rows. A file with other columns is replaced.
    pub fn open(path: &Path) -> anyhow::Result<Self> {
        let context = || format!("cannot open {}", path.display());
        let head = head();
        let known = fs::read_to_string(path).unwrap_or_default();
        let (first, rest) = known.split_once('\n').unwrap_or_default();
        let rows: BTreeMap<String, Row> = match first == head {
            true => rest
                .lines()
                .filter_map(Row::parse)
                .map(|row| (row.file.clone(), row))
                .collect(),
            false => BTreeMap::new(),
        };
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).with_context(context)?;
        }
        if first != head {
            fs::write(path, format!("{head}\n")).with_context(context)?;
        }
        let file = OpenOptions::new()
            .append(true)
            .open(path)
            .with_context(context)?;
        Ok(Self {
            path: path.to_owned(),
            file,
            rows,
        })
    }

    /// Returns the row of a document.
    pub fn get(&self, file: &str) -> Option<&Row> {
        self.rows.get(file)
    }

    /// Adds a row and appends it to the file.
    pub fn add(&mut self, row: Row) -> anyhow::Result<()> {
        writeln!(self.file, "{}", row.write())
            .and_then(|()| self.add_differences(&row))
            .with_context(|| format!("cannot write {}", self.path.display()))?;
        self.rows.insert(row.file.clone(), row);
        Ok(())
    }

    /// Appends the differences to a file beside the table.
    fn add_differences(&self, row: &Row) -> io::Result<()> {
        if row.differences.is_empty() {
            return Ok(());
        }
        let path = self.path.with_extension("differences.tsv");
        let mut file = OpenOptions::new().append(true).create(true).open(path)?;
        let lines = row.differences.iter();
        let lines = lines.map(|line| format!("{}\t{line}\n", row.file));
        file.write_all(lines.collect::<String>().as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_written_row_parses_to_the_same_row() {
        let mut row = Row::new("a/b.yaml");
        row.result = "generated".to_owned();
        row.read(&serde_json::json!({"kind": "diagnostic", "code": "oas::ref-cycle", "severity": "warning"}));
        row.read(&serde_json::json!({"kind": "summary", "version": "3.1", "operations": 7, "skipped": [1, 2]}));
        let read = Row::parse(&row.write()).expect("the row parses");
        assert_eq!(
            (
                read.write(),
                read.count("operations"),
                read.count("skipped")
            ),
            (row.write(), 7, 2)
        );
        assert_eq!(head().split('\t').count(), row.write().split('\t').count());
    }
}

//! The results as tables for the terminal, as Markdown and as JSON.

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use serde_json::{Map, Value, json};

use super::figure::{Figure, significant};
use super::results::{Cell, Results};

/// The format of the results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A table for the terminal.
    Terminal,
    /// A table in Markdown.
    Markdown,
    /// A JSON object on one line.
    Json,
}

/// The results of a document with the labels of the tools. The first tool is Specwright.
pub struct Report<'a> {
    /// The name of the document.
    pub document: &'a str,
    /// The labels of the tools.
    pub tools: &'a [String],
    /// The number of runs.
    pub runs: usize,
    /// The results.
    pub results: &'a Results,
}

/// The number of characters of an error in a table.
const ERROR_LENGTH: usize = 60;

impl Report<'_> {
    /// Writes the results.
    pub fn write(&self, format: Format) -> String {
        match format {
            Format::Terminal => self.draw(),
            Format::Markdown => self.markdown(),
            Format::Json => self.json().to_string(),
        }
    }

    fn draw(&self) -> String {
        let mut table = Table::new();
        table.load_style(presets::UTF8_HORIZONTAL_ONLY);
        table.set_content_arrangement(ContentArrangement::Dynamic);
        table.set_header(self.head());
        table.add_rows(self.rows());
        for column in table.column_iter_mut().skip(1) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        table.to_string()
    }

    fn markdown(&self) -> String {
        let line = |cells: Vec<String>| {
            let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
            format!("| {} |\n", cells.join(" | "))
        };
        let mut text = line(self.head());
        text.push_str("|---|");
        text.push_str(&"---:|".repeat(self.tools.len() + 1));
        text.push('\n');
        text.extend(self.rows().into_iter().map(line));
        text
    }

    fn json(&self) -> Value {
        let mut figures = Map::new();
        for figure in self.figures() {
            let mut tools = Map::new();
            for (index, tool) in self.tools.iter().enumerate() {
                let samples = self.results.samples(index, figure);
                let value = match self.results.cell(index, figure) {
                    Cell::Median(median) => json!({ "median": median, "samples": samples }),
                    Cell::Fails(error) => json!({ "error": error }),
                    Cell::Missing => continue,
                };
                tools.insert(tool.clone(), value);
            }
            let ratio = self.results.ratio(figure, self.tools.len());
            figures.insert(
                figure.key().to_owned(),
                json!({ "tools": tools, "ratio_to_best_peer": ratio }),
            );
        }
        json!({ "document": self.document, "runs": self.runs, "figures": figures })
    }

    fn head(&self) -> Vec<String> {
        let mut cells = vec![self.document.to_owned()];
        cells.extend(self.tools.iter().cloned());
        cells.push("to best peer".to_owned());
        cells
    }

    fn rows(&self) -> Vec<Vec<String>> {
        self.figures()
            .map(|figure| {
                let mut cells = vec![figure.title().to_owned()];
                cells.extend((0..self.tools.len()).map(|tool| self.text(tool, figure)));
                let ratio = self.results.ratio(figure, self.tools.len());
                cells.push(ratio.map_or_else(dash, |ratio| format!("{}x", significant(ratio))));
                cells
            })
            .collect()
    }

    /// Returns the figures that at least one tool has, and those whose measurement failed for Specwright.
    fn figures(&self) -> impl Iterator<Item = Figure> + '_ {
        let has_value = |figure: &Figure| {
            let mut cells = (0..self.tools.len()).map(|tool| self.results.cell(tool, *figure));
            let is_failure = matches!(self.results.cell(0, *figure), Cell::Fails(_));
            is_failure || cells.any(|cell| matches!(cell, Cell::Median(_)))
        };
        Figure::ALL.into_iter().filter(has_value)
    }

    fn text(&self, tool: usize, figure: Figure) -> String {
        match self.results.cell(tool, figure) {
            Cell::Median(median) => figure.unit().format(median),
            Cell::Fails(error) if error.chars().count() > ERROR_LENGTH => {
                let start: String = error.chars().take(ERROR_LENGTH).collect();
                format!("fails: {start}…")
            }
            Cell::Fails(error) => format!("fails: {error}"),
            Cell::Missing => dash(),
        }
    }
}

fn dash() -> String {
    "-".to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::figure::Phase;
    use super::*;

    fn write(format: Format) -> String {
        let mut results = Results::default();
        for time in [1.0, 3.0, 2.0] {
            results.add(0, Figure::GenerateTime, time);
        }
        results.add(1, Figure::GenerateTime, 4.0);
        results.fail(2, Phase::Generate, "error: a | b");
        results.add(0, Figure::CheckMemory, 1.5e9);
        let tools = ["specwright", "ploidy 0.15.0", "oas3-gen"].map(str::to_owned);
        let report = Report {
            document: "a.yaml",
            tools: &tools,
            runs: 3,
            results: &results,
        };
        report.write(format)
    }

    #[test]
    fn markdown_has_a_row_for_each_measured_figure() {
        let expected = "\
| a.yaml | specwright | ploidy 0.15.0 | oas3-gen | to best peer |
|---|---:|---:|---:|---:|
| generation, time | 2.00 s | 4.00 s | fails: error: a \\| b | 0.50x |
| cargo check, largest rustc | 1.50 GB | - | - | - |
";
        assert_eq!(write(Format::Markdown), expected);
    }

    #[test]
    fn the_terminal_shows_the_same_cells() {
        let text = write(Format::Terminal);
        for cell in ["a.yaml", "2.00 s", "fails:", "0.50x", "1.50 GB"] {
            assert!(text.contains(cell), "missing `{cell}` in:\n{text}");
        }
    }

    #[test]
    fn json_has_all_samples_and_errors() {
        let value: Value = serde_json::from_str(&write(Format::Json)).expect("the text is JSON");
        let tools = &value["figures"]["generate_seconds"]["tools"];
        assert_eq!(
            value["figures"]["generate_seconds"]["ratio_to_best_peer"],
            0.5
        );
        assert_eq!(
            tools["specwright"],
            json!({ "median": 2.0, "samples": [1.0, 3.0, 2.0] })
        );
        assert_eq!(tools["oas3-gen"], json!({ "error": "error: a | b" }));
    }
}

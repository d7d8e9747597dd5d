//! The totals of a run by folder, as a table for the terminal.

use std::collections::BTreeMap;

use comfy_table::{CellAlignment, Table, presets};

use super::documents::Document;
use super::row::Row;

/// The totals of a folder.
#[derive(Default)]
struct Sum {
    documents: usize,
    generated: usize,
    compiled: usize,
    rejected: usize,
    operations: u64,
    both: u64,
    fields: u64,
    untyped: u64,
    values: u64,
    lost: u64,
    exchanged: u64,
    differences: u64,
    left_out: u64,
    slowest: u128,
    largest: u64,
}

/// Draws a line per folder. Documents that are invalid on purpose have a line of their own.
pub fn draw(rows: &[&Row]) -> String {
    let mut sums: BTreeMap<String, Sum> = BTreeMap::new();
    for row in rows {
        let folder = row.file.split_once('/').map_or("", |(folder, _)| folder);
        let invalid = if Document::is_meant_to_fail(&row.file) {
            " (invalid on purpose)"
        } else {
            ""
        };
        sums.entry(format!("{folder}{invalid}"))
            .or_default()
            .add(row);
    }
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY);
    table.set_header([
        "set",
        "documents",
        "generated",
        "compiled",
        "rejected",
        "operations",
        "client and server",
        "fields",
        "untyped",
        "values",
        "lost",
        "exchanged",
        "differences",
        "left out",
        "slowest",
        "largest",
    ]);
    for (set, sum) in &sums {
        table.add_row([
            set.clone(),
            sum.documents.to_string(),
            sum.generated.to_string(),
            sum.compiled.to_string(),
            sum.rejected.to_string(),
            sum.operations.to_string(),
            percent(sum.both, sum.operations),
            sum.fields.to_string(),
            percent(sum.untyped, sum.fields),
            sum.values.to_string(),
            sum.lost.to_string(),
            sum.exchanged.to_string(),
            sum.differences.to_string(),
            sum.left_out.to_string(),
            format!("{} ms", sum.slowest),
            format!("{} MB", sum.largest / 1_000_000),
        ]);
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table.to_string()
}

impl Sum {
    fn add(&mut self, row: &Row) {
        self.documents += 1;
        self.generated += usize::from(row.is_generated());
        self.compiled += usize::from(row.check == "clean");
        self.rejected += usize::from(row.result == "refused");
        self.slowest = self.slowest.max(row.generate_ms);
        self.largest = self.largest.max(row.generate_peak);
        // Operations in output that does not compile do not count.
        let is_usable = row.is_generated() && matches!(row.check.as_str(), "" | "clean");
        let both = row
            .count("client_operations")
            .min(row.count("server_operations"));
        self.operations += row.count("operations");
        self.both += if is_usable { both } else { 0 };
        self.fields += row.count("fields");
        self.untyped += row.count("untyped");
        self.values += row.count("values");
        self.lost += row.count("lost");
        self.exchanged += row.count("requests") + row.count("responses");
        self.differences += row.count("differences");
        self.left_out += row.count("left_out");
    }
}

fn percent(part: u64, whole: u64) -> String {
    match whole {
        0 => "-".to_owned(),
        whole => format!("{:.2} %", part as f64 * 100.0 / whole as f64),
    }
}

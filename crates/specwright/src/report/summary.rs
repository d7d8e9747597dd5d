//! Lines about changed files, and the summary line.

use crate::Generated;
use crate::output::{Change, ChangeKind};

use super::escape::escape_text;

/// Returns the line for a changed file, such as `added out/Cargo.toml`.
pub fn change_line(change: &Change, folder: &str) -> String {
    let verb = match change.kind {
        ChangeKind::Added => "added",
        ChangeKind::Updated => "updated",
        ChangeKind::Removed => "removed",
    };
    format!(
        "{verb} {}/{}",
        folder.trim_end_matches('/'),
        escape_text(&change.path)
    )
}

/// Returns the line with the contents of the output and the number of errors and warnings. The
/// number of files is omitted if the output is neither written nor compared.
pub fn summary_line(generated: &Generated, has_output: bool) -> String {
    let problems = format!(
        "{}, {}",
        count(generated.errors(), "error"),
        count(generated.warnings(), "warning")
    );
    let Some(files) = &generated.files else {
        return format!("{}: {problems}", escape_text(&generated.title));
    };
    let counts = &generated.counts;
    let mut parts = vec![count(generated.operations, "operation")];
    parts.extend((counts.excluded > 0).then(|| format!("{} excluded", counts.excluded)));
    let selected = generated.operations.saturating_sub(counts.excluded);
    let emitted = [
        ("client", counts.client_operations),
        ("server", counts.server_operations),
    ];
    parts.extend(
        emitted
            .iter()
            .filter(|(_, n)| *n != selected)
            .map(|(side, n)| format!("{n} in the {side}")),
    );
    parts.extend((counts.webhooks > 0).then(|| count(counts.webhooks, "webhook")));
    parts.extend([count(counts.types, "type"), count(counts.fields, "field")]);
    parts.extend(has_output.then(|| count(files.len(), "file")));
    parts.push(problems);
    format!("{}: {}", escape_text(&generated.title), parts.join(", "))
}

/// Formats a number and its noun, such as `2 errors`.
pub(crate) fn count(n: usize, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}

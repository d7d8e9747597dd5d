//! One line a file that changed, and one line for all.

use crate::Made;
use crate::output::{Change, ChangeKind};

use super::escape::escape_text;

/// What happened to a file.
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

/// What is in the output, and how much there was to say about the document.
pub fn summary_line(made: &Made) -> String {
    let said = format!(
        "{}, {}",
        count(made.errors(), "error"),
        count(made.warnings(), "warning")
    );
    let Some(files) = &made.files else {
        return format!("{}: {said}", escape_text(&made.title));
    };
    let counts = &made.counts;
    let mut parts = vec![count(made.operations, "operation")];
    parts.extend((counts.excluded > 0).then(|| format!("{} left out", counts.excluded)));
    let chosen = made.operations.saturating_sub(counts.excluded);
    let emitted = [
        ("client", counts.client_operations),
        ("server", counts.server_operations),
    ];
    parts.extend(
        emitted
            .iter()
            .filter(|(_, n)| *n != chosen)
            .map(|(side, n)| format!("{n} in the {side}")),
    );
    parts.extend([
        count(counts.types, "type"),
        count(counts.fields, "field"),
        count(files.len(), "file"),
        said,
    ]);
    format!("{}: {}", escape_text(&made.title), parts.join(", "))
}

/// A number and what it counts.
pub(crate) fn count(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

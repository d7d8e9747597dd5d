//! One line a file that changed, and one line for all.

use crate::Generated;
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
pub fn summary_line(generated: &Generated) -> String {
    let said = format!(
        "{}, {}",
        count(generated.errors(), "error"),
        count(generated.warnings(), "warning")
    );
    let Some(files) = &generated.files else {
        return format!("{}: {said}", escape_text(&generated.title));
    };
    let counts = &generated.counts;
    let mut parts = vec![count(generated.operations, "operation")];
    parts.extend((counts.excluded > 0).then(|| format!("{} left out", counts.excluded)));
    let chosen = generated.operations.saturating_sub(counts.excluded);
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
    format!("{}: {}", escape_text(&generated.title), parts.join(", "))
}

/// A number and what it counts.
pub(crate) fn count(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

//! Sections, tables and code spans of Markdown files, as far as the checks need them.

/// A row of a table, cell by cell.
pub type Row = Vec<String>;

/// Returns the text below the heading `heading` up to the next heading of the same or a higher
/// level.
pub fn section<'a>(text: &'a str, heading: &str) -> Option<&'a str> {
    let level = heading.bytes().take_while(|byte| *byte == b'#').count();
    let start = text
        .match_indices(heading)
        .find(|(index, _)| text[..*index].ends_with('\n') || *index == 0)
        .filter(|(index, _)| text[index + heading.len()..].starts_with('\n'))?;
    let body = &text[start.0 + heading.len()..];
    let ends = |line: &str| {
        let depth = line.bytes().take_while(|byte| *byte == b'#').count();
        depth > 0 && depth <= level && line[depth..].starts_with(' ')
    };
    let mut end = 0;
    for line in body.split_inclusive('\n') {
        if ends(line) {
            return Some(&body[..end]);
        }
        end += line.len();
    }
    Some(body)
}

/// Returns the rows of the table whose first column is headed `first_column`, without the heading.
pub fn table(text: &str, first_column: &str) -> Option<Vec<Row>> {
    let mut lines = text.lines().skip_while(|line| {
        !(line.starts_with('|') && cells(line).first().is_some_and(|cell| cell == first_column))
    });
    lines.next()?;
    let rows = lines.skip(1).take_while(|line| line.starts_with('|'));
    Some(rows.map(cells).collect())
}

fn cells(line: &str) -> Row {
    let line = line.trim().trim_matches('|');
    line.split('|').map(|cell| cell.trim().to_owned()).collect()
}

/// Returns the text of the code spans of a line or a cell.
pub fn code_spans(text: &str) -> Vec<String> {
    let parts = text.split('`').skip(1).step_by(2);
    parts.map(str::to_owned).collect()
}

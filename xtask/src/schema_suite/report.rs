//! Comparison of the verdicts, and the printed report.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use comfy_table::{Table, presets};

use super::document::{Document, Lowered};
use super::kept::is_kept;
use super::program::Answer;
use super::suite::{Draft, Group, Test};

/// The result of a test.
pub struct Outcome {
    /// The name of the file, in most cases a keyword.
    pub keyword: String,
    /// The descriptions of the schema and of the value, and the difference.
    pub text: String,
    /// The difference.
    pub verdict: Verdict,
    /// The diagnostics that the generator reported for the schema.
    pub diagnostics: Vec<String>,
}

/// How a server's verdict compares with the suite's.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Both are equal.
    Agrees,
    /// The server accepts an invalid value.
    Accepts,
    /// The server rejects a valid value.
    Rejects,
    /// The generator rejects the schema.
    Refused,
    /// The server accepts a valid value, but the request type changes it.
    Changes,
}

impl Outcome {
    /// Returns whether the verdicts differ, or the value changed, without a diagnostic.
    pub fn is_silent(&self) -> bool {
        self.verdict != Verdict::Agrees && self.diagnostics.is_empty()
    }
}

/// Compares the answers with the verdicts of the suite.
pub fn compare(documents: &[Document], answers: &[Answer]) -> Vec<Outcome> {
    let mut answers = answers.iter();
    let mut outcomes = Vec::new();
    for document in documents {
        for (group, schema) in document.file.groups.iter().zip(&document.schemas) {
            for test in &group.tests {
                let answer = schema.is_served.then(|| answers.next()).flatten();
                outcomes.push(outcome(&document.file.name, group, schema, test, answer));
            }
        }
    }
    outcomes
}

fn outcome(
    keyword: &str,
    group: &Group,
    schema: &Lowered,
    test: &Test,
    answer: Option<&Answer>,
) -> Outcome {
    let verdict = verdict(group, test, answer);
    let reason = answer.map_or("", |answer| answer.text.as_str());
    let effect = match verdict {
        Verdict::Agrees => String::new(),
        Verdict::Accepts => format!("accepts the invalid value {}", test.data),
        Verdict::Rejects => format!("rejects the valid value {}: {reason}", test.data),
        Verdict::Refused => "the schema is rejected".to_owned(),
        Verdict::Changes => {
            let value = answer.and_then(|answer| answer.value.as_ref());
            let value = value.map_or_else(|| "nothing".to_owned(), ToString::to_string);
            format!("changes {} to {value}", test.data)
        }
    };
    Outcome {
        keyword: keyword.to_owned(),
        text: format!(
            "{keyword}: {}: {}: {effect}",
            group.description, test.description
        ),
        verdict,
        diagnostics: schema.diagnostics.clone(),
    }
}

fn verdict(group: &Group, test: &Test, answer: Option<&Answer>) -> Verdict {
    let Some(answer) = answer else {
        return Verdict::Refused;
    };
    let is_accepted = match answer.status {
        // The operations are not implemented, so that 501 follows a valid body.
        501 => true,
        400..=499 => false,
        // Another status, or a crash, is the wrong verdict on any value.
        _ => !test.valid,
    };
    match (test.valid, is_accepted) {
        (true, false) => Verdict::Rejects,
        (false, true) => Verdict::Accepts,
        (false, false) => Verdict::Agrees,
        (true, true) => {
            let kept = |after| is_kept(&test.data, after, &group.schema);
            match answer.value.as_ref().is_some_and(kept) {
                true => Verdict::Agrees,
                false => Verdict::Changes,
            }
        }
    }
}

/// Draws the results of a draft: totals, a row for each keyword with differences, the diagnostics
/// of the differences, and each difference without a diagnostic.
pub fn draw(draft: Draft, outcomes: &[Outcome]) -> String {
    let count = |verdict| {
        outcomes
            .iter()
            .filter(|outcome| outcome.verdict == verdict)
            .count()
    };
    // A changed value has the right verdict.
    let agreeing = count(Verdict::Agrees) + count(Verdict::Changes);
    let silent: Vec<&Outcome> = outcomes
        .iter()
        .filter(|outcome| outcome.is_silent())
        .collect();
    let mut text = format!(
        "{}: {} tests, {agreeing} agreeing verdicts ({:.1} %), {} changed values, {} differences \
         without a diagnostic\n",
        draft.folder(),
        outcomes.len(),
        100.0 * agreeing as f64 / outcomes.len().max(1) as f64,
        count(Verdict::Changes),
        silent.len(),
    );
    // Writing to a string never fails.
    let _ = writeln!(text, "{}", keywords(outcomes));
    for (diagnostic, count) in diagnostics(outcomes) {
        let _ = writeln!(text, "{count:>4} with {diagnostic}");
    }
    for outcome in silent {
        let _ = writeln!(text, "silent: {}", outcome.text);
    }
    text
}

/// Draws each difference that has a diagnostic, with its diagnostics.
pub fn draw_differences(outcomes: &[Outcome]) -> String {
    let mut text = String::new();
    let differences = outcomes
        .iter()
        .filter(|outcome| outcome.verdict != Verdict::Agrees && !outcome.is_silent());
    for outcome in differences {
        // Writing to a string never fails.
        let _ = writeln!(
            text,
            "{} [{}]",
            outcome.text,
            outcome.diagnostics.join("; ")
        );
    }
    text
}

/// Returns a table of the keywords with differences, those with the most differences first.
fn keywords(outcomes: &[Outcome]) -> Table {
    let mut rows: BTreeMap<&str, [usize; 5]> = BTreeMap::new();
    for outcome in outcomes {
        let row = rows.entry(&outcome.keyword).or_default();
        let column = match outcome.verdict {
            Verdict::Agrees => continue,
            Verdict::Refused => 0,
            Verdict::Accepts => 1,
            Verdict::Rejects => 2,
            Verdict::Changes => 3,
        };
        row[column] += 1;
        row[4] += usize::from(outcome.is_silent());
    }
    let mut rows: Vec<_> = rows
        .into_iter()
        .filter(|(_, row)| row.iter().sum::<usize>() > 0)
        .collect();
    rows.sort_by_key(|(_, row)| std::cmp::Reverse(row.iter().take(4).sum::<usize>()));
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header([
        "keyword",
        "schema rejected",
        "accepts invalid",
        "rejects valid",
        "changes value",
        "without diagnostic",
    ]);
    for (keyword, row) in rows {
        let counts = row.iter().map(ToString::to_string);
        table.add_row(std::iter::once(keyword.to_owned()).chain(counts));
    }
    table
}

/// Returns the diagnostics of schemas with differences and the number of tests, most first.
fn diagnostics(outcomes: &[Outcome]) -> Vec<(&str, usize)> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for outcome in outcomes
        .iter()
        .filter(|outcome| outcome.verdict != Verdict::Agrees)
    {
        for diagnostic in &outcome.diagnostics {
            *counts.entry(diagnostic).or_default() += 1;
        }
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts
}

//! The collection of diagnostics that every stage adds to.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::{Code, Diagnostic, Effect, Finding, Severity};
use crate::pointer::Span;

/// The diagnostics of a run.
#[derive(Debug, Default)]
pub struct Report {
    diagnostics: Vec<Diagnostic>,
    groups: IndexMap<(Code, Effect, String), Group>,
    groups_all: bool,
    ignores_invalid: bool,
}

/// Codes of errors about values without which the document can be read.
const INVALID: [Code; 5] = [
    Code::WrongType,
    Code::InvalidPiece,
    Code::DuplicateIdentifier,
    Code::PathWithoutSlash,
    Code::MalformedPath,
];

/// All locations of one grouped finding.
#[derive(Debug)]
struct Group {
    first: Diagnostic,
    locations: usize,
}

impl Report {
    /// Creates a report that groups every finding, as if each were [grouped](Finding::grouped).
    pub fn grouping() -> Self {
        Self {
            groups_all: true,
            ..Self::default()
        }
    }

    /// Turns errors about invalid values into warnings from now on. Every stage continues without
    /// such a value.
    pub(crate) fn ignore_invalid(&mut self) {
        self.ignores_invalid = true;
    }

    /// Adds a finding at a location.
    pub fn add(&mut self, span: &Span, finding: Finding) {
        let grouped = finding.grouped || self.groups_all;
        self.insert(finding.at(span), grouped);
    }

    /// Adds a diagnostic whose location is already set.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.insert(diagnostic, self.groups_all);
    }

    fn insert(&mut self, mut diagnostic: Diagnostic, grouped: bool) {
        let is_invalid =
            diagnostic.severity == Severity::Error && INVALID.contains(&diagnostic.code);
        if self.ignores_invalid && is_invalid {
            diagnostic.severity = Severity::Warning;
            diagnostic.message.push_str("; it is ignored");
        }
        if !grouped {
            self.diagnostics.push(diagnostic);
            return;
        }
        let key = (
            diagnostic.code,
            diagnostic.effect,
            diagnostic.message.clone(),
        );
        self.groups
            .entry(key)
            .or_insert_with(|| Group {
                first: diagnostic,
                locations: 0,
            })
            .locations += 1;
    }

    /// Returns whether any diagnostic is an error.
    pub fn has_errors(&self) -> bool {
        let groups = self.groups.values().map(|group| &group.first);
        self.diagnostics
            .iter()
            .chain(groups)
            .any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// Returns the diagnostics in the order in which they were added, grouped ones last.
    pub fn into_diagnostics(self) -> Vec<Diagnostic> {
        let groups = self.groups.into_values().map(Group::into_diagnostic);
        self.diagnostics.into_iter().chain(groups).collect()
    }

    /// Returns the diagnostics sorted by file, errors first, without duplicates. `original` maps a
    /// location in the rewritten document to the location in the text.
    pub fn into_sorted(self, original: impl Fn(&Span) -> Span) -> Vec<Diagnostic> {
        let mut seen = BTreeSet::new();
        let mut diagnostics = self.into_diagnostics();
        diagnostics.retain_mut(|diagnostic| {
            diagnostic.span = original(&diagnostic.span);
            seen.insert((
                diagnostic.code,
                diagnostic.span.clone(),
                diagnostic.message.clone(),
            ))
        });
        diagnostics.sort_by_key(|diagnostic| (diagnostic.span.source, diagnostic.severity));
        diagnostics
    }
}

impl Group {
    fn into_diagnostic(self) -> Diagnostic {
        let mut diagnostic = self.first;
        if self.locations > 1 {
            let count = format!(" ({} locations, this is the first)", self.locations);
            diagnostic.message.push_str(&count);
        }
        diagnostic
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pointer::Pointer;

    fn span(pointer: &str) -> Span {
        Span::root(Pointer::from_text(pointer))
    }

    fn unsupported() -> Finding {
        Finding::degraded(Code::IgnoredKeyword, "`not` is ignored", "remove it").grouped()
    }

    #[test]
    fn grouped_findings_share_one_diagnostic_at_the_first_location() {
        let mut report = Report::default();
        report.add(&span("/a"), unsupported());
        report.add(&span("/b"), unsupported());
        report.add(&span("/c"), Finding::error(Code::WrongType, "wrong", "fix"));
        let diagnostics = report.into_diagnostics();
        let messages: Vec<(&str, &str)> = diagnostics
            .iter()
            .map(|one| (one.span.pointer.as_str(), one.message.as_str()))
            .collect();
        assert_eq!(
            messages,
            [
                ("/c", "wrong"),
                ("/a", "`not` is ignored (2 locations, this is the first)"),
            ]
        );
    }

    #[test]
    fn a_grouping_report_keeps_findings_with_different_effects_apart() {
        let mut report = Report::grouping();
        let finding = Finding::skipped(Code::UnsupportedMethod, "no method", "use another");
        for effect in [
            Effect::SkippedClient,
            Effect::SkippedServer,
            Effect::SkippedClient,
        ] {
            report.add(&span("/a"), finding.clone().with_effect(effect));
        }
        let diagnostics = report.into_diagnostics();
        assert_eq!(diagnostics.len(), 2);
        assert_eq!(
            diagnostics[0].message,
            "no method (2 locations, this is the first)"
        );
        assert_eq!(diagnostics[1].effect, Effect::SkippedServer);
    }

    #[test]
    fn sorting_puts_errors_first_and_drops_duplicates() {
        let mut report = Report::default();
        report.add(&span("/a"), Finding::warning(Code::WrongType, "odd", "fix"));
        report.add(&span("/b"), Finding::error(Code::WrongType, "wrong", "fix"));
        report.add(&span("/b"), Finding::error(Code::WrongType, "wrong", "fix"));
        assert!(report.has_errors());
        let diagnostics = report.into_sorted(Span::clone);
        let messages: Vec<&str> = diagnostics.iter().map(|one| one.message.as_str()).collect();
        assert_eq!(messages, ["wrong", "odd"]);
    }
}

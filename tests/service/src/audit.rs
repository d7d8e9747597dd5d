//! Comparing the database with the responses that clients got.

use std::collections::{BTreeMap, BTreeSet};

use crate::Result;
use crate::database::SessionRow;
use crate::fixture::Fixture;
use crate::load::{Call, Observations};
use crate::report::Report;

/// The data to compare.
struct Audit<'a> {
    fixture: &'a Fixture,
    calls: &'a BTreeSet<Call>,
    observed: &'a Observations,
    rows: BTreeMap<&'a str, &'a SessionRow>,
    /// The ids of all sessions in responses.
    answered: BTreeSet<&'a str>,
}

/// Verifies the sessions of a fixture against all calls that clients made on it.
///
/// # Errors
/// Returns an error if the database cannot be read.
pub async fn verify_sessions(
    report: &mut Report,
    fixture: &Fixture,
    calls: &BTreeSet<Call>,
    observed: &Observations,
) -> Result<()> {
    let rows = fixture.database.sessions().await?;
    let audit = Audit {
        fixture,
        calls,
        observed,
        rows: rows.iter().map(|row| (row.id.as_str(), row)).collect(),
        answered: observed
            .answers
            .values()
            .flatten()
            .map(String::as_str)
            .collect(),
    };
    audit.check_responses(report);
    audit.check_rows(report, rows.len());
    Ok(())
}

impl Audit<'_> {
    fn check_responses(&self, report: &mut Report) {
        let duplicated: Vec<_> = self
            .observed
            .answers
            .iter()
            .filter(|(_, ids)| ids.len() > 1)
            .collect();
        let unanswered: Vec<_> = self
            .calls
            .iter()
            .filter(|call| !self.observed.answers.contains_key(*call))
            .collect();
        check_none(report, "no response is wrong", &self.observed.wrong);
        check_none(report, "every call is answered", &unanswered);
        check_none(report, "no call is answered with two sessions", &duplicated);
    }

    fn check_rows(&self, report: &mut Report, rows: usize) {
        let lost: Vec<_> = self
            .answered
            .iter()
            .filter(|id| !self.rows.contains_key(*id))
            .collect();
        check_none(report, "every answered session is stored", &lost);
        report.check(
            rows == self.calls.len() && self.answered.len() == self.calls.len(),
            format!(
                "there is one session per key: {rows} stored, {} answered, {} keys",
                self.answered.len(),
                self.calls.len()
            ),
        );
        let foreign: Vec<_> = self
            .observed
            .answers
            .iter()
            .flat_map(|(call, ids)| ids.iter().map(move |id| (call, id)))
            .filter(|(call, id)| self.is_foreign(call, id))
            .collect();
        check_none(report, "every session belongs to its caller", &foreign);
    }

    /// Returns whether a stored session belongs to another caller than the caller that received it.
    fn is_foreign(&self, call: &Call, id: &str) -> bool {
        let (Some(account), Some(row)) =
            (self.fixture.accounts.get(call.account), self.rows.get(id))
        else {
            return false;
        };
        (row.organization.as_str(), row.environment.as_str())
            != (account.organization.as_str(), account.environment)
            || row.external_ref.as_deref() != Some(call.reference(account).as_str())
    }
}

/// Checks that the list of violations is empty, and prints its first entries otherwise.
fn check_none<T: std::fmt::Debug>(report: &mut Report, guarantee: &str, violations: &[T]) {
    let line = if violations.is_empty() {
        guarantee.to_owned()
    } else {
        format!(
            "{guarantee}: {} violations, such as {:?}",
            violations.len(),
            violations.iter().take(3).collect::<Vec<_>>()
        )
    };
    report.check(violations.is_empty(), line);
}

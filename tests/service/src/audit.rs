//! The count: what clients were told against what the database holds.

use std::collections::{BTreeMap, BTreeSet};

use crate::Result;
use crate::load::{Call, Seen};
use crate::report::Report;
use crate::setting::Setting;

/// Counts the sessions of a setting against the calls that were made on it, all of them.
///
/// # Errors
/// When the database can't be read.
pub async fn count(
    report: &mut Report,
    setting: &Setting,
    calls: &BTreeSet<Call>,
    seen: &Seen,
) -> Result<()> {
    let rows = setting.database.sessions().await?;
    let by_id: BTreeMap<&str, _> = rows.iter().map(|row| (row.id.as_str(), row)).collect();
    let told: BTreeSet<&str> = seen
        .answers
        .values()
        .flatten()
        .map(String::as_str)
        .collect();
    let several: Vec<_> = seen
        .answers
        .iter()
        .filter(|(_, ids)| ids.len() > 1)
        .collect();
    let lost: Vec<_> = told.iter().filter(|id| !by_id.contains_key(*id)).collect();
    let unanswered: Vec<_> = calls
        .iter()
        .filter(|call| !seen.answers.contains_key(*call))
        .collect();

    report.promise(
        seen.wrong.is_empty(),
        format!("no answer was wrong{}", some(&seen.wrong)),
    );
    report.promise(
        unanswered.is_empty(),
        format!("every call was answered{}", some(&unanswered)),
    );
    report.promise(
        several.is_empty(),
        format!("no call was answered with two sessions{}", some(&several)),
    );
    report.promise(
        lost.is_empty(),
        format!("every session that was told of is kept{}", some(&lost)),
    );
    report.promise(
        rows.len() == calls.len() && told.len() == calls.len(),
        format!(
            "sessions = keys: {} kept, {} told of, {} keys",
            rows.len(),
            told.len(),
            calls.len()
        ),
    );
    let strangers: Vec<_> = seen
        .answers
        .iter()
        .flat_map(|(call, ids)| ids.iter().map(move |id| (call, id)))
        .filter(|(call, id)| {
            let (Some(account), Some(row)) =
                (setting.accounts.get(call.account), by_id.get(id.as_str()))
            else {
                return false;
            };
            (row.organization.as_str(), row.environment.as_str())
                != (account.organization.as_str(), account.environment)
                || row.external_ref.as_deref() != Some(call.reference(account).as_str())
        })
        .collect();
    report.promise(
        strangers.is_empty(),
        format!("every session is its caller's{}", some(&strangers)),
    );
    Ok(())
}

/// The first few of what is wrong.
fn some<T: std::fmt::Debug>(wrong: &[T]) -> String {
    if wrong.is_empty() {
        return String::new();
    }
    format!(
        ": not so {} times, such as {:?}",
        wrong.len(),
        wrong.iter().take(3).collect::<Vec<_>>()
    )
}

//! A full disk does not lose or duplicate sessions.

use service_trial::scenarios::disk::{Parameters, run};

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_loses_and_duplicates_no_session() {
    // The scenario is skipped if this process may not mount a small disk.
    if let Some(report) = run(Parameters::bounded(fastrand::u64(..)))
        .await
        .expect("the scenario runs")
    {
        report.assert_passed();
    }
}

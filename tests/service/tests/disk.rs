//! A full disk loses nothing.

use service_trial::trials::disk::{Parameters, run};

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_loses_and_doubles_nothing() {
    // Without the right to mount a small disk there is nothing to see.
    if let Some(report) = run(Parameters::bounded(fastrand::u64(..)))
        .await
        .expect("a trial")
    {
        report.assert_kept();
    }
}

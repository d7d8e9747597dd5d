//! A mixed load is answered as promised, and memory does not multiply.

use service_trial::database::Kind;
use service_trial::postgres::{Cluster, required};
use service_trial::setting::Setting;
use service_trial::trials::soak::{Parameters, run};

#[tokio::test(flavor = "multi_thread")]
async fn a_mixed_load_on_sqlite() {
    let setting = Setting::new(Kind::Sqlite, None).await.expect("a setting");
    run(&setting, Parameters::brief(1, fastrand::u64(..)))
        .await
        .expect("a trial")
        .assert_kept();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mixed_load_on_postgresql() {
    let Some(installation) = required() else {
        return;
    };
    let cluster = Cluster::start(installation).await.expect("a cluster");
    let setting = Setting::new(Kind::Postgres, Some(&cluster))
        .await
        .expect("a setting");
    run(&setting, Parameters::brief(2, fastrand::u64(..)))
        .await
        .expect("a trial")
        .assert_kept();
}

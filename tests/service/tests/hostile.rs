//! Input that is meant to harm does not.

use service_trial::database::Kind;
use service_trial::postgres::{Cluster, required};
use service_trial::setting::Setting;
use service_trial::trials::hostile::{Parameters, run};

#[tokio::test(flavor = "multi_thread")]
async fn hostile_input_does_not_harm_on_sqlite() {
    let setting = Setting::new(Kind::Sqlite, None).await.expect("a setting");
    run(&setting, Parameters::bounded())
        .await
        .expect("a trial")
        .assert_kept();
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_input_does_not_harm_on_postgresql() {
    let Some(installation) = required() else {
        return;
    };
    let cluster = Cluster::start(installation).await.expect("a cluster");
    let setting = Setting::new(Kind::Postgres, Some(&cluster))
        .await
        .expect("a setting");
    run(&setting, Parameters::bounded())
        .await
        .expect("a trial")
        .assert_kept();
}
